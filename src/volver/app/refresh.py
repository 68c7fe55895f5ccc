"""The spine: the way an order goes, from accepted lines to valued and classified customers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from volver.app import clock
from volver.decide.classes import Classes, ClassRule, classify
from volver.describe.catalogue import HEADLINE
from volver.describe.concentration import Concentration, concentration
from volver.describe.metric import Figure, measure
from volver.domain.card import ModelCard
from volver.domain.definition import Definition, definition
from volver.domain.errors import BadInput
from volver.domain.ports import Progress, Quiet
from volver.domain.settings import Settings
from volver.domain.value import Step
from volver.predict.forecast import forecast
from volver.predict.question import Question
from volver.predict.season.clock import Event
from volver.store.engine import Embedded
from volver.store.facts import Facts, facts, unrated
from volver.store.kept import Kept, can_be_kept
from volver.store.orders import OrderLines
from volver.store.snapshot import Snapshot

MARGINS = "SELECT CAST(margin_to_date AS DOUBLE) AS money FROM histories"
EXPECTED = "SELECT value AS money FROM forecasts"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one run found; its tables stay in the snapshot."""

    snapshot: Snapshot
    settings: Settings
    facts: Facts
    figures: tuple[Figure, ...]
    card: ModelCard
    classes: Classes | None
    """None where there is no forecast to class by."""
    past: Concentration | None
    expected: Concentration | None

    def definition(self, said: Collection[str] = ()) -> Definition:
        """What value is made of. said: the settings that volver.toml states."""
        here = self.snapshot
        return definition(self.settings, here.shape.basis, here.company, said)


def refresh(
    engine: Embedded,
    settings: Settings,
    as_of: date | None,
    progress: Progress,
    point_only: bool = False,
    orders: OrderLines | None = None,
    kept: Kept | None = None,
    company: Mapping[str, str] | None = None,
) -> Findings:
    """Snapshot, metrics, forecast, classes: kept together as one run.

    orders: where the lines lie; None: in the engine's own table.
    kept: histories of earlier runs to build on; None: nothing is kept.
    company: what is known besides orders: the query of its rows by view.
    as_of: the last day whose facts count; None: the last day with an accepted line.
    Raises BadInput where no customer had ordered by then.
    """
    snapshot, known = look(engine, settings, as_of, orders, kept, progress, company)
    progress.step("metrics")
    figures = () if point_only else tuple(measure(snapshot, HEADLINE))
    card = forecast(snapshot, question(settings, point_only), progress)
    progress.step("classes")
    rule = ClassRule(settings.best_share, settings.upside_chance)
    valued = card.step is not Step.NONE and not point_only
    return Findings(
        snapshot=snapshot,
        settings=settings,
        facts=known,
        figures=figures,
        card=card,
        classes=classify(snapshot, rule) if valued else None,
        past=None if point_only else _spread(snapshot, MARGINS),
        expected=_spread(snapshot, EXPECTED) if valued else None,
    )


def look(
    engine: Embedded,
    settings: Settings,
    as_of: date | None,
    orders: OrderLines | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
    company: Mapping[str, str] | None = None,
) -> tuple[Snapshot, Facts]:
    """The snapshot of a day with its histories, and the facts behind it."""
    progress = progress or Quiet()
    progress.step("histories")
    orders = orders or OrderLines(engine)
    if as_of is not None and as_of > clock.now().date() + timedelta(days=1):
        raise BadInput(  # a day on, since somewhere it is tomorrow already
            what=f"{as_of} has not come yet",
            where="as_of",
            next_step="Give a day up to today: nobody knows who will order until then.",
        )
    known = facts(orders, as_of, company)
    day = as_of or known.last_day
    if day is None or known.lines == 0:
        raise BadInput(
            what=f"There is no order to look at on or before {as_of}"
            if as_of
            else "There is no order to look at",
            where="as_of" if as_of else "the orders",
            next_step="Give a later --as-of, or load orders first.",
        )
    basis = settings.basis(known.has_cost)
    rates = settings.margin_rates
    if basis.kind == "margin_from_rates" and settings.margin_rate is None:
        _check_rates(unrated(orders, rates, day))
    costs = settings.unit_costs
    shape = known.shape(basis, has_rates=bool(rates))
    snapshot = Snapshot(engine, day, shape, orders, rates, company or {}, costs)

    def told(rows: int) -> None:
        progress.step("histories", min(rows / known.lines, 1))

    if kept is not None and can_be_kept(snapshot, known.lines_without_cost):
        return kept.histories(snapshot, told, known.lines), known
    return snapshot.with_histories(told, known.lines), known


def _check_rates(without: Mapping[str | None, int]) -> None:
    if without:
        names = [name[:40] for name in without if name is not None]
        if not names:
            what = "No margin rate is set for lines without a category"
        elif None in without:
            what = f"No margin rate is set for {', '.join(names[:3])}, lines without a category"
        else:
            what = f"No margin rate is set for {', '.join(names[:3])}"
        raise BadInput(
            what=what,
            where="economics.margin_rates",
            next_step="Name its rate there, or set margin_rate for all that are not named.",
        )


def question(settings: Settings, point_only: bool = False) -> Question:
    """What the settings ask of a forecast."""
    return Question(
        horizon=settings.length,
        rate=settings.rate,
        level=settings.level,
        model=settings.model,
        challenger=settings.challenger,
        unit=settings.unit,
        upside_chance=settings.upside_chance,
        events=tuple(
            Event(
                event["name"],
                date.fromisoformat(event["first"]),
                date.fromisoformat(event["last"]),
            )
            for event in settings.events
        ),
        point_only=point_only,
    )


def _spread(snapshot: Snapshot, sql: str) -> Concentration | None:
    return concentration(snapshot.columns(sql)["money"])
