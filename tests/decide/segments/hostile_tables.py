"""Rules and segments as tables and as JSON, to break in, to break down, or by mistake."""

from volver.decide.segments.check import DEEPEST, MOST_CONDITIONS


def deep(kind: str, depth: int) -> object:
    """Groups within each other, as tables."""
    inner: object = {"field": "orders", "operator": ">=", "value": 3}
    for _ in range(depth):
        inner = {"not": inner} if kind == "not" else {kind: [inner, "orders >= 4"]}
    return inner


FIELD = {"field": "orders", "operator": ">=", "value": 3}
TABLES = [
    None, True, 3, 3.5, float("nan"), [], {}, (), b"orders >= 3", [FIELD], ["orders >= 3"],
    {"all": []}, {"any": []}, {"not": {}}, {"not": []}, {"not": None}, {"all": {}}, {"any": "x"},
    {"all": [{}]}, {"all": [None]}, {"any": [[]]}, {"all": [FIELD, {"any": []}]},
    {"all": [FIELD], "any": [FIELD]}, {"not": FIELD, "all": [FIELD]}, {"none": [FIELD]},
    {"segment": 3}, {"segment": "nobody"}, {"segment": "best", "not": FIELD}, {"segment": ""},
    {"field": "orders"}, {"operator": ">="}, {"field": "orders", "value": 3},
    {**FIELD, "sql": "1=1"}, {**FIELD, "value": "1 OR 1=1"}, {**FIELD, "field": "orders; --"},
    {**FIELD, "operator": "LIKE"}, {**FIELD, "operator": ">= 3 OR 1=1 --"},
    {**FIELD, "operator": "is null"}, {**FIELD, "value": None}, {**FIELD, "value": [3]},
    {**FIELD, "value": {"a": 1}}, {**FIELD, "value": True}, {**FIELD, "value": float("nan")},
    {**FIELD, "value": float("inf")}, {**FIELD, "value": 10**400}, {**FIELD, "values": [3]},
    {"field": "orders", "operator": "in", "values": []}, {**FIELD, "days": 0},
    {"field": "orders", "operator": "in", "values": 3}, {**FIELD, "days": "90"},
    {**FIELD, "days": 90.0}, {**FIELD, "days": True}, {**FIELD, "of": "p"}, {**FIELD, "of": 3},
    {"field": "country", "operator": "=", "value": "E\u200bS"}, {"field": ["x"], "operator": "="},
    {"field": "first_order", "operator": "<", "value": "2024-02-30"},
    {"field": "first_order", "operator": "<", "value": "2024-02-03T00:00"},
    {"field": "bought_product", "operator": "is true"},
    {"field": "bought_product", "operator": "is true", "of": ""},
    {"field": "bought_product", "operator": "is true", "of": ["p"]},
    {"field": "subscribed", "operator": "is true", "value": "yes"},
    {"all": ["orders >= 3", "1=1"]}, {"all": ["orders >= 3", ""]}, {"not": "DROP TABLE histories"},
    deep("not", 10_000), deep("all", 10_000), deep("any", DEEPEST + 1),
    {"all": ["orders >= 3"] * (MOST_CONDITIONS + 1)},
    {"any": [{"any": ["orders >= 3"] * 30}] * 30},
]  # fmt: skip
JSON = [
    "", "{", "[]", "null", "nul", "3", '"', "{}", '{"all": []}', '{"field": "orders"}',
    '{"field": "orders", "field": "country", "operator": "=", "value": 3}',
    '{"field": "orders", "operator": ">=", "value": 3, "value": 0}',
    '{"all": ["orders >= 3"], "all": []}',
    '{"field": "orders", "operator": ">=", "value": 1e999}',
    '{"field": "orders", "operator": ">=", "value": NaN}',
    '{"field": "orders", "operator": ">=", "value": Infinity}',
    '{"field": "orders", "operator": ">=", "value": -1}',
    '{"field": "orders", "operator": ">=", "value": ' + "9" * 5_000 + "}",
    "[" * 10_000, '{"not":' * 10_000 + "1" + "}" * 10_000, " " * 1_000_000,
]  # fmt: skip
BEST = "orders >= 3"
SEGMENTS = [
    None, [], "orders >= 3", {"a": "orders >= 3"}, {"a": {}}, {"a": {"rule": ""}},
    {"a": {"rule": BEST, "sql": "1=1"}}, {"a": {"rule": BEST, "description": 3}},
    {"a": {"rule": BEST, "description": "x" * 1_001}}, {"": {"rule": BEST}}, {" a": {"rule": BEST}},
    {"a" * 61: {"rule": BEST}}, {"a\u200b": {"rule": BEST}}, {"a\n": {"rule": BEST}},
    {"a": {"rule": 'in segment "a"'}}, {"a": {"rule": 'not in segment "a"'}},
    {"a": {"rule": 'in segment "b"'}, "b": {"rule": 'in segment "a"'}},
    {"a": {"rule": 'in segment "b" or orders >= 3'}, "b": {"rule": 'not in segment "c"'},
     "c": {"rule": {"any": [{"segment": "a"}, BEST]}}},
    {"a": {"rule": 'in segment "b"'}}, {"a": {"rule": "read_csv('/etc/passwd')"}},
    {f"s{at}": {"rule": f'in segment "s{at + 1}"' if at < 99 else BEST} for at in range(100)},
    {f"s{at}": {"rule": BEST} for at in range(501)},
]  # fmt: skip
BOMB = {
    f"s{at}": {"rule": " and ".join([f'in segment "s{at + 1}"'] * 4) if at < 5 else BEST}
    for at in range(6)
}
"""Each names the next one four times: 1,024 conditions when written out."""
