"""What a record of each kind is made of: its columns from the fields, and what cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from volver.collect import zones
from volver.collect.company.kinds import RANGES
from volver.collect.company.mapping import CompanyMapping
from volver.collect.sql import literal
from volver.collect.typed import converted
from volver.store.schema.table import MONEY

_FIRST_BIRTH = 1900


@dataclass(frozen=True, slots=True)
class Record:
    """How the rows of a source become records of its view."""

    shaped: dict[str, str]
    """The columns of the view, in SQL over fields."""
    between: dict[str, str] = field(default_factory=dict)
    """What several of them are made of."""
    rules: tuple[tuple[str, str], ...] = ()
    """What cannot be, and the rule:field that it breaks."""
    made_up: frozenset[str] = frozenset()
    """Columns that hold the number of the row, where the source has none."""

    @property
    def told_by(self) -> tuple[str, ...]:
        """The columns that say the same of the same thing, wherever they stand."""
        return tuple(name for name in self.shaped if name not in self.made_up)


def columns(mapping: CompanyMapping, load_id: int, until_year: int) -> Record:
    """The record of a source's kind; load_id: of the load, for rows that have no number."""
    match mapping.kind:
        case "customers":
            return _customers(until_year)
        case "attributes":
            return Record({"customer_id": "f_customer", "name": "f_name", "label": "f_value",
                           "number": "TRY_CAST(f_value AS DOUBLE)"})  # fmt: skip
        case "products":
            names = ("name", "category", "brand")
            money = {name: _money(name, mapping.rates) for name in ("price", "cost")}
            return Record({"product_id": "f_product", **_as_they_are(*names), **money})
        case "spend":
            return _spend(mapping)
        case "interactions":
            return _interactions(mapping, load_id, until_year)
        case "subscriptions":
            return _subscriptions(mapping)
        case _:
            return _answers(load_id)


def _as_they_are(*names: str) -> dict[str, str]:
    return {name: f"f_{name}" for name in names}


def _money(name: str, rates: Mapping[str, float], of: str = "") -> str:
    """SQL: money in the reporting currency."""
    stated = {code: Decimal(str(rate)) for code, rate in rates.items()}
    return converted(of or f"f_{name}", stated).replace("CASE currency", "CASE f_currency")


def _customers(until_year: int) -> Record:
    year = "COALESCE(CAST(f_birth_year AS BIGINT), year(f_birth_date_day))"
    names = ("channel", "campaign", "referred_by", "country", "gender")
    shaped = {
        "customer_id": "f_customer",
        "first_contact": "f_first_contact_day",
        **_as_they_are(*names),
        "birth_year": year,
    }
    wrong = f"f_birth_year < {_FIRST_BIRTH} OR f_birth_year > {until_year - 5}"
    return Record(shaped, rules=((wrong, "birth_year_impossible:birth_year"),))


def _spend(mapping: CompanyMapping) -> Record:
    shaped = {
        "day": "f_day_day",
        "amount": _money("amount", mapping.rates),
        "purpose": "COALESCE(f_purpose, 'acquire')",
        "category": "COALESCE(f_category, 'marketing')",
        **_as_they_are("channel", "campaign"),
    }
    return Record(shaped)


def _interactions(mapping: CompanyMapping, load_id: int, until_year: int) -> Record:
    minutes = "epoch({later} - f_opened) / 60.0"
    between = {
        "response": (
            "COALESCE(f_response_minutes, f_response_hours * 60, f_response_seconds / 60,"
            f" {minutes.format(later='f_first_response')})"
        ),
        "resolution": (
            "COALESCE(f_resolution_minutes, f_resolution_hours * 60,"
            f" {minutes.format(later='f_resolved')})"
        ),
        "ready": (
            "COALESCE(f_resolved, f_opened + to_microseconds(CAST(COALESCE(f_resolution_minutes,"
            " f_resolution_hours * 60) * 60000000 AS BIGINT)))"
        ),
    }
    shaped = {
        "interaction_id": f"COALESCE(f_interaction, {_row(load_id)})",
        "customer_id": "f_customer",
        "opened_at": "f_opened",
        "day": "f_opened_day",
        **_as_they_are("channel", "campaign", "direction", "type", "reason", "area"),
        "is_complaint": "COALESCE(f_complaint, FALSE)",
        "response_minutes": "response",
        "resolved_day": f"CAST({zones.to_local('ready', mapping.zone, until_year)} AS DATE)",
        "resolution_minutes": "resolution",
        **_as_they_are("state", "agent", "owner", "outcome", "promise"),
        "promise_due": "f_promise_due_day",
        "next_contact": "f_next_contact_day",
        "product_id": "f_product",
        "cost": _money("cost", mapping.rates),
    }
    rules = (
        ("f_first_response < f_opened", "ended_before_started:first_response"),
        ("f_resolved < f_opened", "ended_before_started:resolved"),
    )
    return Record(shaped, between, rules, frozenset({"interaction_id"}))


def _subscriptions(mapping: CompanyMapping) -> Record:
    as_of = f"DATE {literal(mapping.as_of)}" if mapping.as_of else "CAST(NULL AS DATE)"
    months = "to_months(CAST(f_tenure_months AS INTEGER))"
    begun = f"CASE WHEN f_tenure_months < 1200 THEN CAST({as_of} - {months} AS DATE) END"
    amount = "f_amount" if mapping.period == "month" else "f_amount / 12"
    shaped = {
        "subscription_id": "COALESCE(f_subscription, f_customer)",
        "customer_id": "f_customer",
        "started": f"COALESCE(f_started_day, {begun})",
        "ended": f"COALESCE(f_ended_day, CASE WHEN f_left THEN {as_of} END)",
        "amount": f"CAST({_money('amount', mapping.rates, amount)} AS {MONEY})",
        **_as_they_are("plan", "reason", "involuntary"),
    }
    has_day = "started" in mapping.columns
    rules = (
        ("started IS NULL", f"needed_missing:{'started' if has_day else 'tenure_months'}"),
        ("ended < started", "ended_before_started:ended"),
    )
    return Record(shaped, rules=rules)


def _answers(load_id: int) -> Record:
    shaped = {
        "answer_id": f"COALESCE(f_id, {_row(load_id)})",
        "customer_id": "f_customer",
        "day": "f_day_day",
        **_as_they_are("kind", "question", "score", "answer", "channel"),
    }
    ranges = tuple(
        (f"f_kind = {literal(kind)} AND NOT f_score BETWEEN {low} AND {high}",
         "score_out_of_range:score") for kind, (low, high) in RANGES.items()
    )  # fmt: skip
    nothing = ("f_score IS NULL AND f_answer IS NULL", "answer_missing:score")
    return Record(shaped, rules=(*ranges, nothing), made_up=frozenset({"answer_id"}))


def _row(load_id: int) -> str:
    return f"concat('{load_id}:', n + 1)"
