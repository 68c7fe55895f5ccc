"""Published runs, kept open: one for each workspace and thread, until a newer one is published."""

from pathlib import Path
from threading import Lock, local

from volver.app.published import PublishedRun


class _Kept(local):
    """The runs that one thread has open."""

    def __init__(self) -> None:
        self.runs: dict[Path, PublishedRun] = {}


_KEPT = _Kept()
_WHOLE: dict[Path, PublishedRun] = {}
"""The runs that were held against their sums, by the first thread that asked; others are made from
it, and what it has open is let go of with the last of them."""
_ONE_CHECKS = Lock()


def run_of(folder: Path) -> PublishedRun:
    """The newest run of a workspace; raises NotFound where there is none that is whole."""
    held = _KEPT.runs.get(folder)
    if held is not None:
        if held.is_newest():
            held.renew()
            return held
        held.close()
        del _KEPT.runs[folder]
    with _ONE_CHECKS:
        whole = _WHOLE.get(folder)
        if whole is None or not whole.is_newest():
            whole = _WHOLE[folder] = PublishedRun.open(folder)  # the last thread to leave ends it
        _KEPT.runs[folder] = whole.again()
    return _KEPT.runs[folder]
