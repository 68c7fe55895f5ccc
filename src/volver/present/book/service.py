"""The sheet of the contact centre and of what customers say."""

from volver.domain.service import Breach, ServiceFigures
from volver.present.book import figures
from volver.present.sheet import Column, Grid, Sheet
from volver.present.words import Words


def sheet(found: ServiceFigures, words: Words) -> Sheet:
    """As a whole, month by month, by channel and by agent; and what was late."""
    title = words("Service and satisfaction")
    question = words("How fast do we help customers, and what do they say of it?")
    needs = figures.needs(found.whole, words)
    if not any(row.value for figure in found.whole for row in figure.rows):
        silent = words("No contact and no answer with a score is on record.")
        return Sheet("service", title, question, needs=needs or (silent,))
    grids = [
        *figures.whole("whole", found.whole, found.level, words),
        figures.by_month("by_month", words("Month by month"), found.by_month, words),
        figures.by_level(
            "by_channel", words("By channel"), words("Channel"), found.by_channel, words
        ),
        figures.by_level("by_agent", words("By agent"), words("Agent"), found.by_agent, words),
        _late(found.breaches, words) if found.breaches else None,
    ]
    return Sheet(
        slug="service",
        title=title,
        question=question,
        blocks=tuple(grid for grid in grids if grid is not None),
        needs=needs,
        finding=_finding(found, words),
    )


def _finding(found: ServiceFigures, words: Words) -> str:
    names = ("contacts", "complaint_share", "response_on_time", "csat")
    held = {name: figures.value_of(found.whole, name) for name in names}
    said = []
    if held["complaint_share"]:
        said.append(
            words(
                "Of {contacts:count} contacts, {complaint_share:percent} were complaints.", **held
            )
        )
    elif held["contacts"]:
        said.append(words("{contacts:count} contacts.", **held))
    if held["response_on_time"] is not None:
        said.append(words("{response_on_time:percent} were answered on time.", **held))
    if held["csat"] is not None:
        said.append(words("Of those who were asked, {csat:percent} are satisfied.", **held))
    return " ".join(said)


def _late(breaches: tuple[Breach, ...], words: Words) -> Grid:
    whats = {"response": words("first response"), "resolution": words("resolution")}
    return Grid(
        slug="late",
        title=words("The latest contacts that missed a target"),
        columns=(
            Column("interaction_id", words("Contact"), "text"),
            Column("customer_id", words("Customer"), "text"),
            Column("day", words("Day"), "day"),
            Column("channel", words("Channel"), "text"),
            Column("agent", words("Agent"), "text"),
            Column("what", words("Late with"), "text"),
            Column("minutes", words("Minutes"), "minutes"),
            Column("target", words("Target, minutes"), "minutes"),
        ),
        rows=tuple(
            (
                late.interaction_id,
                late.customer_id,
                late.day,
                late.channel,
                late.agent,
                whats[late.what],
                late.minutes,
                late.target,
            )
            for late in breaches
        ),
        caution=words("Without minutes: it still waits."),
    )
