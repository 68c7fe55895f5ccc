"""A plan drawn up while somebody waits, by a page or by a program."""

from collections.abc import Mapping

from django.db import transaction

from volver.app.plan import Wish, draw_up, put_by
from volver.server.audit.chain import record
from volver.server.gate import Asked
from volver.server.pages.alone import in_turn
from volver.server.readers import run_of


def drafted(request: Asked, wish: Wish, details: Mapping[str, str] | None = None) -> None:
    """Draw up a plan on the run that is open, and put it by as a draft.

    details: of its entry in the trail. Raises Busy where others wait too, and as `draw_up` does.
    """
    with in_turn(request):  # several at once take as much memory and time as all of them together
        opened = run_of(request.folder).snapshot
        drawn = draw_up(request.folder, wish, str(request.user), opened=opened)
    with transaction.atomic():  # the plan and its entry in the trail: both or neither
        put_by(request.folder, [drawn])
        record(request, "drafted a plan", wish.name, details)
