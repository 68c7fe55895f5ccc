"""How the terminal looks: results on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from types import TracebackType
from typing import Any, Self
from unicodedata import category

from volver.domain.errors import VolverError
from volver.present.progress import STEPS

_KEPT = "\n\u200c\u200d"
"""Line ends, and what joins or parts letters in some scripts."""


class Bar:
    """Progress on a terminal; silent on a pipe and with --json."""

    def __init__(self, watched: bool, language: str) -> None:
        self._say: Callable[[str], str] = str
        self._progress: Any = None
        self._task: Any = None
        self._name = ""
        if watched and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            from volver.present.words import Words

            self._say = Words(language).term
            self._progress = Progress(
                TextColumn("{task.description:<22}"),
                BarColumn(bar_width=24),
                TimeElapsedColumn(),
                console=Console(stderr=True),
            )

    def __enter__(self) -> Self:
        if self._progress is not None:
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            if kind is None:
                self._finish()
            self._progress.stop()

    def step(self, name: str, done: float | None = None) -> None:
        """Draw what is being done now."""
        if self._progress is None:
            return
        if name != self._name:
            self._finish()
            self._name = name
            label = self._say(STEPS.get(name, name))
            self._task = self._progress.add_task(label, total=None if done is None else 1.0)
        if done is not None:
            self._progress.update(self._task, total=1.0, completed=done)

    def _finish(self) -> None:
        if self._task is not None:
            self._progress.update(self._task, total=1.0, completed=1.0)


def show_json(content: Any) -> None:
    """One JSON document on stdout."""
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False, default=str)
    sys.stdout.write(text + "\n")


def say(text: str = "") -> None:
    """A line of the answer, on stdout."""
    sys.stdout.write(printable(text) + "\n")


def note(text: str) -> None:
    """Something worth knowing, on stderr."""
    sys.stderr.write(printable(text) + "\n")


def printable(text: str) -> str:
    """A text without what moves a cursor or changes a colour: names come from people's files.

    >>> printable("\\x1b[31mana\\n")
    '\ufffd[31mana\\n'
    """
    return "".join(c if c in _KEPT or category(c)[0] != "C" else "\ufffd" for c in text)


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], left: Collection[int] = (0,)
) -> None:
    """A table on stdout. left: places of columns that are not aligned to the right."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(header):
        drawn.add_column(Text(printable(name)), justify="left" if place in left else "right")
    for row in rows:
        drawn.add_row(*(Text(printable(cell)) for cell in row))
    Console(file=sys.stdout).print(drawn)


def fail(error: VolverError, as_json: bool, translate: Callable[[str], str] = str) -> int:
    """Show an error as help; the exit code that belongs to it."""
    if as_json:
        show_json(
            {
                "error": {
                    "kind": type(error).__name__,
                    "what": error.what,
                    "where": error.where,
                    "next": error.next_step,
                }
            }
        )
    where, what_next = f"{translate('where')}:", f"{translate('next')}:"
    width = max(len(where), len(what_next))
    note(error.what)
    for label, text in ((where, error.where), (what_next, error.next_step)):
        note(f"  {label:<{width}} " + text.replace("\n", "\n" + " " * (width + 3)))
    return error.exit_code
