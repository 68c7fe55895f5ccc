"""When a workspace is due for a refresh: once for a moment, and once for all that were missed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from volver.app.clock import now
from volver.server.accounts.models import Workspace
from volver.server.jobs.models import DAILY, HOURS, OFF, QUEUED, REFRESH, RUNNING, Job, Schedule
from volver.server.jobs.queue import ask


def set_schedule(workspace: Workspace, kind: str, hour: int, every: int, zone: str) -> Schedule:
    """From now on; a moment of today that is past already waits for tomorrow."""
    made, _ = Schedule.objects.update_or_create(
        workspace=workspace,
        defaults={"kind": kind, "hour": hour, "every": every, "zone": zone, "last": now()},
    )
    return made


def moment(schedule: Schedule, at: datetime) -> datetime | None:
    """The newest moment up to `at` when a refresh was due, UTC; None where none was since."""
    if schedule.kind == HOURS:
        step = timedelta(hours=max(schedule.every, 1))
        times = (at - schedule.last) // step
        return schedule.last + times * step if times > 0 else None
    if schedule.kind != DAILY:
        return None
    zone = ZoneInfo(schedule.zone)
    for day in (at.astimezone(zone).date(), at.astimezone(zone).date() - timedelta(days=1)):
        due = datetime(day.year, day.month, day.day, schedule.hour, tzinfo=zone).astimezone(UTC)
        if due <= at:
            return due if due > schedule.last else None
    return None


def following(schedule: Schedule | None, at: datetime) -> datetime | None:
    """The next moment after `at`, UTC; None where nothing is scheduled."""
    if schedule is None or schedule.kind == OFF:
        return None
    if schedule.kind == HOURS:
        step = timedelta(hours=max(schedule.every, 1))
        return schedule.last + ((at - schedule.last) // step + 1) * step
    zone = ZoneInfo(schedule.zone)
    today = at.astimezone(zone).date()
    due = (
        datetime(day.year, day.month, day.day, schedule.hour, tzinfo=zone).astimezone(UTC)
        for day in (today, today + timedelta(days=1), today + timedelta(days=2))
    )
    return next(moment for moment in due if moment > at)


def ask_for_what_is_due(at: datetime) -> list[Job]:
    """Queue a refresh wherever one is due; where one waits or runs, that one serves."""
    asked = []
    for schedule in Schedule.objects.exclude(kind=OFF).select_related("workspace"):
        due = moment(schedule, at)
        if due is None:
            continue
        # Whoever moves the mark queues the job: of two workers one does.
        mine = Schedule.objects.filter(pk=schedule.pk, last=schedule.last).update(last=due)
        under_way = Job.objects.filter(
            workspace=schedule.workspace, kind=REFRESH, state__in=(QUEUED, RUNNING)
        )
        if mine and not under_way.exists():
            asked.append(ask(schedule.workspace, REFRESH))
    return asked
