"""What a change of the definitions is said to do is what a run by them finds."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.server import tiny

from volver.app.definition_effect import effect, is_by_run
from volver.app.published import PublishedRun
from volver.app.run import run
from volver.app.workspace import FILE, Workspace
from volver.domain.definition import STATED
from volver.domain.definition_effect import Effect
from volver.domain.ports import Quiet
from volver.domain.value import ValueClass
from volver.predict.value import even_discount


def _published(folder: Path, told: str = tiny.TOLD) -> dict[str, Any]:
    tiny.make(folder)
    (folder / FILE).write_text(told + tiny.SOURCE, "utf-8")
    return run(Workspace.open(folder), None, Quiet()).card


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of sixty customers, with a run by its definitions."""
    folder = tmp_path_factory.mktemp("effects") / "shop"
    _published(folder)
    return folder


def _effect(folder: Path, **changes: Any) -> Effect:
    with PublishedRun.open(folder) as opened:
        return effect(opened, replace(opened.workspace.settings, **changes))


TERMS = {
    "annual_discount_rate": ("[economics]", "annual_discount_rate = 0.25", 0.25),
    "margin_rate": ("margin_rate = 0.4", "margin_rate = 0.3", 0.3),
    "horizon": ("[forecast]", 'horizon = "6m"', "6m"),
    "best_share": ("[forecast]", "best_share = 0.8", 0.8),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TERMS)
def test_the_effect_is_that_of_a_run(shop: Path, tmp_path: Path, name: str) -> None:
    """The total, and the customers in each class, are recounted by fitting everything again."""
    place, line, value = TERMS[name]
    if name == "best_share":
        told = tiny.TOLD.replace("[forecast]", "[classes]\nbest_share = 0.8\n[forecast]")
    elif name == "margin_rate":
        told = tiny.TOLD.replace(place, line)
    else:
        told = tiny.TOLD.replace(place, f"{place}\n{line}")
    card = _published(tmp_path / "shop", told)
    found = _effect(shop, **{name: value})
    assert found.after is not None
    assert found.before is not None
    assert found.after.value == pytest.approx(card["total_value"]["value"], rel=1e-5)
    if name != "best_share":
        assert found.after.value != pytest.approx(found.before.value, rel=1e-3)
    if name == "horizon":
        assert found.after.classes is None  # intervals over another time are another question
    else:
        assert found.after.classes == {
            one: card["classes"][str(one)]["customers"] for one in ValueClass
        }
    if name == "margin_rate":
        ends = [card["total_value"][end] for end in ("low", "high")]
        assert [found.after.low, found.after.high] == pytest.approx(ends, rel=1e-4)


def test_nothing_changed_is_the_runs_own_total(shop: Path) -> None:
    """To the last digit that the card holds, with its interval and its classes."""
    with PublishedRun.open(shop) as opened:
        found, card = effect(opened, opened.workspace.settings), opened.card
        assert is_by_run(opened)
    assert found.told == {}
    assert found.before == found.after
    assert found.before is not None
    assert found.before.value == pytest.approx(card["total_value"]["value"])
    assert found.before.low == card["total_value"]["low"]
    assert found.before.classes == {
        one: card["classes"][str(one)]["customers"] for one in ValueClass
    }
    assert Effect.from_dict(found.to_dict()) == found


def test_what_is_no_part_of_value_leaves_it(shop: Path) -> None:
    """Cost to serve and the rule of churn."""
    found = _effect(shop, contact_cost={"phone": 4.5}, order_cost=2.0, customer_days=180)
    assert set(found.told.values()) == {"beside"}
    assert found.before == found.after


@pytest.mark.parametrize(
    "change",
    [{"time_zone": "Asia/Tokyo"}, {"margin_rates": {"shoes": 0.5}}, {"currency": "GBP"}],
)
def test_what_only_a_run_can_tell_is_never_guessed(shop: Path, change: dict[str, Any]) -> None:
    """It is said, and left out of the total, which other changes still move."""
    found = _effect(shop, **change, annual_discount_rate=0.2)
    (name,) = change
    assert found.waits == (name,)
    assert found.told["annual_discount_rate"] == "counted"
    assert found.after == _effect(shop, annual_discount_rate=0.2).after


def test_another_level_is_told_where_the_run_has_told_it(shop: Path) -> None:
    """The bands of the run; no other interval is made up."""
    with PublishedRun.open(shop) as opened:
        band = next(one for one in opened.card["bands"] if one["level"] == 0.8)
    found = _effect(shop, level=0.8)
    assert found.after is not None
    assert (found.after.low, found.after.high) == (band["value_low"], band["value_high"])
    found = _effect(shop, level=0.7)
    assert found.after is not None
    assert (found.after.low, found.after.high, found.after.classes) == (None, None, None)


def test_a_run_by_other_definitions_is_told(tmp_path: Path) -> None:
    """Old and new are both counted from the run; what it cannot tell stays open."""
    folder = tmp_path / "shop"
    card = _published(folder)
    file = folder / FILE
    text = file.read_text("utf-8")
    file.write_text(text.replace("margin_rate = 0.4", "margin_rate = 0.2"), "utf-8")
    with PublishedRun.open(folder) as opened:
        assert not is_by_run(opened)
    found = _effect(folder, margin_rate=0.4)
    assert not found.is_by_run
    assert found.before is not None
    assert found.after is not None
    assert found.before.value == pytest.approx(card["total_value"]["value"] / 2)
    assert found.after.value == pytest.approx(card["total_value"]["value"])
    file.write_text(text.replace("Europe/Madrid", "Asia/Tokyo"), "utf-8")
    found = _effect(folder, margin_rate=0.2)
    assert (found.before, found.after, found.waits) == (None, None, ("margin_rate",))
    file.write_text(text.replace('"mbg-nbd"', '"nbd"'), "utf-8")
    assert _effect(folder, margin_rate=0.2).before is None  # the model is another one


def test_a_simple_rule_is_discounted_evenly(tmp_path: Path) -> None:
    """Where no model forecasts: by the mean factor; another horizon waits for a run."""
    folder = tiny.make(tmp_path / "shop")
    few = tiny.orders(customers=8).splitlines()
    (folder / "orders.csv").write_text("\n".join(few[:9]), "utf-8")
    card = run(Workspace.open(folder), None, Quiet()).card
    assert card["step"] != "individual"
    found = _effect(folder, annual_discount_rate=0.3, horizon="6m")
    assert found.waits == ("horizon",)
    assert found.after is not None
    assert found.before is not None
    days = card["horizon_days"]
    expected = even_discount(days, 0.3) / even_discount(days, 0.1)
    assert found.after.value / found.before.value == pytest.approx(expected)
    assert found.after.low is not None


def test_every_definition_has_a_setting_and_its_words() -> None:
    """One list: settings, names and what they mean."""
    from volver.domain.settings import SETTINGS
    from volver.present.definitions import MEANINGS, NAMES

    assert set(STATED) <= {one.name for one in SETTINGS}
    assert list(NAMES) == list(MEANINGS) == list(STATED)
