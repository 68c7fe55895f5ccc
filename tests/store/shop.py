"""Random shops, as order lines, and a way to put them before an engine."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
from hypothesis import strategies as st

from volver.domain.money import Basis
from volver.store import open_engine
from volver.store.engine import Engine
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

START = date(2024, 2, 20)  # so that a leap day lies within
DAYS = 30
END = START + timedelta(days=DAYS)
MONEY = pa.decimal128(18, 4)
REVENUE = Basis("revenue")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of order_lines."""

    load_id: int
    line: int
    order_id: str | None
    customer_id: str | None
    ordered_at: datetime
    day: date
    product_id: str | None
    category: str | None
    revenue: Decimal
    cost: Decimal | None
    is_refund: bool
    refund_of: str | None
    attributes: str | None = None
    quantity: Decimal | None = Decimal(1)
    goods_back: bool | None = None


TYPES = (
    pa.int32(), pa.int64(), pa.string(), pa.string(), pa.timestamp("us"), pa.date32(),
    pa.string(), pa.string(), MONEY, MONEY, pa.bool_(), pa.string(),
    pa.string(), pa.decimal128(18, 6), pa.bool_(),
)  # fmt: skip
SCHEMA = pa.schema([(field.name, kind) for field, kind in zip(fields(Line), TYPES, strict=True)])


def order(line: int, customer: str | None, day: int, revenue: str, **rest: object) -> Line:
    """A line of an order, `day` days after START."""
    known = {"load_id": 1, "order_id": None, "product_id": None, "category": None, "cost": None}
    known |= {"is_refund": False, "refund_of": None, "hour": 12} | rest
    when = datetime(START.year, START.month, START.day) + timedelta(days=day)  # noqa: DTZ001 - UTC
    cost = known.pop("cost")
    return Line(
        line=line,
        customer_id=customer,
        ordered_at=when + timedelta(hours=known.pop("hour")),
        day=when.date(),
        revenue=Decimal(revenue),
        cost=None if cost is None else Decimal(str(cost)),
        **known,
    )


def refund(line: int, customer: str, day: int, revenue: str, **rest: object) -> Line:
    """A refund; the amount is what was given back, above zero."""
    return order(line, customer, day, f"-{revenue}", is_refund=True, **rest)


@st.composite
def shops(draw: st.DrawFn, order_ids: bool = True, refunds: bool = True) -> list[Line]:
    """Lines over few customers, order numbers, products and days, so that they often meet.

    Customers do not touch each other, so one book of many is as good as many books of one, and
    the engine plans its query once.
    """
    known = st.none() | st.sampled_from(["1", "2", "3"]) if order_ids else st.none()
    lines = []
    for number in range(draw(st.integers(1, 40))):
        back = refunds and draw(st.integers(0, 2)) == 0
        cents = draw(st.sampled_from([0, 1, 999, 1000, 1001, 2000, 5050]))
        lines.append(
            order(
                number + 1,
                draw(st.sampled_from(["ana", "Ana", "éva", "bo", "cy", None])),
                draw(st.integers(0, DAYS)),
                f"{Decimal(-cents if back else cents) / 100}",
                load_id=draw(st.integers(1, 2)),
                hour=draw(st.sampled_from([0, 12, 23])),
                order_id=draw(known),
                product_id=draw(st.sampled_from(["p", "q", None])),
                category=draw(st.sampled_from(["shoes", "hats", None])),
                cost=draw(st.none() | st.sampled_from(["0", "3.21", "4.00"])),
                is_refund=back,
                refund_of=draw(known) if back else None,
                quantity=draw(st.sampled_from([None, 0, Decimal("2.5"), 3, -1])),
                goods_back=draw(st.sampled_from([None, True, False])) if back else None,
                attributes=draw(st.sampled_from(['{"a":"x"}', '{"a":"é"}', '{"a":null}', None])),
            )
        )
    return lines


def engine_with(lines: Iterable[Line], engine: Engine | None = None) -> Engine:
    """An engine in memory whose order_lines hold these."""
    engine = engine or open_engine()
    columns = list(zip(*map(astuple, lines), strict=True)) or [()] * len(TYPES)
    arrays = [pa.array(c, t) for c, t in zip(columns, TYPES, strict=True)]
    engine.store_batches("order_lines", [pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)])
    return engine


def look(
    lines: Iterable[Line],
    basis: Basis = REVENUE,
    as_of: date = END,
    order_ids: bool = True,
    refunds: bool = True,
    engine: Engine | None = None,
    in_process: bool = True,
) -> Snapshot:
    """A snapshot of a shop, with its histories: from the rows at hand, or by SQL alone."""
    shape = Shape(basis, order_ids, refunds)
    engine = engine_with(lines, engine)
    engine.in_process = in_process
    return Snapshot(engine, as_of, shape).with_histories()
