"""When the next order comes: in a notebook, in a written table and for one customer."""

import json
import sys
from datetime import date, timedelta

import numpy as np
import pytest
from pyarrow import parquet as pq
from tests.predict.worlds import LEAVING

from volver import value
from volver.app.look import explain
from volver.app.run import run
from volver.app.workspace import Workspace
from volver.cli import main as door
from volver.domain.ports import Quiet
from volver.predict.purchases.ahead import chances_of_an_order, next_order, residual_orders
from volver.predict.restore import restored
from volver.predict.upcoming import upcoming
from volver.present.upcoming import tell_upcoming
from volver.present.words import Words
from volver.stats.simulate import simulate
from volver.store.publish import NEXT
from volver.store.schema import VALUES

pytestmark = pytest.mark.slow

FIRST = date(2023, 1, 1)


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """A file of a shop whose customers leave, large enough for a model."""
    found, _ = simulate(LEAVING, 400, 540, 730, 1, np.random.default_rng(3))
    lines = ["customer,date,amount"]
    for who, day, paid in zip(found.customer, found.day, found.amount, strict=True):
        lines.append(f"c{who},{FIRST + timedelta(days=int(day))},{paid:.2f}")
    path = tmp_path_factory.mktemp("next") / "orders.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def found(orders):
    """The values of its customers."""
    return value(str(orders), model="mbg-nbd", currency="EUR")


def model_of(found):
    """The model behind a card."""
    card = found.card
    return restored(card["model"], card["parameters"], card["unit"], None)


def test_a_notebook_has_the_next_order_of_every_customer(found):
    """As the model says of each by itself, like customers or not."""
    table, values = found.next_orders().to_pandas(), found.to_pandas()
    assert table.customer_id.tolist() == values.customer_id.tolist()
    assert table.p_alive.tolist() == pytest.approx(values.p_alive.tolist())
    first = values.first_order.to_numpy().astype("datetime64[D]")
    last = values.last_order.to_numpy().astype("datetime64[D]")
    as_of = values.as_of.to_numpy().astype("datetime64[D]")
    one = [
        part.astype(float)
        for part in (values.repeat_count.to_numpy(), (last - first).astype(int),
                     (as_of - first).astype(int))
    ]  # fmt: skip
    model, days = model_of(found), found.card["horizon_days"]
    assert table.chance_30d.to_numpy() == pytest.approx(chances_of_an_order(model, *one, [30])[0])
    assert table.chance_90d.to_numpy() == pytest.approx(chances_of_an_order(model, *one, [90])[0])
    by_itself = next_order(model, *one, days, 0.9)
    assert table.next_order.to_numpy() == pytest.approx(by_itself.median)
    assert table.residual_orders.to_numpy() == pytest.approx(residual_orders(model, *one, 0.1))
    assert (table.chance_30d <= table.chance_90d).all()
    assert (table.chance_90d <= table.chance_ever).all()


def test_a_table_has_the_next_order_only_where_it_is_asked_for(found, tmp_path):
    """The columns of always come first, with the same figures."""
    found.write(tmp_path / "plain.parquet")
    found.write(tmp_path / "more.parquet", next_order=True)
    plain = pq.read_table(tmp_path / "plain.parquet")
    more = pq.read_table(tmp_path / "more.parquet")
    assert tuple(plain.column_names) == VALUES.names
    assert tuple(more.column_names) == VALUES.names + NEXT
    assert more.select(VALUES.names).equals(plain)
    low, half, high = (np.array(more[name]) for name in NEXT[:3])
    assert (low < half).all()
    assert (half < high).all()


def test_the_command_line_writes_it(orders, tmp_path, monkeypatch, capsys):
    """With --next-order, in a spreadsheet's file too."""
    out = tmp_path / "values.csv"
    monkeypatch.setattr(
        sys,
        "argv",
        ["volver", "value", str(orders), "--model", "mbg-nbd", "--next-order", "--out", str(out)],
    )
    with pytest.raises(SystemExit) as end:
        door.main()
    assert not end.value.code
    header = out.read_text("utf-8").splitlines()[0]
    assert header.endswith(",".join(NEXT))
    capsys.readouterr()


def test_where_a_simple_rule_forecasts_nothing_is_made_up(tmp_path):
    """NULL for all, and a sentence instead of a date."""
    few = tmp_path / "few.csv"
    few.write_text("customer,date,amount\na,2024-01-01,5\na,2024-02-01,6\nb,2024-01-09,7\n")
    table = value(str(few), currency="EUR").next_orders()
    assert table["next_order"].null_count == len(table)
    said = list(tell_upcoming(None, None, FIRST, Words("es")))
    assert said == ["Esta previsión no dice nada de cuándo llegará el próximo pedido."]


def test_who_has_long_been_silent_most_likely_never_orders_again(found):
    """And who was here yesterday is likelier to order than not."""
    model = model_of(found)
    gone = upcoming(model, (12, 60, 700), 365, 0.9, 0.1, 1.0)
    here = upcoming(model, (12, 699, 700), 365, 0.9, 0.1, 50.0)
    assert gone.most_likely_never
    assert not here.most_likely_never
    texts = [" ".join(tell_upcoming(one, None, FIRST, Words("en"))) for one in (gone, here)]
    assert texts[0].startswith("Most likely this customer never orders again")
    assert "never" not in texts[1]


def test_a_relationship_without_end_is_worth_more_than_a_year_of_it(found):
    """By the discounted orders of each; a hundred years ahead are as good as all."""
    model = model_of(found)
    year = upcoming(model, (3, 300, 320), 365, 0.9, 0.1, 40.0)
    century = upcoming(model, (3, 300, 320), 36_525, 0.9, 0.1, 40.0)
    assert year.residual_value > 40.0
    assert century.residual_value == pytest.approx(40.0, rel=1e-3)
    assert upcoming(model, (3, 300, 320), 365, 0.9, 0.0, 40.0).residual_orders is None


def test_a_notebook_has_draws_of_the_parameters(found):
    """Around those on the card, as far as its standard errors say."""
    draws, card = found.draws(500), found.card
    assert set(card["parameters"]) < set(draws)
    for letter, fitted in card["parameters"].items():
        logs = np.log(draws[letter])
        error = card["standard_errors"][letter]
        assert logs.mean() == pytest.approx(np.log(fitted), abs=0.2 * error)
        assert logs.std() == pytest.approx(error, rel=0.1)


@pytest.fixture(scope="module")
def here(orders):
    """A folder with one published run."""
    folder = orders.parent
    (folder / "volver.toml").write_text(
        '[economics]\ncurrency = "EUR"\n[forecast]\nmodel = "mbg-nbd"\n'
        '[[sources]]\nfile = "orders.csv"\n',
        "utf-8",
    )
    run(Workspace.open(folder), None, Quiet())
    return folder


@pytest.mark.parametrize("customer", ["c3", "c40", "c399"])
def test_one_customer_is_told_when_to_be_expected(here, found, customer):
    """The same figures as in the notebook, and P(alive) falls since the last order."""
    told = explain(here, customer, None)
    plain = json.loads(json.dumps(told.to_dict(), default=str))
    table = found.next_orders().to_pandas().set_index("customer_id").loc[customer]
    ahead = plain["next_orders"]
    for name in ("chance_30d", "chance_ever", "next_order_low", "next_order", "residual_orders"):
        assert ahead[name] == pytest.approx(table[name], rel=1e-9)
    since = plain["p_alive_since_last_order"]
    assert next(iter(since)) == plain["last_order"]
    assert list(since)[-1] == plain["as_of"]
    assert list(since.values()) == sorted(since.values(), reverse=True)
    assert list(since.values())[-1] == pytest.approx(plain["p_alive"], rel=1e-9)
    assert any(text.startswith("Chance of any order: ") for text in told.sentences)
    spanish = " ".join(explain(here, customer, "es").sentences)
    assert "Probabilidad de algún pedido: " in spanish
    assert "Chance" not in spanish
