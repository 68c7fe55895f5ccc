"""Renewals in a notebook: the figures of the command, and a curve that shows itself."""

import numpy as np
import pytest

import volver
from volver.domain.errors import BadInput


@pytest.fixture
def customers(tmp_path):
    """A file of customers of two plans, who leave at a steady rate or have not yet."""
    generator = np.random.default_rng(4)
    lines = ["id,months,left,plan"]
    for who in range(600):
        plan = "basic" if who % 2 else "plus"
        stay = generator.geometric(0.12 if plan == "basic" else 0.05)
        seen = int(generator.integers(1, 24))
        lines.append(f"c{who},{min(stay, seen)},{'yes' if stay <= seen else 'no'},{plan}")
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_survival_curve_has_its_numbers_at_risk(customers):
    """Those up for a renewal are counted from the file itself."""
    found = volver.renewals(customers, tenure="months", ended="left", customer="id")
    rows = [line.split(",") for line in customers.read_text("utf-8").splitlines()[1:]]
    periods = found.card["groups"][0]["periods"]
    for place in (0, 5, 11):
        # Who left at t was up for it, and so was everybody whose tenure passed it.
        by_hand = sum(int(months) >= place + 1 for _, months, _, _ in rows)
        assert periods[place]["at_risk"] == by_hand
    drawing = found.charts.survival()
    assert drawing.table.rows[0][1] == "600"
    assert drawing._repr_mimebundle_()


def test_each_group_has_its_own_curve(customers):
    """And who asks for one that is not there hears which are."""
    found = volver.renewals(customers, tenure="months", ended="left", by="plan", lang="es")
    basic, plus = (found.charts.survival(name) for name in ("basic", "plus"))
    assert basic.title != plus.title
    assert basic.title.startswith("Tras ")
    with pytest.raises(ValueError, match="there are: basic, plus"):
        found.charts.survival("gold")


def test_what_is_missing_is_said_as_on_the_command_line(customers):
    """The same error, from the same place."""
    with pytest.raises(BadInput, match="need a column for --ended"):
        volver.renewals(customers, tenure="months")


@pytest.mark.long
def test_the_season_is_drawn_only_where_the_model_has_one(tmp_path):
    """Almost three years with strong winters, forecast on the clock; nobody leaves this shop."""
    generator = np.random.default_rng(2)
    lines = ["customer,date,amount"]
    start = np.datetime64("2021-01-01")
    for who in range(300):
        begin, each = int(generator.integers(0, 400)), generator.gamma(2.0, 1 / 120)
        for day in range(begin, 1000):
            winter = 1 + 0.9 * np.cos(2 * np.pi * day / 365.25)
            if day == begin or generator.random() < winter * each:
                lines.append(f"c{who},{start + day},10.0")
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = volver.value(path, model="nbd-season", currency="EUR")
    drawing = found.charts.season()
    pace = [float(row[1]) for row in drawing.table.rows[:52]]
    assert np.mean(pace) == pytest.approx(1, abs=0.02)
    assert np.argmax(pace) in (*range(4), *range(48, 52))
    assert 20 < np.argmin(pace) < 32
    assert max(pace) == pytest.approx(1.9, abs=0.3)
    plain = volver.value(path, model="nbd", currency="EUR")
    with pytest.raises(ValueError, match="runs by the calendar"):
        plain.charts.season()
