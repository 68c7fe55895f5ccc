"""What a company knows besides orders, as rows, and a way to put them before an engine.

company = company_with(engine, customers=[{"customer_id": "ana", "channel": "search"}])
Snapshot(engine, as_of, shape, company=company)
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from tests.store.shop import DAYS, START

from volver.store.engine import Cell, Embedded
from volver.store.schema.company import VIEWS, records_of

Rows = Sequence[Mapping[str, Cell]]
USUAL = {
    "spend": {"purpose": "acquire", "category": "advertising"},
    "interactions": {"is_complaint": False},
    "answers": {"kind": "nps"},
}
"""What a row holds where it does not say so."""


def company_with(engine: Embedded, **rows: Rows) -> dict[str, str]:
    """The rows in tables of records; the query of each by the name of its view.

    Columns that may be empty may be left out, numbers and days of a row be made up: an
    interaction's moment is noon of its day, its id its line.
    """
    queries = {}
    for view in VIEWS:
        if view.name not in rows:
            continue
        table = records_of(view)
        engine.execute(table.ddl())
        engine.execute(f"DELETE FROM {table.name}")
        slots = ", ".join(f"${name}" for name in table.names)
        for line, row in enumerate(rows[view.name], start=1):
            whole = {**dict.fromkeys(table.names), **_made_up(view.key[0], line, row)}
            whole |= {"load_id": 1, "line": line} | USUAL.get(view.name, {}) | dict(row)
            assert set(whole) == set(table.names), set(whole) - set(table.names)
            engine.execute(f"INSERT INTO {table.name} VALUES ({slots})", whole)
        queries[view.name] = f"SELECT {', '.join(view.names)} FROM {table.name}"
    return queries


def _made_up(key: str, line: int, row: Mapping[str, Cell]) -> dict[str, Cell]:
    made: dict[str, Cell] = {}
    if key in ("interaction_id", "answer_id"):
        made[key] = f"line {line}"
    if key == "interaction_id":
        day = row["day"]
        made["opened_at"] = datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001 - UTC
    return made


def messy_company(people: Sequence[str]) -> dict[str, Rows]:
    """Some hundred rows of every kind, about these people and others who never ordered."""
    random = Random(7)
    everybody = [*people, "prospect", "Ñu"]
    channels = ["search", "e-mail", "it's", None]

    def day() -> object:
        return START + timedelta(days=random.randrange(DAYS + 5))

    return {
        "customers": [
            {
                "customer_id": name,
                "first_contact": random.choice([None, day()]),
                "channel": random.choice(channels),
                "campaign": random.choice(["spring", None]),
                "referred_by": random.choice([None, *people]),
                "country": random.choice(["ES", "FR", None]),
                "gender": random.choice(["f", "m", None]),
                "birth_year": random.choice([1950, 1985, 2001, None]),
            }
            for name in everybody
        ],
        "attributes": [
            {"customer_id": name, "name": "plan", "label": plan, "number": None}
            for name in everybody
            for plan in random.sample(["basic", "pro"], 1)
        ],
        "products": [
            {"product_id": "p", "name": "Tea", "category": "shoes", "price": 4.5, "cost": 1.25},
            {"product_id": "q", "name": "Cup", "category": "hats"},
        ],
        "spend": [
            {
                "day": day(),
                "amount": random.randrange(-500, 9000) / 100,
                "purpose": random.choice(["acquire", "retain"]),
                "category": random.choice(["marketing", "advertising", "commissions", "other"]),
                "channel": random.choice(channels),
                "campaign": random.choice(["spring", None]),
            }
            for _ in range(60)
        ],
        "interactions": [
            {
                "customer_id": random.choice([*everybody, None]),
                "day": day(),
                "channel": random.choice(["phone", "chat", "search", None]),
                "direction": random.choice(["in", "out"]),
                "type": random.choice(["visit", "call", "ticket"]),
                "reason": random.choice(["late", "broken", None]),
                "area": random.choice(["delivery", "product", None]),
                "is_complaint": random.random() < 0.2,
                "response_minutes": random.choice([None, 1.5, 90.0, 1440.25]),
                "resolved_day": random.choice([None, day()]),
                "resolution_minutes": random.choice([None, 30.0, 4000.5]),
                "product_id": random.choice(["p", "q", None]),
                "cost": random.choice([None, 2.5, 0.3333]),
                "agent": ["kim", "lee", None][at % 3],
                "promise_due": START + timedelta(days=at % 40) if at % 5 == 0 else None,
                "next_contact": START + timedelta(days=at % 31) if at % 7 == 0 else None,
            }
            for at in range(120)
        ],
        "subscriptions": [
            {
                "subscription_id": f"s{at}",
                "customer_id": random.choice(everybody),
                "started": START + timedelta(days=at % 9),
                "ended": random.choice([None, START + timedelta(days=9 + at % 20)]),
                "amount": random.choice([0, 9.99, 25, 100]),
                "plan": random.choice(["basic", "pro", None]),
                "reason": random.choice([None, "price"]),
                "involuntary": random.choice([None, True, False]),
            }
            for at in range(40)
        ],
        "answers": [
            {
                "customer_id": random.choice([*everybody, None]),
                "day": day(),
                "kind": kind,
                "score": float(random.randint(*ends)),
                "channel": random.choice(["phone", "chat", None]),
            }
            for kind, ends in (("nps", (0, 10)), ("csat", (1, 5)), ("ces", (1, 7)))
            for _ in range(20)
        ],
    }
