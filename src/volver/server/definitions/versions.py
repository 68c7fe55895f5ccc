"""Versions of the definitions: the records and volver.toml change together, or neither does.

What was written into volver.toml by hand becomes a version of its own before the next one is saved,
so that no state that anybody saved on is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from volver.app.clock import now
from volver.app.definition_file import changing
from volver.domain.definition import Values, changes_between
from volver.domain.definition_effect import Effect
from volver.domain.errors import BadInput, Busy, NotFound
from volver.server.accounts.models import User, Workspace
from volver.server.audit.chain import record
from volver.server.definitions.models import Version
from volver.server.gate import Asked

MOST = 200
"""Versions on a page."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to be saved, and what whoever saves it has seen."""

    wanted: Values
    seen: str
    """The mark of what volver.toml said; see `app.definition_file`."""
    note: str = ""
    effect: Effect | None = None
    again: int | None = None
    """The version that is brought back."""


def newest(workspace: Workspace) -> list[Version]:
    """The versions, newest first."""
    held = Version.objects.filter(workspace=workspace).select_related("by")
    return list(held.order_by("-number")[:MOST])


def version(workspace: Workspace, number: int) -> Version:
    """One version; raises NotFound where there is none of the number."""
    held = Version.objects.filter(workspace=workspace, number=number).first()
    if held is None:
        raise NotFound(
            what=f"There is no version {number} of the definitions",
            where="definitions",
            next_step="Go back to the list of versions.",
        )
    return held


def save(request: Asked, saving: Saving) -> Version:
    """Add a version, write it into volver.toml, and leave an entry in the trail.

    Raises Busy where somebody else has changed the definitions meanwhile, BadInput where nothing
    is changed or the file cannot be written by a page.
    """
    try:
        with changing(Path(request.folder), saving.seen) as (before, write):
            changes = changes_between(before, saving.wanted)
            if not changes:
                raise BadInput(
                    what="Nothing is changed",
                    where="definitions",
                    next_step="Change one of the definitions first.",
                )
            with transaction.atomic():
                last = _catch_up(request.workspace, before)
                made = _add(request.workspace, last.number + 1, saving, changes, request.user)
                details = {"version": made.number, "settings": sorted(changes)}
                record(request, "changed the definitions", str(made.number), details)
                write(saving.wanted)  # the last thing that can fail
            return made
    except IntegrityError:
        raise Busy(
            what="Somebody has changed the definitions meanwhile",
            where="definitions",
            next_step="Look at them again before you save; what you wrote is still on the page.",
        ) from None


def _catch_up(workspace: Workspace, found: Values) -> Version:
    """The last version, with what volver.toml says now if that is none yet."""
    last = Version.objects.filter(workspace=workspace).order_by("-number").first()
    changes = {} if last is None else changes_between(last.values, found)
    if last is not None and not changes:
        return last
    return Version.objects.create(
        workspace=workspace,
        number=1 if last is None else last.number + 1,
        at=now(),
        kind="found" if last is None else "by hand",
        values=dict(found),
        changes=_plain(changes),
    )


def _add(
    workspace: Workspace,
    number: int,
    saving: Saving,
    changes: Mapping[str, tuple[Any, Any]],
    by: User,
) -> Version:
    return Version.objects.create(
        workspace=workspace,
        number=number,
        at=now(),
        by=by,
        kind="saved" if saving.again is None else "brought back",
        again=saving.again,
        values=dict(saving.wanted),
        changes=_plain(changes),
        note=saving.note,
        effect=None if saving.effect is None else saving.effect.to_dict(),
    )


def _plain(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: [old, new] for name, (old, new) in changes.items()}
