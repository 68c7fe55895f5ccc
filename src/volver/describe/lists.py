"""What is listed rather than summed: late contacts, and the waterfall of recurring revenue."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from volver.describe.catalogue import SOURCES, WATERFALL, with_targets
from volver.describe.contact_sources import USUAL, Targets, within
from volver.describe.measure import ALL, Span, cells_by
from volver.domain.measure import Period
from volver.domain.service import Breach, Waterfall
from volver.store.snapshot import Snapshot

BREACHES = """
SELECT interaction_id, customer_id, day, contact_channel, agent, minutes, target
FROM (
  SELECT
    interaction_id, customer_id, day, contact_channel, agent, waited,
    {what}_minutes AS minutes,
    {target} AS target
  FROM contacts
  WHERE NOT is_out
) AS held
WHERE minutes > target OR (minutes IS NULL AND waited > target)
ORDER BY day DESC, v_bytewise(interaction_id)
LIMIT $most
"""


def breaches(snapshot: Snapshot, targets: Targets = USUAL, most: int = 200) -> list[Breach]:
    """The latest contacts that were answered or resolved late, or wait beyond their target."""
    with_targets(targets)["contacts"].prepare(snapshot)
    found = [
        *_late(snapshot, "response", targets.response, most),
        *_late(snapshot, "resolution", targets.resolution, most),
    ]
    return sorted(found, key=lambda late: late.day, reverse=True)[:most]


def _late(
    snapshot: Snapshot,
    what: Literal["response", "resolution"],
    targets: Mapping[str, float],
    most: int,
) -> Iterator[Breach]:
    sql = BREACHES.format(what=what, target=within(targets))
    for contact, customer, day, channel, agent, minutes, target in snapshot.rows(sql, most=most):
        took = None if minutes is None else float(minutes)
        yield Breach(contact, customer, day, channel, agent, what, took, float(target))


def waterfall(
    snapshot: Snapshot, period: Period = "month", split: str | None = None, span: Span = ALL
) -> list[Waterfall]:
    """Recurring revenue period by period, to the cent: start, what came, what went, end."""
    parts = tuple(metric.slug for metric in WATERFALL)
    cells = cells_by(snapshot, SOURCES["subscriptions"], parts, period, split, span)
    return [
        Waterfall(cell.period, cell.level, *(Decimal(cell.sums[part] or 0) for part in parts))
        for cell in cells
    ]
