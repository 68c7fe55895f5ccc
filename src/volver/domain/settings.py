"""Every setting: one row here, read by the command line, volver.toml and the docs."""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from volver.domain.accepts import (
    are_events,
    bytes_of,
    is_cost,
    is_whole,
    number,
    parses,
    parses_rules,
)
from volver.domain.errors import BadInput
from volver.domain.journey import STAGES, FunnelRules, funnel_rules
from volver.domain.likeness import are_personas
from volver.domain.money import Basis, currency
from volver.domain.plan import are_actions
from volver.domain.time import DiscountRate, Horizon, Unit

_time_zones = cache(available_timezones)  # asking for them walks through a folder of files
LANGUAGES = ("en", "es")
DEFAULT_CURRENCY = "EUR"
LEAST_MEMORY = 500_000_000
"""Bytes; the libraries alone take a third of it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a company decides once; every run and every figure names what it used."""

    currency: str | None = None
    """None: the one that the orders name, else DEFAULT_CURRENCY."""
    time_zone: str = "UTC"
    language: str = "en"
    margin_rate: float | None = None
    margin_rates: Mapping[str, float] = field(default_factory=dict)
    horizon: str = "12m"
    annual_discount_rate: float = 0.10
    level: float = 0.9
    model: str = "auto"
    challenger: bool = False
    unit: Unit = "week"
    events: Sequence[Mapping[str, str]] = ()
    best_share: float = 0.5
    upside_chance: float = 0.2
    customer_days: int | None = None
    stages: Sequence[Mapping[str, Any]] = ()
    stage_days: int = 90
    stage_names: Mapping[str, str] = field(default_factory=dict)
    tiers: Sequence[float] = ()
    actions: Sequence[Mapping[str, Any]] = ()
    personas: Sequence[Mapping[str, Any]] = ()
    loss_areas: Mapping[str, str] = field(default_factory=dict)
    max_rejected_share: float = 0.05
    drop_repeats: bool = False
    contact_cost: Mapping[str, float] | float = field(default_factory=dict)
    order_cost: Mapping[str, float] | float = field(default_factory=dict)
    return_cost: Mapping[str, float] | float = field(default_factory=dict)
    engine: str | None = None
    results: str | None = None
    memory_limit: str | None = None

    def __post_init__(self) -> None:
        for name, value in ((f.name, getattr(self, f.name)) for f in fields(self)):
            check(name, value)

    @property
    def reporting_currency(self) -> str:
        """The currency that figures are in."""
        return self.currency or DEFAULT_CURRENCY

    @property
    def memory(self) -> int | None:
        """The limit in bytes; None where there is none."""
        return None if self.memory_limit is None else bytes_of(self.memory_limit)

    @property
    def length(self) -> Horizon:
        """The horizon as a length of time."""
        return Horizon.parse(self.horizon)

    @property
    def rate(self) -> DiscountRate:
        """The discount rate as a record."""
        return DiscountRate(self.annual_discount_rate)

    @property
    def unit_costs(self) -> dict[str, dict[str, float]]:
        """What a contact, an order and a return cost, by channel; "*" is every other one."""
        given = {
            "contact": self.contact_cost,
            "order": self.order_cost,
            "return": self.return_cost,
        }
        return {
            kind: dict(cost) if isinstance(cost, Mapping) else {"*": float(cost)}
            for kind, cost in given.items()
            if cost != {}
        }

    def basis(self, has_cost: bool) -> Basis:
        """What money counts here: costs if the data have them, else a stated rate, else revenue."""
        if has_cost:
            return Basis("margin_from_cost", self.margin_rate)
        if self.margin_rates:
            return Basis("margin_from_rates", self.margin_rate)
        if self.margin_rate is not None:
            return Basis("margin_from_rate", self.margin_rate)
        return Basis("revenue")

    @property
    def funnel(self) -> FunnelRules:
        """The rules of the funnel: the company's own table, or the one that comes with volver."""
        return funnel_rules(self.stages, self.stage_days, self.stage_names)

    @property
    def margin_per_revenue(self) -> float:
        """The stated margin rate; 1 where there is none, and revenue is what counts."""
        return 1.0 if self.margin_rate is None else self.margin_rate


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: where it stands in volver.toml, what it does, what it may be."""

    name: str
    section: str
    """The table of volver.toml it belongs to; "" for the top."""
    help: str
    expects: str
    """What a value looks like, for the error that asks for one."""
    accepts: Callable[[Any], bool]

    @property
    def key(self) -> str:
        """Its full name in volver.toml."""
        return f"{self.section}.{self.name}" if self.section else self.name


_COST = 'an amount such as 2.5, or amounts such as {phone = 4.5, "*" = 1}'

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "language", "", "The language of the report and of reasons.", "en or es",
        lambda v: v in LANGUAGES,
    ),
    Setting(
        "engine", "", "The database that holds the orders, where they are not in files."
        " A password does not belong here.",
        "duckdb:FILE, postgresql://USER@HOST/DATABASE, spark:local[2], spark://HOST:PORT"
        " or sc://HOST:PORT", lambda v: v is None or isinstance(v, str),
    ),
    Setting(
        "results", "", "The schema of that database where the values are put after each run;"
        " without it nothing is ever written there.",
        "the name of a schema such as volver; with spark:local, a file such as values.parquet",
        lambda v: v is None or (isinstance(v, str) and v.strip() != ""),
    ),
    Setting(
        "memory_limit", "", "Memory that a run may take, about; what does not fit is laid down on"
        " disk beside the database.", "an amount such as 2GB, at least 500MB",
        lambda v: v is None or (parses(bytes_of)(v) and bytes_of(v) >= LEAST_MEMORY),
    ),
    Setting(
        "personas", "",
        "Ideal customers, whom the actual ones are held against: shares by level of each trait, and"
        " a rule for who is looked at.",
        'a list such as [{name = "family", ideal = {channel = {web = 0.7, shop = 0.3}}}]',
        are_personas,
    ),
    Setting(
        "actions", "",
        "What can be done for a customer: its channel, its cost for one of them, and a range for"
        " the share that it adds to a customer's value, which holds the truth nine times in ten;"
        " effects gives segments and value classes a range of their own, such as"
        " {best = [0.0, 0.02]}; source is assumed, experiment or literature.",
        'a list such as [{name = "call", channel = "phone", cost = 4.5, effect = [0.0, 0.1]}]',
        are_actions,
    ),
    Setting(
        "currency", "economics", "The one currency that figures are added up in.",
        "an ISO code such as EUR", lambda v: v is None or parses(currency)(v),
    ),
    Setting(
        "time_zone", "economics", "Where the company's day begins and ends.",
        "a name such as Europe/Madrid",
        lambda v: isinstance(v, str) and v in _time_zones(),
    ),
    Setting(
        "margin_rate", "economics",
        "Margin per unit of revenue, where orders carry no cost.", "a share such as 0.35",
        lambda v: v is None or number(v, -1, 1),
    ),
    Setting(
        "margin_rates", "economics",
        "Margin per unit of revenue by category; margin_rate serves the others.",
        "categories and shares such as {shoes = 0.4}",
        lambda v: isinstance(v, Mapping) and all(number(rate, -1, 1) for rate in v.values()),
    ),
    Setting(
        "annual_discount_rate", "economics",
        "Effective annual rate: a day d from now is divided by (1 + rate)^(d / 365.25).",
        "a share per year such as 0.10", lambda v: number(v, 0, 9.99),
    ),
    Setting(
        "horizon", "forecast", "How far ahead value looks.", "90d, 52w, 12m or 2y",
        parses(Horizon.parse),
    ),
    Setting(
        "level", "forecast", "The share of intervals that should hold the truth.",
        "a share such as 0.9", lambda v: number(v, 0.01, 0.999),
    ),
    Setting(
        "model", "forecast", "auto chooses by backtest; or the name of one model.",
        "auto, a model's name such as mbg-nbd, or shares such as 80% mbg-nbd + 20% nbd",
        lambda v: isinstance(v, str) and v != "",
    ),
    Setting(
        "challenger", "forecast",
        "Let boosting challenge the chosen model; it takes time, and scikit-learn:"
        " pip install 'volver[challenger]'.", "true or false",
        lambda v: isinstance(v, bool),
    ),
    Setting(
        "unit", "forecast", "The unit in which model parameters are printed.", "day or week",
        lambda v: v in ("day", "week"),
    ),
    Setting(
        "events", "season",
        "Days unlike others, such as a sale or a closure; one of the same name is expected to do"
        " again what it did.",
        'a list such as [{name = "sale", first = "2024-11-29", last = "2024-12-02"}]', are_events,
    ),
    Setting(
        "best_share", "classes",
        "Best: the smallest group that holds this share of the value of all.",
        "a share such as 0.5", lambda v: number(v, 0.01, 1),
    ),
    Setting(
        "upside_chance", "classes",
        "Potential: from this chance on of reaching the value of the best.",
        "a share such as 0.2", lambda v: number(v, 0.01, 0.99),
    ),
    Setting(
        "tiers", "classes",
        "Amounts of expected margin from which a tier begins; without them they are proposed.",
        "up to seven amounts such as [500, 100, 20]",
        lambda v: isinstance(v, list | tuple) and len(v) <= 7
        and all(number(amount, -1e15, 1e15) for amount in v),
    ),
    Setting(
        "loss_areas", "classes",
        "The area of the company that a reason for leaving falls to.",
        'reasons and areas such as {price = "sales"}',
        lambda v: isinstance(v, Mapping)
        and all(isinstance(text, str) for pair in v.items() for text in pair),
    ),
    Setting(
        "contact_cost", "service",
        "What one contact costs, where the source does not say; by channel, or one number."
        ' "*" is every other channel.', _COST, is_cost,
    ),
    Setting(
        "order_cost", "service",
        "What handling one order costs, by the channel that brought the customer.", _COST, is_cost,
    ),
    Setting(
        "return_cost", "service",
        "What handling one return costs, by the channel that brought the customer.", _COST,
        is_cost,
    ),
    Setting(
        "customer_days", "journey",
        "Days after an order in which its customer counts as one, for retention by counts; without"
        " it 365, or less where the orders do not reach back so far.", "a number of days such as"
        " 365", lambda v: v is None or is_whole(v, 1, 3650),
    ),
    Setting(
        "stages", "journey",
        "Types of interactions that put people into a stage before the purchase: awareness,"
        " interest or need; they take the place of volver's own list.",
        'a list such as [{stage = "need", types = ["quote", "call"], times = 1}]',
        lambda v: isinstance(v, list | tuple) and parses_rules(v),
    ),
    Setting(
        "stage_days", "journey",
        "Days in which a step of the funnel must be taken to count as taken.",
        "a number of days such as 90", lambda v: is_whole(v, 1, 3650),
    ),
    Setting(
        "stage_names", "journey",
        "What the company calls a stage: awareness, interest, need, purchase or come_back.",
        'names such as {need = "Asked for a quote"}',
        lambda v: isinstance(v, Mapping)
        and set(v) <= set(STAGES)
        and all(isinstance(name, str) and name.strip() for name in v.values()),
    ),
    Setting(
        "max_rejected_share", "reading",
        "A file of which more than this share of rows is rejected is not loaded.",
        "a share such as 0.05", lambda v: number(v, 0, 1),
    ),
    Setting(
        "drop_repeats", "reading",
        "Drop lines that repeat another line of the file exactly.", "true or false",
        lambda v: isinstance(v, bool),
    ),
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def check(name: str, value: Any) -> None:
    """Raise BadInput unless the value suits the setting."""
    setting = _BY_NAME[name]
    if not setting.accepts(value):
        raise BadInput(
            what=f"{str(value)[:40]!r} is not usable for {setting.key}",
            where=setting.key,
            next_step=f"Give {setting.expects}. {setting.help}",
        )


def from_toml(tables: Mapping[str, Any], file: str) -> Settings:
    """Settings from the parsed volver.toml, `sources` left to its reader.

    Raises BadInput naming file, key and expected value for an unknown key or a wrong type.
    """
    sections = {setting.section for setting in SETTINGS}
    values: dict[str, Any] = {}
    for key, content in tables.items():
        if key in sections and isinstance(content, Mapping):
            values |= {_known(f"{key}.{name}", file): v for name, v in content.items()}
        elif key != "sources":
            values[_known(key, file)] = content
    try:
        return Settings(**values)
    except BadInput as error:
        raise BadInput(error.what, f"{file}, {error.where}", error.next_step) from None


def _known(key: str, file: str) -> str:
    for setting in SETTINGS:
        if setting.key == key:
            return setting.name
    near = difflib.get_close_matches(key, [setting.key for setting in SETTINGS], n=1, cutoff=0.4)
    raise BadInput(
        what=f"volver does not know the setting {key[:60]!r}",
        where=file,
        next_step=f"Did you mean {near[0]}?"
        if near
        else "Remove it; see docs/reference/settings.md.",
    )
