"""A shop of which much is known, and what each rule says of it in plain Python, by the raw rows."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import numpy as np
from hypothesis import strategies as st
from tests.store.company import company_with
from tests.store.shop import DAYS, END, START, engine_with, order

from volver.domain.money import Basis
from volver.domain.segment import All, AnyOf, Condition, InSegment, Not
from volver.domain.segment_fields import CLASSES, FIELDS
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

PEOPLE = [f"c{at:02}" for at in range(60)]
CHANNELS = ["search", "e-mail", "it's", 'a "b"']
NUMBERS = (0, 1, 2, 3, 5, 10, 12.5, 20)


def world(seed: int = 5) -> tuple[Snapshot, dict]:
    """The snapshot, and the rows that it was made of."""
    random = Random(seed)
    generator = np.random.default_rng(seed)
    orders = [
        order(
            line,
            random.choice(PEOPLE) if line > len(PEOPLE) else PEOPLE[line - 1],
            random.randrange(DAYS + 1),
            random.choice(["5.00", "12.50", "20.00", "0.01"]),
            product_id=random.choice(["p", "q", None]),
            category=random.choice(["shoes", None]),
            cost=random.choice(["2.50", "12.50"]),
        )
        for line in range(1, 200)
    ]

    def day() -> date:
        return START + timedelta(days=random.randrange(DAYS + 3))

    rows = {
        "customers": [
            {
                "customer_id": name,
                "first_contact": random.choice([None, START]),
                "channel": random.choice([*CHANNELS, None]),
                "campaign": random.choice(["spring", None]),
                "country": random.choice(["ES", "es", None]),
                "referred_by": random.choice([None, "c00"]),
                "gender": random.choice(["f", "m", None]),
                "birth_year": random.choice([1950, 2004, None]),
            }
            for name in PEOPLE[:50]
        ],
        "attributes": [
            {"customer_id": name, "name": "plan", "label": text, "number": number}
            for name in random.sample(PEOPLE, 40)
            for text, number in [random.choice([("pro", None), ("3", 3.0), ("12.5", 12.5)])]
        ],
        "products": [{"product_id": "p", "category": "hats"}],
        "interactions": [
            {
                "customer_id": random.choice([*PEOPLE, None]),
                "day": day(),
                "type": random.choice(["visit", "call", None]),
                "is_complaint": random.random() < 0.3,
                "resolved_day": random.choice([None, day()]),
                "cost": random.choice([None, 2.5]),
            }
            for _ in range(120)
        ],
        "subscriptions": [
            {
                "subscription_id": f"s{at}",
                "customer_id": random.choice(PEOPLE),
                "started": day(),
                "ended": random.choice([None, day() + timedelta(days=5)]),
                "amount": random.choice([0, 5, 20]),
                "plan": random.choice(["pro", None]),
            }
            for at in range(40)
        ],
        "answers": [
            {"customer_id": random.choice(PEOPLE), "day": day(), "kind": kind, "score": score}
            for kind, score in [
                ("nps", 3.0),
                ("nps", 10.0),
                ("csat", 2.0),
                ("ces", 5.0),
                ("ces", None),
            ]
            * 12
        ],
    }
    for answer in rows["answers"]:  # of two on one day the last line would be told by its id
        answer["score"] = answer["score"] and float(answer["day"].day % 11)
    engine = engine_with(orders)
    shape = Shape(Basis("margin_from_cost"), has_order_ids=False, has_refunds=False)
    snapshot = Snapshot(engine, END, shape, company=company_with(engine, **rows)).with_histories()
    n = np.arange(len(PEOPLE))
    said = {name: generator.normal(10, 8, len(n)).round() for name in MODELLED}
    said["p_alive"] = generator.integers(0, 5, len(n)) / 4
    said["p_alive"][:5], said["value_high"][3:9] = np.nan, np.nan
    said["p_stays"] = np.where(n % 3 == 0, said["p_alive"] * 0.7, np.nan)
    snapshot.store_columns("forecasts", {"n": n, **said})
    codes = generator.integers(0, 4, len(n)).astype(np.int8)
    snapshot.store_columns("classes", {"n": n, "class_code": codes})
    return snapshot, {**rows, "orders": orders, "said": said, "codes": codes}


MODELLED = ("value", "value_low", "value_high", "p_alive", "expected_orders")


def known(rows: dict, name: str, asked: Condition) -> object:  # noqa: C901 - one case by field
    """What is known of one customer for one condition; None where it is missing."""
    first = END - timedelta(days=asked.days or 10**5)
    at = PEOPLE.index(name)
    bought = [o for o in rows["orders"] if o.customer_id == name and o.day <= END]
    days = sorted({o.day for o in bought})
    recent = [o for o in bought if o.day > first]
    traits = next((r for r in rows["customers"] if r["customer_id"] == name), {})
    if traits.get("first_contact") and traits["first_contact"] > END:
        traits = {}
    did = [r for r in rows["interactions"] if r["customer_id"] == name and r["day"] <= END]
    if asked.of is not None and asked.field in ("interactions", "last_interaction"):
        did = [r for r in did if r["type"] == asked.of]
    late = [r for r in did if r["day"] > first]
    runs = [
        r for r in rows["subscriptions"]
        if r["customer_id"] == name and r["started"] <= END
        and (r["ended"] is None or r["ended"] > END)
        and (asked.of is None or r["plan"] == asked.of)
    ]  # fmt: skip
    said = {key: None if np.isnan(v[at]) else float(v[at]) for key, v in rows["said"].items()}
    categories = [o.category or ("hats" if o.product_id == "p" else None) for o in recent]
    match asked.field:
        case "orders":
            return len(recent)
        case "repeat_count":
            return len(days) - 1
        case "days_since_last":
            return (END - days[-1]).days
        case "days_since_first":
            return (END - days[0]).days
        case "first_order":
            return days[0]
        case "last_order":
            return days[-1]
        case "revenue":
            return float(sum((o.revenue for o in recent), Decimal()))
        case "margin":
            return float(sum((o.revenue - o.cost for o in recent), Decimal()))
        case "bought_product":
            return asked.of in [o.product_id for o in recent]
        case "bought_category":
            return asked.of in categories
        case "value_at_stake":
            if said["p_alive"] is None:
                return None
            stays = said["p_alive"] if said["p_stays"] is None else said["p_stays"]
            return max(said["value"], 0) * (1 - stays)
        case "value_class":
            return CLASSES[rows["codes"][at]]
        case "referred":
            return traits.get("referred_by") is not None
        case "years_old":
            born = traits.get("birth_year")
            return None if born is None else END.year - born
        case "attribute":
            found = [
                r for r in rows["attributes"] if (r["customer_id"], r["name"]) == (name, asked.of)
            ]
            as_number = any(isinstance(value, float) for value in asked.values)
            return found[0]["number" if as_number else "label"] if found else None
        case "interactions":
            return len(late)
        case "last_interaction":
            return max((r["day"] for r in did), default=None)
        case "complaints":
            return sum(r["is_complaint"] for r in late)
        case "complaint_open":
            return any(
                r["is_complaint"] and (r["resolved_day"] is None or r["resolved_day"] > END)
                for r in did
            )
        case "nps" | "csat" | "ces":
            scores = [
                (r["day"], r["score"]) for r in rows["answers"]
                if (r["customer_id"], r["kind"]) == (name, asked.field)
                and r["score"] is not None and r["day"] <= END
            ]  # fmt: skip
            return max(scores)[1] if scores else None
        case "subscribed":
            return bool(runs)
        case "mrr":
            return float(sum(r["amount"] for r in runs))
        case "cost_to_serve":
            return float(sum(r["cost"] or 0 for r in late))
        case field if field in said:
            return said[field]
        case field:
            return traits.get(field)


def holds(rows: dict, name: str, rule: object, segments: dict) -> bool | None:  # noqa: C901 - one case by operator
    """Whether a rule is true of a customer, false, or unknown."""
    match rule:
        case Not(inner):
            found = holds(rows, name, inner, segments)
            return None if found is None else not found
        case All(parts):
            found = [holds(rows, name, part, segments) for part in parts]
            return False if False in found else None if None in found else True
        case AnyOf(parts):
            found = [holds(rows, name, part, segments) for part in parts]
            return True if True in found else None if None in found else False
        case InSegment(other):
            return holds(rows, name, segments[other].rule, segments) is True
    value = known(rows, name, rule)
    if rule.operator == "is missing":
        return value is None
    if value is None:
        return None
    wanted = rule.values[0] if rule.values else True
    match rule.operator:
        case "=" | "is true":
            return value == wanted
        case "!=":
            return value != wanted
        case "<":
            return value < wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case ">=":
            return value >= wanted
        case "in":
            return value in rule.values


TEXTS = {
    "channel": CHANNELS, "campaign": ["spring"], "country": ["ES", "es", "FR"],
    "gender": ["f", "m"], "value_class": CLASSES,
}  # fmt: skip
ASKS = {"product": ["p", "q", "r"], "category": ["hats", "shoes"], "attribute": ["plan", "other"],
        "type": ["visit", "call"], "plan": ["pro", "basic"]}  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """Any condition that may be asked, often of what is there."""
    field = draw(st.sampled_from(FIELDS))
    of = draw(st.sampled_from(ASKS[field.asks])) if field.asks else None
    if of and not field.must_ask and draw(st.booleans()):
        of = None
    days = draw(st.none() | st.integers(1, DAYS + 5)) if field.windowed else None
    kind = field.kind
    if kind == "either":
        kind = draw(st.sampled_from(["text", "number"]))
    if kind == "truth" or draw(st.integers(0, 9)) == 0:
        missing = kind != "truth" or draw(st.integers(0, 9)) == 0
        return Condition(field.name, "is missing" if missing else "is true", (), of, days)
    if kind == "text":
        value = st.sampled_from(TEXTS.get(field.name, ["pro", "3"]))
        operator = draw(st.sampled_from(["=", "!=", "in"]))
    else:
        value = {
            "day": st.dates(START, END),
            "whole": st.sampled_from([1950, 20, 30, 50, *(int(v) for v in NUMBERS)]),
            "number": st.sampled_from(
                [0.0, 0.25, 0.5, 1.0] if field.unit == "share" else [float(v) for v in NUMBERS]
            ),
        }[kind]
        operator = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
        if kind == "whole" and draw(st.integers(0, 5)) == 0:
            operator = "in"
    many = draw(st.lists(value, min_size=1, max_size=3)) if operator == "in" else [draw(value)]
    return Condition(field.name, operator, tuple(many), of, days)


def rules(*segments: str) -> st.SearchStrategy:
    """Trees of conditions, a few deep."""
    leaf = conditions()
    if segments:
        leaf |= st.builds(InSegment, st.sampled_from(segments))
    return st.recursive(
        leaf,
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple))
            | st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple))
        ),
        max_leaves=6,
    )
