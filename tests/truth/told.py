"""What the book tells of a made business with an interval, each beside its truth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from tests.truth import lives, recounts
from tests.truth.businesses import Files, Seen, Told

from volver.decide.personas import persona_fit
from volver.decide.segments.members import members
from volver.decide.segments.parse import parse
from volver.decide.traits import traits
from volver.describe.acquisition.whole import Question, acquisition
from volver.describe.catalogue import BY_SLUG
from volver.describe.funnel import funnel
from volver.describe.journey import journey
from volver.describe.measure import told
from volver.describe.people import people
from volver.describe.retention import contracts, tenures
from volver.domain.estimate import NotEnough
from volver.domain.likeness import Ideal, Persona
from volver.worlds.make import business

LEVEL = 0.9
UNKNOWN = NotEnough("nothing was forecast", 1, 0)
TENURES = {"telecom": (3, 6, 12, 24, 36, 48), "saas": (3, 6, 9, 12, 15, 18)}
AGES = (1, 3, 6, 9, 12, 18, 24)
"""Months of a payback curve that are looked at."""


def acquired(seen: Seen):
    """The sheet of acquisition, without a forecast."""
    settings = seen.settings
    return acquisition(seen.snapshot, Question(settings.length, settings.rate, LEVEL, UNKNOWN))


def paybacks(seen: Seen, many: recounts.Paybacks) -> Iterator[Told]:
    """Cumulative margin per customer by age, against that of the same business with many more
    customers."""
    for channel in acquired(seen).channels:
        length = len(channel.curve.margin)
        truth = many.of(channel.won.channel, length)
        for month in (one for one in AGES if one <= length):
            found = channel.curve.margin[month - 1]
            yield Told.of(
                "margin by age", f"{channel.won.channel} {month}", found, truth[month - 1]
            )


def survivals(seen: Seen) -> Iterator[Told]:
    """Shares of contracts that last so long, of all and by channel."""
    held = contracts(seen.snapshot)
    for curve in tenures(held, LEVEL):
        if curve.by in ("", "channel"):
            truth = lives.kept(seen.name, curve.group or None)
            for month in TENURES[seen.name]:
                # Months have 28 to 31 days: by then all of this one are over, and none of the next.
                day = (month + 0.88) * recounts.DAYS_IN_MONTH
                if curve.points[-1].day < day:
                    continue
                point = [one for one in curve.points if one.day <= day][-1]
                assert point.day > (month + 0.1) * recounts.DAYS_IN_MONTH
                yield Told.of("kept for", f"{curve.group or 'all'} {month}", point.share,
                              truth[month])  # fmt: skip


def months_under_contract(seen: Seen) -> Iterator[Told]:
    """Churn, NRR and GRR of each month, given everybody's own chance to leave in it."""
    truth = recurring(seen)
    figures = [BY_SLUG[slug] for slug in ("churn_contractual", "nrr", "grr")]
    for figure in told(seen.snapshot, figures, "month", level=LEVEL):
        for row in figure.rows:
            if row.low is not None and truth.there.get(row.period, 0) >= LEAST:
                yield Told(
                    figure.slug, str(row.period), row.low, row.high, truth[row.slug][row.period]
                )


LEAST = 100
"""Customers at the start of a month that is looked at."""


def recurring(seen: Seen) -> pd.DataFrame:
    """What each month may be expected to keep, by 12 x year + month - 1."""
    dealings = business(seen.name, 0).dealings
    held = _held(seen.files)
    for name in ("term", "fails", "scares"):
        held[name] = held["plan"].map({one.name: getattr(one, name) for one in dealings.plans})
    complained, lifted = _complaints(seen.files), held.customer_id.map(_lifts(seen))
    rows = []
    for month in range(12 * seen.market.first_day.year + 1, 12 * 2026):
        first = pd.Timestamp(year=month // 12, month=month % 12 + 1, day=1)
        here = held[(held.started < first) & ~(held.ended < first)]
        renews = (month - here.month) % here.term == 0
        works = first.year == 2025 and first.month in CAMPAIGN
        upset = np.isin(here.customer_id * MONTHS + month - 1, complained)
        leaves = here.theta * renews * (1 - works * lifted[here.index])
        stays = (1 - here.fails) * (1 - here.scares * upset) * (1 - leaves)
        mrr = (here.amount * stays).sum() / here.amount.sum()
        rows.append({
            "month": month,
            "there": len(here),
            "churn_contractual": 1 - stays.mean(),
            "nrr": mrr * (1 + dealings.growth),
            "grr": mrr * (1 - dealings.shrinks[0] * dealings.shrinks[1]),
        })  # fmt: skip
    return pd.DataFrame(rows).set_index("month")


MONTHS = 100_000
"""More than any month's number, so that customer and month are one."""
CAMPAIGN = (7, 8, 9)
"""Months of 2025 in which the campaign takes off the chance to leave."""


def _held(files: Files) -> pd.DataFrame:
    """Stretches of contracts with what is true of who holds them."""
    held = files["subscriptions"].merge(
        files["truth/customers"][["customer_id", "theta"]], on="customer_id"
    )
    began = pd.to_datetime(held.groupby("customer_id").started.transform("min"))
    return held.assign(
        amount=held.amount.astype(float),
        started=pd.to_datetime(held.started),
        ended=pd.to_datetime(held.ended),
        month=12 * began.dt.year + began.dt.month - 1,
    )


def _complaints(files: Files) -> np.ndarray:
    """Who complained in the month that began with which invoice: customer x MONTHS + month."""
    talks = files["interactions"]
    talks = talks[talks.is_complaint]
    began = pd.to_datetime(files["subscriptions"].groupby("customer_id").started.min())
    first = began[talks.customer_id].to_numpy()
    opened = talks.opened_at.dt.normalize()
    due = np.minimum(pd.DatetimeIndex(first).day, 28)
    month = 12 * opened.dt.year + opened.dt.month - 1 - (opened.dt.day.to_numpy() < due)
    return talks.customer_id.to_numpy() * MONTHS + month.to_numpy()


def _lifts(seen: Seen) -> Mapping[int, float]:
    """What the campaign took off everybody's chance to leave."""
    lifts = seen.files["truth/effects"].set_index("band").lift
    band = seen.files["truth/holdouts"].set_index("customer_id").band.astype(str)
    arm = seen.files["holdouts"].set_index("customer_id").arm.astype(str)
    taken = band.map(lifts.to_dict()) * (arm[band.index] == "treated")
    return taken.reindex(seen.files["truth/customers"].customer_id, fill_value=0.0)


PERSONAS = (
    ("all", "", {
        "persona": {"trader": 0.2, "host": 0.4, "gift giver": 0.3, "passer-by": 0.1},
        "channel": {"search ads": 0.2, "direct": 0.5, "referral": 0.3},
    }),
    ("come back", "orders >= 4", {
        "persona": {"trader": 0.2, "host": 0.4, "gift giver": 0.3, "passer-by": 0.1},
    }),
    ("by channel", "orders >= 2", {
        "channel": {"search ads": 0.25, "social ads": 0.1, "affiliates": 0.1, "trade fairs": 0.05,
                    "direct": 0.3, "referral": 0.2},
    }),
)  # fmt: skip
"""Name, rule and ideal: what an owner of the shop may wish for."""


@dataclass(frozen=True)
class Kinds:
    """What is true of the customers of a shop of many: by id."""

    people: pd.DataFrame

    @classmethod
    def of(cls, files: Files) -> "Kinds":
        """From its files, counted once."""
        orders = recounts.kept_orders(files)
        days = orders[orders.counts].drop_duplicates(["customer_id", "day"])
        people = recounts.customers(files)
        persona = files["truth/customers"].set_index("customer_id").persona.astype(str)
        return cls(
            people.assign(
                persona=persona[people.index],
                orders=days.groupby("customer_id").size()[people.index],
            )
        )

    def fit(self, rule: str, ideal: Ideal, since: pd.Timestamp | None) -> float:
        """Of those whom the rule names, who were customers on a day."""
        people = self.people[self.people.orders >= int(rule.split(">=")[1] if rule else 0)]
        if since is not None:
            people = people[people["first"] <= since]
        found = []
        for trait, shares in ideal.items():
            actual = people[trait].value_counts(normalize=True)
            wanted = pd.Series(dict(shares)).reindex(actual.index, fill_value=0.0)
            found.append(1 - (wanted - actual).abs().sum() / 2)
        return float(np.mean(found))


def fits(seen: Seen, many: Kinds) -> Iterator[Told]:
    """Fit of three personas today, and its drift in a year, against those of many more
    customers."""
    here = seen.snapshot
    since = here.as_of - timedelta(days=365)
    known = traits(here)
    first = here.columns("SELECT first_order FROM histories ORDER BY n")["first_order"]
    old = first.astype("datetime64[D]") <= np.datetime64(since)
    for name, rule, ideal in PERSONAS:
        now = np.ones(len(old), bool)
        if rule:
            now = np.zeros(len(old), bool)
            now[members(here, parse(rule))] = True
        found = persona_fit(Persona(name, "", rule, ideal), known, (now, now & old), since, LEVEL)
        today, then = (many.fit(rule, ideal, day) for day in (None, pd.Timestamp(since)))
        yield Told.of("persona fit", name, found.fit, today)
        yield Told.of("persona drift", name, found.drift, today - then)


def steps(seen: Seen) -> Iterator[Told]:
    """How many take each step of the way, all and the last one by the channel before it."""
    everyone, rules = people(seen.snapshot), seen.settings.funnel
    chance = seen.files["truth/journey"].pivot(index="channel", columns="place", values="chance")
    shares = pd.Series(seen.market.shares / seen.market.shares.sum(), seen.market.names)
    chance = chance.reindex(seen.market.names)
    last = chance.columns[-1]
    # Who gets to the last step came by these channels: buyers' shares over their last chance.
    there = shares / chance[last]
    # Who sent everything back has bought nothing.
    kept = len(recounts.customers(seen.files)) / len(seen.files["truth/customers"])
    truth = [*(chance[place].iloc[0] for place in chance.columns[:-1]), kept / there.sum()]
    found = funnel(seen.snapshot, everyone, rules, LEVEL)
    for step, true in zip(found.steps, truth, strict=False):
        yield Told.of("step of the funnel", f"{step.start} to {step.to}", step.conversion, true)
    moves = seen.files["truth/moves"].pivot(
        index="channel", columns="next_channel", values="chance"
    )
    moves = moves.reindex(index=seen.market.names, columns=seen.market.names).to_numpy()
    stop = 1 - moves.sum(axis=1)[0]
    of_last = stop * np.linalg.inv(np.eye(len(moves)) - moves)
    by_last = kept * (shares.to_numpy() @ of_last) / (there.to_numpy() @ of_last)
    true = dict(zip(seen.market.names, by_last, strict=True))
    for row in journey(seen.snapshot, everyone, rules, LEVEL).rows:
        if row.stage == "need" and row.type == seen.market.steps[-1]:
            yield Told.of("touch of the journey", row.channel, row.conversion, true[row.channel])
