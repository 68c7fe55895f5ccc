"""Worlds with a season whose truth we know, and two shops with a year before their origins."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from tests.predict.test_real_shops import looked_at

from volver.domain.history import Histories, Pace
from volver.domain.money import Basis
from volver.predict.purchases.clocked import Clocked
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import expected_orders
from volver.predict.season.fit import learn
from volver.stats.simulate import World, simulate, summarise
from volver.store.views import Shape

WAVE = tuple((1 + 0.9 * np.sin(2 * np.pi * (np.arange(52) + 0.5) / 52)).tolist())
RISING = World(
    r=0.8, alpha=56.0, a=0.8, b=2.5, leaving="after_orders", p=6.0, q=4.0, gamma=15.0, season=WAVE
)
"""An order in ten weeks or so; nineteen times as many in the best week as in the worst."""
CALENDAR = tuple((1 + 0.9 * np.sin(2 * np.pi * (np.arange(400) + 0.5) * 7 / 365.25)).tolist())
"""The same with a year as long as ours: one of 52 weeks comes a day earlier each year."""
WEEKS, AHEAD = 100, 13
LAST = 7 * WEEKS - 1
TODAY = date(2024, 11, 30)

SHOPS = {
    "grocery": ("grocery_orders.csv.gz", "cust", "date", "1", date(2007, 12, 30)),
    "apparel": ("apparel_transactions.csv.gz", "Id", "Date", "Price", date(2010, 12, 20)),
}
READ = (
    "INSERT INTO order_lines (load_id, line, customer_id, ordered_at, day, revenue, is_refund)"
    " SELECT 1, row_number() OVER (), CAST({who} AS TEXT), CAST({day} AS TIMESTAMP),"
    " CAST({day} AS DATE), CAST({paid} AS DECIMAL(18,4)), FALSE FROM read_csv($file)"
)


def real(name, folder):
    """A snapshot of a shop whose file lies in a folder, as known on its last day."""
    file, who, day, paid, last = SHOPS[name]
    sql = READ.format(who=who, day=day, paid=paid)
    shape = Shape(Basis("revenue"), False, False)
    return looked_at(sql, folder / file, shape, last)


@dataclass(frozen=True)
class Seen:
    """What a shop knows on a day of a simulated world, and what came."""

    histories: Histories
    repeats: np.ndarray
    """Repeat orders k days before the day."""
    came: int
    """Orders in the days that followed, of one customer on one day once."""

    @property
    def columns(self):
        """x, t_x, T as the models take them."""
        h = self.histories
        return tuple(v.astype(float) for v in (h.repeat_count, h.first_to_last, h.age))


def seen(world, seed, customers=6000, arrival_days=364, as_of=LAST, ahead=7 * AHEAD):
    """A world that begins with its first customer."""
    orders, truth = simulate(
        world, customers, arrival_days, as_of, ahead, np.random.default_rng(seed)
    )
    x, t_x, age, _ = summarise(orders, as_of)
    known = orders.day <= as_of
    days = int(orders.day.max()) + 1
    occasions = np.unique(orders.customer[known] * days + orders.day[known]) % days
    size = int(age.max()) + 1
    repeats = np.bincount(as_of - occasions, minlength=size) - np.bincount(age, minlength=size)
    histories = Histories(x, t_x, age, np.ones_like(x))
    return Seen(histories, repeats.astype(float), int(truth.future_orders.sum()))


def fitted(shop, events=()):
    """MBG/NBD on the clock that the shop's own orders show."""
    season = learn(shop.histories, shop.repeats, TODAY, events)
    return Clocked.fit(MbgNbd, shop.histories, season.clock, season.pace).model


def misses(shop, model, days=7 * AHEAD):
    """Forecast over actual orders, less 1."""
    return float(expected_orders(model, *shop.columns, days).sum()) / shop.came - 1


@dataclass(frozen=True)
class Known:
    """The world's own clock, which no shop sees: how well anybody could do."""

    season: tuple[float, ...]
    as_of: int

    def at(self, days):
        """The clock so many days after as_of."""
        weeks = 2 + (self.as_of + int(np.max(days, initial=0))) // 7
        daily = np.repeat(np.resize(self.season, weeks), 7)
        reached = np.append(0.0, np.cumsum(daily))
        return reached[self.as_of + 1 + days.astype(int)] - reached[self.as_of + 1]

    def age(self, age):
        """See the clock of `predict.season`."""
        return -self.at(-np.asarray(age))

    def first_to_last(self, t_x, age):
        """See there."""
        return self.age(age) - self.age(age - t_x)

    def ahead(self, days):
        """See there."""
        return self.at(days)


def fitted_on_the_truth(shop, world, as_of=LAST):
    """MBG/NBD on the world's own clock."""
    clock = Known(world.season, as_of)
    pace = Pace(clock.age(np.arange(int(shop.histories.age.max()) + 1)), 0.0)
    return Clocked(MbgNbd.fit(replace(shop.histories, pace=pace)).model, clock)
