"""Others' forecasts beside ours: what is handed out, what is taken in, and what is refused."""

import csv
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from pyarrow import parquet as pq
from tests.app.shop import AS_OF, write_shop

from volver.app.contest import THEIRS, contest
from volver.app.run import run
from volver.domain.errors import BadInput
from volver.domain.ports import Quiet

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A published run of a small shop."""
    folder = tmp_path_factory.mktemp("shop")
    run(write_shop(folder), AS_OF, Quiet())
    return folder


@pytest.fixture(scope="module")
def exported(shop):
    """Its contest, and the marks."""
    standing = contest(shop, shop / "contest", None, False, None, Quiet())
    return shop / "contest", standing


def rows(path):
    """A Parquet file as dictionaries."""
    return pq.read_table(path).to_pylist()


def test_what_came_is_as_counted_from_the_orders(exported, shop):
    """Days with an order in the window, and what they brought; nothing of unknown customers."""
    days = defaultdict(lambda: defaultdict(float))
    with (shop / "orders.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row["order_date"] != "2024-02-30":
                day = date.fromisoformat(row["order_date"])
                days[row["customer_id"]][day] += float(row["amount"])
    found = rows(exported[0] / "outcomes.parquet")
    origins = sorted({date.fromisoformat(row["origin"]) for row in found})
    length = timedelta(days=found[0]["window_days"])
    assert origins[-1] + length == AS_OF
    told = {(row["customer_id"], row["origin"]): row for row in found}
    assert len(told) == len(found)
    expected = 0
    for who, by_day in days.items():
        for origin in origins:
            if min(by_day) > origin:
                assert (who, origin.isoformat()) not in told
                continue
            row = told[who, origin.isoformat()]
            later = {d: m for d, m in by_day.items() if origin < d <= origin + length}
            before = any(origin - length < day <= origin for day in by_day)
            assert row["actual_orders"] == len(later)
            assert row["active"] == bool(later)
            assert row["recently_active"] == before
            assert row["actual_margin"] == pytest.approx(sum(later.values()), abs=1e-3)
            expected += 1
    assert len(found) == expected


def test_our_own_forecasts_have_the_marks_of_ours(exported, shop):
    """The files that are handed out are what is taken in."""
    folder, standing = exported
    ours = {one.origin: one for one in standing.marks if one.candidate == "bg-nbd"}
    again = contest(shop, None, folder / "forecasts/bg-nbd.parquet", False, None, Quiet())
    theirs = {one.origin: one for one in again.marks if one.candidate == THEIRS}
    assert ours.keys() == theirs.keys()
    for origin, one in theirs.items():
        assert replace(one, candidate="bg-nbd") == ours[origin]


def test_forecasts_are_those_of_a_day_in_the_past(exported):
    """Every candidate for the same customers, with probabilities and ends in order."""
    folder, standing = exported
    known = [(row["customer_id"], row["origin"]) for row in rows(folder / "outcomes.parquet")]
    names = {one.candidate for one in standing.marks}
    assert {"bg-nbd", "same-rate"} <= names
    assert {path.stem for path in (folder / "forecasts").iterdir()} == names
    for path in (folder / "forecasts").iterdir():
        table = pq.read_table(path).to_pydict()
        assert set(zip(table["customer_id"], table["origin"], strict=True)) <= set(known)
        chance = np.array(table["p_active"])
        assert ((chance >= 0) & (chance <= 1)).all()
        assert (np.array(table["value_low"]) <= np.array(table["value_high"])).all()


def test_every_column_is_explained_beside_the_tables(exported):
    """In the README.md."""
    folder = exported[0]
    text = (folder / "README.md").read_text("utf-8")
    for path in folder.rglob("*.parquet"):
        for name in pq.read_schema(path).names:
            assert name in text


GOOD = "customer_id,origin,expected_orders,value"


def written(exported, folder, head=GOOD, change=None, extra=""):
    """Forecasts of one order worth 5 for everybody, with something wrong."""
    lines = [
        [row["customer_id"], row["origin"], "1.0", "5.0"]
        for row in rows(exported[0] / "outcomes.parquet")
    ]
    if change is not None:
        change(lines)
    path = folder / "mine.csv"
    path.write_text("\n".join([head, *(",".join(one) + extra for one in lines)]) + "\n", "utf-8")
    return path


def put(at, text):
    """A change of the third row's cell."""
    return lambda lines: lines[2].__setitem__(at, text)


def test_a_plain_file_of_two_numbers_is_enough(exported, shop, tmp_path):
    """No probabilities and no intervals: those marks are left open, never guessed."""
    path = written(exported, tmp_path)
    found = contest(shop, None, path, False, None, Quiet())
    theirs = [one for one in found.marks if one.candidate == THEIRS]
    came = rows(exported[0] / "outcomes.parquet")
    for one in theirs:
        assert one.brier is one.held_orders is one.held_margin is None
        assert one.auroc == 0.5
        here = [row["actual_margin"] for row in came if row["origin"] == one.origin.isoformat()]
        assert one.mae_margin == pytest.approx(np.mean(np.abs(np.array(here) - 5)))
    assert len(theirs) == len({row["origin"] for row in came})


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"head": "customer_id,origin,expected_orders,worth"}, "has no column value"),
        ({"head": GOOD + ",value_low", "extra": ",1"}, "has no column value_high"),
        ({"head": GOOD + ",p_active", "extra": ",1.2"}, "p_active is not between 0 and 1"),
        (
            {"head": GOOD + ",value_low,value_high", "extra": ",3,2"},
            "value_low is above value_high",
        ),
        ({"change": put(1, "2024-01-02")}, "forecasts from 2024-01-02, which is no origin"),
        ({"change": put(2, "many")}, "'many' is not a number"),
        ({"change": put(2, "nan")}, "'nan' is not a number"),
        ({"change": put(2, "-1")}, "expected_orders is below 0"),
        ({"change": put(0, "nobody")}, "1 of them are missing, and 1 are others"),
        ({"change": lambda lines: lines.append(lines[0])}, "forecasts a customer twice"),
        ({"change": lambda lines: lines.pop()}, "1 of them are missing, and 0 are others"),
        ({"change": lambda lines: lines.clear()}, "has a header and no rows"),
    ],
)
def test_what_cannot_be_marked_is_refused_with_words(given, what, exported, shop, tmp_path):
    """And with what to do."""
    path = written(exported, tmp_path, **given)
    with pytest.raises(BadInput) as refused:
        contest(shop, None, path, False, None, Quiet())
    assert what in refused.value.what
    assert refused.value.next_step


def test_nothing_is_written_over(exported, shop):
    """A folder that holds something is left as it is."""
    with pytest.raises(BadInput, match="is there already"):
        contest(shop, exported[0], None, False, None, Quiet())
