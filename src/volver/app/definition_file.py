"""Change what volver.toml says of value, and leave the rest as people wrote it.

What is written is checked first: the new text is read again, and has to say what was there before
but for these settings. Who saves tells what they have seen, so that nobody overwrites what somebody
else has changed meanwhile.
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from volver.app.settings_file import held, put
from volver.app.workspace import FILE, Workspace, toml
from volver.domain.definition import STATED, Values, changes_between, values_of
from volver.domain.errors import BadInput, Busy
from volver.domain.settings import SETTINGS, Settings
from volver.store.toml_text import with_value

_SECTIONS = {one.name: one.section for one in SETTINGS}
MARK = 16
"""Letters by which one state of the file is told from another."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What volver.toml says now."""

    values: Values
    said: frozenset[str]
    """Those of them that the file states itself; the others are volver's own."""

    @property
    def mark(self) -> str:
        """The same as long as nobody has changed any of it."""
        plain = json.dumps([dict(self.values), sorted(self.said)], sort_keys=True)
        return sha256(plain.encode()).hexdigest()[:MARK]


def in_force(folder: Path) -> InForce:
    """What volver.toml of a workspace says now."""
    here = Workspace.open(folder)
    return InForce(values_of(here.settings), frozenset(STATED) & here.said)


def settings_of(folder: Path, wanted: Values) -> Settings:
    """The settings of a workspace with these in their place; raises BadInput where one cannot be.

    A setting that cannot be is named by `where`, as it stands in volver.toml.
    """
    return replace(Workspace.open(folder).settings, **{name: wanted[name] for name in STATED})


@contextmanager
def changing(folder: Path, seen: str) -> Iterator[tuple[Values, Callable[[Values], None]]]:
    """While it lasts nobody else changes volver.toml: what it says, and how to write other values.

    seen: the mark of what whoever changes it has seen. Raises Busy where it was changed since.
    """
    with held(folder):
        now = in_force(folder)
        if now.mark != seen:
            raise Busy(
                what="Somebody has changed the definitions meanwhile",
                where=FILE,
                next_step="Look at them again before you save; what you wrote is still on the"
                " page.",
            )
        yield now.values, lambda wanted: _write(folder, now.values, wanted)


def _write(folder: Path, before: Values, wanted: Values) -> None:
    settings_of(folder, wanted)
    path = (folder / FILE).resolve()
    text = old = path.read_bytes().decode("utf-8")
    changed = changes_between(before, wanted)
    for name, (_, value) in changed.items():
        is_unset = value is None or value == {}
        text = with_value(text, _SECTIONS[name], name, None if is_unset else toml(value))
    _check(old, text, {name: value for name, (_, value) in changed.items()})
    put(path, text)


def _check(old: str, new: str, changed: Values) -> None:
    """Raise BadInput unless the new text says what the old one does but for what was changed."""
    expected = tomllib.loads(old)
    for name, value in changed.items():
        section = expected.setdefault(_SECTIONS[name], {})
        section.pop(name, None)
        if value is not None and value != {}:
            section[name] = value
    try:
        found: dict[str, Any] = tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        found = {}
    for said in (expected, found):
        for section in {_SECTIONS[name] for name in changed}:
            if said.get(section) == {}:
                del said[section]
    if found != expected:
        raise BadInput(
            what=f"{FILE} writes these settings in a form that only a person may change",
            where=FILE,
            next_step="Write each on a line of its own under its table, such as [economics] and"
            " under it margin_rate = 0.35",
        )
