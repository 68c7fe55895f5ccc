"""The terminal's summary of a run, drawn from what `present` wrote."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volver.cli.output import note, say, table
from volver.domain.money import Basis

if TYPE_CHECKING:
    from volver.domain.opportunity_card import OpportunityCard
    from volver.present.records import ReportData
    from volver.present.renewals import RenewalData
    from volver.present.table import Table


def show(basis: Basis, data: "ReportData | None", language: str, paths: Sequence[Path]) -> None:
    """The answer on stdout; a warning about its basis on stderr."""
    from volver.present.words import Words

    if not basis.is_margin:
        note(Words(language).term(basis.label))
    if data is not None:
        _figures(data, language)
    for path in paths:
        say(str(path))


def _figures(data: "ReportData", language: str) -> None:
    from volver.present.summary import summarize

    summary = summarize(data, language)
    say(summary.headline)
    for sentence in summary.sentences:
        say(sentence)
    table(("", ""), summary.rows)
    for drawn in (summary.classes, summary.top, summary.newcomers):
        if drawn is not None and drawn.rows:
            _draw(drawn)
    for line in summary.notes:
        say(f"- {line}")
    say()


def _draw(drawn: "Table") -> None:
    table(drawn.columns, drawn.rows)


def show_opportunities(card: "OpportunityCard", language: str, paths: Sequence[Path]) -> None:
    """A forecast of orders at fixed opportunities."""
    from volver.present.opportunities import summarize_opportunities

    summary = summarize_opportunities(card, language)
    say(summary.headline)
    for sentence in summary.sentences:
        say(sentence)
    table(("", ""), summary.rows)
    for drawn in summary.tables:
        _draw(drawn)
    for line in summary.notes:
        say(f"- {line}")
    say()
    for path in paths:
        say(str(path))


def show_load(load: Mapping[str, Any], language: str) -> None:
    """What became of one file's rows, and what to know about it."""
    from volver.present.findings import became
    from volver.present.words import Words

    words = Words(language)
    rows = words.plural("{n:count} row", "{n:count} rows", load["rows_in"])
    sum_ = became(load["accepted"], load["rejected"], load["duplicates"], words)
    if load["kind"] == "orders":
        count = load["anonymous"]
        sum_ += "; " + words("lines without a customer: {anonymous:count}", anonymous=count)
    say(f"{load['source']}: {rows} = {sum_}")
    for rule, count in load["rules"].items():
        say(f"  {words.formats.number(count)} × {rule}")
    for remark in load["notes"]:
        say(f"  {words.term(remark)}")


def show_renewals(data: "RenewalData", language: str) -> None:
    """The answer about renewals on stdout; a warning about its basis on stderr."""
    from volver.present.renewals import tell
    from volver.present.words import Words

    if data.basis is not None and not data.basis.is_margin:
        note(Words(language).term(data.basis.label))
    said = tell(data, language)
    say(said.headline)
    if said.overview is not None:
        _draw(said.overview)
    for group in said.groups:
        if group.title:
            say(group.title)
        for sentence in group.sentences:
            say(sentence)
        for drawn in group.tables:
            _draw(drawn)
    for line in said.notes:
        say(f"- {line}")
    say()
