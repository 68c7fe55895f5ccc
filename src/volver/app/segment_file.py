"""Save, rename and take out segments of volver.toml, and remember who did it.

    volver.toml               [segments.NAME], changed in place; the rest stays as people wrote it
    .volver/segments.jsonl    a line for each change, and nothing is ever taken out

A change is checked before it is written: the new text is read again, and has to say what was there
before but for this one segment. Who saves tells what they had seen, so that nobody overwrites what
somebody else has changed meanwhile.
"""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from volver.app.clock import now
from volver.app.segments import plans_with
from volver.app.settings_file import held, put
from volver.app.workspace import FILE, Workspace, toml, toml_key
from volver.decide.segments.plain import named_in, renamed, rule_of, segments_of
from volver.decide.segments.write import written
from volver.domain.errors import BadInput, Busy, NotFound
from volver.domain.segment import Segment
from volver.store.toml_text import with_table, without_table

LOG = "segments.jsonl"
TAKEN = ("new", ".", "..")
"""Names that addresses need for themselves."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a segment."""

    at: datetime
    by: str
    did: str
    """saved, renamed or deleted."""
    name: str
    rule: str
    version: str
    was: str = ""
    """The name before."""


def save(
    folder: Path, name: str, rule: str, description: str, by: str, was: str = "", seen: str = ""
) -> Segment:
    """Put a segment into volver.toml.

    was: the name of the one that is changed; "": it is a new one. seen: the version that whoever
    changes it has seen. Raises BadInput for a name or a rule that is none, Busy where somebody
    else has changed it meanwhile.
    """
    with held(folder):
        here = Workspace.open(folder)
        _check_name(here, name, was)
        if was:
            _check_seen(here, was, seen)
            if name != was:
                _check_unused(here, was, also_segments=False)
        plain = {one: _plain(segment) for one, segment in here.segments.items()}
        if was and was != name:
            plain = {
                one: {**table, "rule": written(renamed(here.segments[one].rule, was, name))}
                for one, table in plain.items()
                if one != was
            }
        text = written(rule_of(rule, {*plain, name} - {was} | {name}))
        plain[name] = {"rule": text, **({"description": description} if description else {})}
        saved = _write(here, plain)[name]
        did = "renamed" if was and was != name else "saved"
        _remember(folder, Change(now(), by, did, name, text, saved.version, was))
        return saved


def delete(folder: Path, name: str, by: str, seen: str) -> None:
    """Take a segment out of volver.toml; not while a plan or another segment rests on it."""
    with held(folder):
        here = Workspace.open(folder)
        _check_seen(here, name, seen)
        _check_unused(here, name, also_segments=True)
        gone = here.segments[name]
        plain = {one: _plain(held) for one, held in here.segments.items() if one != name}
        _write(here, plain)
        change = Change(now(), by, "deleted", name, written(gone.rule), gone.version)
        _remember(folder, change)


def history(folder: Path, name: str) -> list[Change]:
    """What happened to a segment, under this name and those before, the newest first."""
    path = folder / ".volver" / LOG
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    found, wanted = [], name
    for line in reversed(lines):
        plain = json.loads(line)
        if plain["name"] == wanted:
            found.append(Change(**{**plain, "at": datetime.fromisoformat(plain["at"])}))
            wanted = plain["was"] or wanted
    return found


def _plain(segment: Segment) -> dict[str, str]:
    table = {"rule": written(segment.rule)}
    return table | ({"description": segment.description} if segment.description else {})


def _check_name(here: Workspace, name: str, was: str) -> None:
    if name in TAKEN or "/" in name or "\\" in name:
        raise BadInput(
            what=f"A segment cannot be called {name[:40]!r}",
            where="name",
            next_step="Give it another name, without a slash.",
        )
    if name != was and name in here.segments:
        raise BadInput(
            what=f"There is a segment called {name[:40]!r} already",
            where="name",
            next_step="Give it another name, or change that one.",
        )


def _check_seen(here: Workspace, name: str, seen: str) -> None:
    if name not in here.segments:
        raise NotFound(
            what=f"There is no segment called {name[:40]!r}",
            where="segments",
            next_step="Go back to the list of segments.",
        )
    if here.segments[name].version != seen:
        raise Busy(
            what="Somebody has changed this segment meanwhile",
            where=name,
            next_step="Look at it again before you change it; what you wrote is still on the page.",
        )


def _check_unused(here: Workspace, name: str, also_segments: bool) -> None:
    plans = [one for one in plans_with(here.folder, {name: None})[name] if one.state != "closed"]
    if plans:
        raise BadInput(
            what=f"The plan {plans[0].proposal.name} rests on this segment",
            where=name,
            next_step="Close the plan first, or leave the segment as it is called.",
        )
    others = [one.name for one in here.segments.values() if name in named_in(one.rule)]
    if also_segments and others:
        raise BadInput(
            what=f"The segment {others[0]} names this one",
            where=name,
            next_step="Change that one first.",
        )


def _write(here: Workspace, plain: Mapping[str, Mapping[str, str]]) -> Mapping[str, Segment]:
    """Change volver.toml so that its segments are these, and check that nothing else changed."""
    path = (here.folder / FILE).resolve()
    before = path.read_bytes().decode("utf-8")
    wanted = segments_of(dict(plain), f"{FILE}, segments")
    text = before
    for name in here.segments.keys() - wanted.keys():
        text = without_table(text, ("segments", name))
    for name, segment in wanted.items():
        if here.segments.get(name) != segment and not _is_same(here.segments.get(name), segment):
            lines = [f"[segments.{toml_key(name)}]"]
            lines += [f"{key} = {toml(value)}" for key, value in plain[name].items()]
            text = with_table(text, ("segments", name), "\n".join(lines))
    _check_text(before, text, wanted)
    put(path, text)
    return wanted


def _is_same(before: Segment | None, after: Segment) -> bool:
    """Whether a segment itself is as it was, whatever became of those that it names."""
    return before is not None and (before.rule, before.description) == (
        after.rule, after.description,
    )  # fmt: skip


def _check_text(before: str, after: str, wanted: Mapping[str, Segment]) -> None:
    by_hand = BadInput(
        what=f"{FILE} writes its segments in a form that only a person may change",
        where=FILE,
        next_step='Give each a table of its own: [segments.NAME] and under it rule = "…"',
    )
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
        found = segments_of(new.pop("segments", {}))
    except (tomllib.TOMLDecodeError, BadInput):
        raise by_hand from None
    old.pop("segments", None)
    if old != new or dict(found) != dict(wanted):
        raise by_hand


def _remember(folder: Path, change: Change) -> None:
    plain: dict[str, Any] = {**asdict(change), "at": change.at.isoformat()}
    with (folder / ".volver" / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(plain, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
