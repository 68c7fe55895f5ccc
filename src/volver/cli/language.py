"""In which language an error is shown: known before, or without, a command's own options."""

import re
from collections.abc import Sequence
from pathlib import Path

from volver.domain.settings import LANGUAGES

ENGLISH = "en"
WITHOUT_WORKSPACE = ("value", "opportunities", "renewals", "uplift", "demo")
_STATED = re.compile(r"""^language\s*=\s*["'](\w+)["']""", re.MULTILINE)


def language_of(given: Sequence[str]) -> str:
    """What --lang says, else the workspace's own language, else English; never raises.

    given: the words after `volver`.

    >>> language_of(["value", "orders.csv", "--lang", "es"]), language_of(["value", "--lang=xx"])
    ('es', 'en')
    """
    stated = re.split("[-_]", _option(given, "--lang") or "")[0]
    if stated in LANGUAGES:  # else this is what the error is about
        return stated
    if not given or given[0] in WITHOUT_WORKSPACE:
        return ENGLISH
    folder = _option(given, "--workspace") or _option(given, "-w") or ""
    if given[0] == "init" and len(given) > 1 and not given[1].startswith("-"):
        folder = given[1]
    return _of_workspace(Path(folder))


def _option(given: Sequence[str], name: str) -> str | None:
    """The last value of an option, as `--name value` or `--name=value`."""
    found = None
    for place, word in enumerate(given):
        if word == name and place + 1 < len(given):
            found = given[place + 1]
        elif word.startswith(f"{name}="):
            found = word.removeprefix(f"{name}=")
    return found


def _of_workspace(folder: Path) -> str:
    # Looked for rather than parsed: the error may be that the file cannot be.
    try:
        text = (folder / "volver.toml").read_text("utf-8")
    except (OSError, ValueError):
        return ENGLISH
    stated = _STATED.search(text)
    return stated[1] if stated and stated[1] in LANGUAGES else ENGLISH
