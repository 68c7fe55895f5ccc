"""What is known besides orders, from hand-made files in two languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.collect.company_files import load_file, load_text, records
from tests.collect.loading import rules

from volver.collect.company.layout import kind_of
from volver.collect.company.mapping import CompanyMapping
from volver.collect.ledger import rejections, undo
from volver.collect.source import ReadOptions, open_source
from volver.collect.stage import stage_file
from volver.domain.errors import BadInput, Rejected
from volver.store import open_engine
from volver.store.engine import Embedded


def test_customers_in_two_languages_are_the_same_customers(tmp_path: Path) -> None:
    """D1: names, days and numbers as each language writes them."""
    english = """customer id,signup date,channel,country,gender,birth date,Segment,Income
ana,2025-01-02,search,ES,f,1980-04-23,gold,"1,250.50"
ben,2025-01-15,tv,,,,silver,
"""
    spanish = """id cliente;fecha de alta;canal;pais;sexo;fecha de nacimiento;Segmento;Renta
ana;02/01/2025;search;ES;f;23/04/1980;gold;1.250,50
ben;15/01/2025;tv;;;;silver;
"""
    found = []
    for text, names in ((english, ("Segment", "Income")), (spanish, ("Segmento", "Renta"))):
        engine = open_engine()
        path = tmp_path / "people.csv"
        path.write_text(text, "utf-8")
        attributes = dict(zip(("segment", "income"), names, strict=True))
        report = load_file(engine, path, "customers", attributes=attributes)
        assert (report.rows_in, report.accepted, report.rejected) == (2, 2, 0)
        columns = "customer_id, first_contact, channel, country, gender, birth_year"
        found.append(records(engine, "customers", columns))
        assert records(engine, "attributes", "customer_id, name, number") == [
            ("ana", "income", 1250.5), ("ana", "segment", None), ("ben", "segment", None)
        ]  # fmt: skip
    assert found[0] == found[1]
    assert found[0][0] == ("ana", date(2025, 1, 2), "search", "ES", "f", 1980)
    assert found[0][1] == ("ben", date(2025, 1, 15), "tv", None, None, None)


def test_interactions_in_two_languages(shop: Embedded, tmp_path: Path) -> None:
    """D1: a phone call answered and resolved, and a complaint that nobody has answered yet."""
    english = """ticket id,customer,opened,channel,direction,complaint,first response,closed at,cost
t1,ana,2025-03-01 10:00,phone,inbound,no,2025-03-01 10:02:30,2025-03-02 10:00,4.50
t2,,2025-03-05 09:00,mail,outbound,yes,,,
"""
    spanish = """id ticket;cliente;apertura;canal;sentido;queja;primera respuesta;fecha cierre;coste
t3;ana;01/03/2025 10:00;phone;entrante;no;01/03/2025 10:02:30;02/03/2025 10:00;4,50
t4;;15/03/2025 09:00;mail;saliente;sí;;;
"""
    for name, text in (("a.csv", english), ("b.csv", spanish)):
        report = load_text(shop, tmp_path, "interactions", text, name=name)
        assert (report.accepted, report.rejected) == (2, 0)
    columns = "interaction_id, customer_id, day, direction, is_complaint, response_minutes"
    columns += ", resolved_day, resolution_minutes, cost"
    known = (date(2025, 3, 1), "in", False, 2.5, date(2025, 3, 2), 1440.0, Decimal("4.5"))
    assert records(shop, "interactions", columns) == [
        ("t1", "ana", *known),
        ("t2", None, date(2025, 3, 5), "out", True, None, None, None, None),
        ("t3", "ana", *known),
        ("t4", None, date(2025, 3, 15), "out", True, None, None, None, None),
    ]


def test_a_moment_is_of_the_companys_zone(shop: Embedded, tmp_path: Path) -> None:
    """Half past midnight in Madrid is the evening before in UTC; the day is Madrid's."""
    text = "opened,agent\n2025-07-02 00:30,eva\n2025-07-01T22:30:00Z,eva\n"
    load_text(shop, tmp_path, "interactions", text, zone="Europe/Madrid")
    moment = datetime(2025, 7, 1, 22, 30, tzinfo=UTC).replace(tzinfo=None)
    expected = [(moment, date(2025, 7, 2))] * 2
    assert records(shop, "interactions", "opened_at, day") == expected


def test_minutes_may_be_told_as_hours_or_seconds(shop: Embedded, tmp_path: Path) -> None:
    """And say the day of the resolution where no date does."""
    text = "date,time,response seconds,resolution hours\n2025-07-01,23:00,90,2\n"
    load_text(shop, tmp_path, "interactions", text)
    columns = "response_minutes, resolution_minutes, resolved_day"
    assert records(shop, "interactions", columns) == [(1.5, 120.0, date(2025, 7, 2))]


def test_spend_with_a_column_for_each_channel(shop: Embedded, tmp_path: Path) -> None:
    """One row is as many records as it has cells that are filled."""
    text = "semana;tv;búsqueda\n01/12/2025;1.000,50;200\n15/12/2025;;-20,00\n"
    report = load_text(shop, tmp_path, "spend", text, channels={"tv": "tv", "search": "búsqueda"})
    assert (report.rows_in, report.accepted) == (2, 2)
    assert records(shop, "spend", "day, channel, amount, purpose, category") == [
        (date(2025, 12, 1), "search", Decimal(200), "acquire", "marketing"),
        (date(2025, 12, 1), "tv", Decimal("1000.5"), "acquire", "marketing"),
        (date(2025, 12, 15), "search", Decimal(-20), "acquire", "marketing"),
    ]
    assert sum(note.id == "assumed" for note in report.notes) == 2


def test_words_mean_what_is_said(shop: Embedded, tmp_path: Path) -> None:
    """Spanish words of purpose and category go without saying; a company's own are stated."""
    text = "day,amount,objetivo,categoria\n2025-01-01,5,captación,publicidad\n"
    text += "2025-01-02,6,base,comisiones\n2025-01-03,7,nadie,otros\n"
    said = {"purpose": {"Base": "retain"}}
    report = load_text(shop, tmp_path, "spend", text, words=said)
    assert rules(report) == {"word_unknown": 1}
    assert records(shop, "spend", "purpose, category") == [
        ("acquire", "advertising"),
        ("retain", "commissions"),
    ]
    told = rejections(shop)[0]
    assert (told["line"], told["column"], told["value"]) == (4, "objetivo", "nadie")
    assert "sources.words" in told["advice"]


def test_money_is_converted_at_stated_rates(shop: Embedded, tmp_path: Path) -> None:
    """10 USD at 0.9 are 9 EUR; without a rate nothing is added together."""
    text = "day,amount,currency,channel\n2025-01-01,10.00,USD,tv\n2025-01-01,3.00,EUR,tv\n"
    with pytest.raises(BadInput, match="2 currencies"):
        load_text(shop, tmp_path, "spend", text, currency="EUR")
    load_text(shop, tmp_path, "spend", text, currency="EUR", rates={"USD": 0.9})
    assert records(shop, "spend", "amount") == [(Decimal(9),), (Decimal(3),)]


def test_a_yearly_amount_is_a_twelfth_a_month(shop: Embedded, tmp_path: Path) -> None:
    """And a payment that failed is told."""
    text = "id contrato,id cliente,fecha inicio,fecha baja,importe,plan,motivo baja,impago\n"
    text += "s1,ana,2025-01-01,2025-06-01,120,pro,precio,no\ns2,ben,2025-02-01,,60,basic,,\n"
    load_text(shop, tmp_path, "subscriptions", text, period="year")
    columns = "subscription_id, started, ended, amount, plan, reason, involuntary"
    assert records(shop, "subscriptions", columns) == [
        ("s1", date(2025, 1, 1), date(2025, 6, 1), Decimal(10), "pro", "precio", False),
        ("s2", date(2025, 2, 1), None, Decimal(5), "basic", None, None),
    ]


def test_a_table_of_tenures_needs_its_day(shop: Embedded, tmp_path: Path) -> None:
    """Months before that day: calendar months, and who left ends on it."""
    text = "customer,tenure,monthly charges,churn\na,1,10,No\nb,13,20,Yes\nc,0,5,No\n"
    with pytest.raises(BadInput, match="without the day it was counted on"):
        load_text(shop, tmp_path, "subscriptions", text)
    load_text(shop, tmp_path, "subscriptions", text, as_of="2024-03-31")
    assert records(shop, "subscriptions", "subscription_id, started, ended") == [
        ("a", date(2024, 2, 29), None),
        ("b", date(2023, 2, 28), date(2024, 3, 31)),
        ("c", date(2024, 3, 31), None),
    ]


def test_answers_and_their_scales(shop: Embedded, tmp_path: Path) -> None:
    """An empty score is no answer and no fault; one off its scale is a fault."""
    text = "customer,fecha,tipo,nota,comentario\na,2025-01-01,nps,10,\nb,2025-01-02,nps,11,\n"
    text += "c,2025-01-03,satisfacción,5,bien\nd,2025-01-04,esfuerzo,,\ne,2025-01-05,texto,,lento\n"
    report = load_text(shop, tmp_path, "answers", text)
    assert rules(report) == {"answer_missing": 1, "score_out_of_range": 1}
    assert records(shop, "answers", "customer_id, kind, score, answer") == [
        ("a", "nps", 10.0, None), ("c", "csat", 5.0, "bien"), ("e", "text", None, "lento")
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "header", "row", "rule"),
    [
        ("customers", "customer,birth year", "a,1850", "birth_year_impossible"),
        ("customers", "customer,birth date", "a,2030-01-01", "date_in_future"),
        ("customers", "customer,gender", ",f", "needed_missing"),
        ("products", "sku,cost", "p,-1", "below_zero"),
        ("products", "sku,cost", "p,cheap", "number_unreadable"),
        ("spend", "day,amount", "2025-02-30,5", "date_unreadable"),
        ("spend", "day,amount", "2025-02-03,", "number_missing"),
        ("interactions", "opened,closed at", "2025-02-03,2025-02-01", "ended_before_started"),
        ("interactions", "opened,direction", "2025-02-03,sideways", "word_unknown"),
        ("interactions", "opened,agent", "2031-02-03,eva", "date_in_future"),
        ("interactions", "opened,response minutes", "2025-02-03,-5", "below_zero"),
        ("subscriptions", "customer,start date,end date,amount", "a,2025-02-03,2025-02-01,5",
         "ended_before_started"),
        ("answers", "day,kind,score", "2025-02-03,csat,0", "score_out_of_range"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_set_aside(
    shop: Embedded, tmp_path: Path, kind: str, header: str, row: str, rule: str
) -> None:
    """Each with its rule, beside a good row; more than the share allowed, and nothing is loaded."""
    good = {
        "customers": {"birth year": "b,1980", "birth date": "b,1980-01-01", "gender": "b,m"},
        "products": {"cost": "q,2"},
        "spend": {"amount": "2025-02-04,5"},
        "interactions": {
            "closed at": "2025-02-04,2025-02-05", "direction": "2025-02-04,in",
            "agent": "2025-02-04,eva", "response minutes": "2025-02-04,5",
        },
        "subscriptions": {"amount": "b,2025-02-04,2025-02-05,5"},
        "answers": {"score": "2025-02-04,csat,1"},
    }[kind][header.rpartition(",")[2]]  # fmt: skip
    text = f"{header}\n{row}\n{good}\n"
    with pytest.raises(Rejected, match=rule):
        load_text(shop, tmp_path, kind, text, max_rejected_share=0.4)
    assert records(shop, kind, "line") == []
    report = load_text(shop, tmp_path, kind, text)
    assert (rules(report), report.accepted) == ({rule: 1}, 1)
    assert [told["line"] for told in rejections(shop)] == [2]
    assert records(shop, kind, "line") == [(3,)]


def test_a_customer_twice(shop: Embedded, tmp_path: Path) -> None:
    """The same again is a duplicate; other data is an error, and the first stays."""
    text = "customer,gender\nana,f\nana,f\nben,m\nben,f\n"
    report = load_text(shop, tmp_path, "customers", text)
    assert (report.accepted, report.duplicates, rules(report)) == (2, 1, {"customer_twice": 1})
    assert records(shop, "customers", "customer_id, gender") == [("ana", "f"), ("ben", "m")]
    told = rejections(shop)[0]
    assert (told["line"], told["value"], told["raw"]) == (5, "ben", "ben,f")
    more = "customer,gender\nana,f\nben,f\ncleo,f\n"
    report = load_text(shop, tmp_path, "customers", more, name="more.csv")
    assert (report.accepted, report.duplicates, rules(report)) == (1, 1, {"customer_twice": 1})


def test_a_newer_file_takes_the_place_of_the_earlier_one(shop: Embedded, tmp_path: Path) -> None:
    """Customers are exported whole: who is no longer in the file is no longer known."""
    first = load_text(shop, tmp_path, "customers", "customer,gender\nana,f\nben,m\n")
    again = load_text(shop, tmp_path, "customers", "customer,gender\nana,f\nben,m\n")
    assert (again.unchanged, again.load_id) == (True, first.load_id)
    assert (again.rows_in, again.mapping, again.kind) == (2, first.mapping, "customers")
    newer = load_text(shop, tmp_path, "customers", "customer,gender\nana,x\ncleo,f\n")
    assert records(shop, "customers", "customer_id, gender") == [("ana", "x"), ("cleo", "f")]
    assert {note.id: note.count for note in newer.notes}["replaced"] == 2
    assert shop.rows("SELECT COUNT(*) FROM loads") == [(1,)]


def test_one_file_is_read_in_several_ways(shop: Embedded, tmp_path: Path) -> None:
    """Two questions of one survey; reading one does not take the other away."""
    text = "customer,day,nps,csat\na,2025-01-01,9,4\nb,2025-01-02,3,\n"
    ways = [{"always": {"kind": kind}, "columns": {"score": kind}} for kind in ("nps", "csat")]
    first = load_text(shop, tmp_path, "answers", text, **ways[0])
    load_text(shop, tmp_path, "answers", text, **ways[1], beside={first.content_hash})
    found = records(shop, "answers", "kind, customer_id, score")
    assert found == [("nps", "a", 9.0), ("nps", "b", 3.0), ("csat", "a", 4.0)]
    ids = shop.rows("SELECT COUNT(DISTINCT answer_id) FROM answers_records")
    assert ids == [(3,)]


def test_the_same_content_under_another_name_is_refused(shop: Embedded, tmp_path: Path) -> None:
    """Spend has no number of its own: under another mapping it would count twice."""
    text = "day,amount,channel\n2025-01-01,5,tv\n"
    load_text(shop, tmp_path, "spend", text)
    assert load_text(shop, tmp_path, "spend", text, name="copy.csv").unchanged
    with pytest.raises(BadInput, match="another mapping"):
        load_text(shop, tmp_path, "spend", text, name="copy.csv", always={"purpose": "retain"})


def test_a_load_is_taken_back(shop: Embedded, tmp_path: Path) -> None:
    """Its records, attributes and rejections go."""
    text = "customer,birth year,plan\nana,1980,pro\nben,1800,pro\n"
    report = load_text(shop, tmp_path, "customers", text, attributes={"plan": "plan"})
    undo(shop, report.load_id)
    for table in ("customers_records", "attributes_records", "rejections", "loads"):
        assert shop.rows(f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_repeats_without_a_number_are_dropped_only_where_declared(
    shop: Embedded, tmp_path: Path
) -> None:
    """Two equal lines of spend may be two bills."""
    text = "day,amount,channel\n2025-01-01,5,tv\n2025-01-01,5,tv\n"
    assert load_text(shop, tmp_path, "spend", text).accepted == 2
    report = load_text(shop, tmp_path, "spend", text + "\n2025-01-02,1,tv\n", drop_repeats=True)
    assert (report.accepted, report.duplicates) == (2, 1)


CELLS = st.sampled_from(["", "a", "b", "2025-01-02", "2025-13-40", "7", "-3", "NaN", "x y", "ñ"])


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=12),
    kind=st.sampled_from(["customers", "spend", "interactions", "subscriptions", "answers"]),
    drop_repeats=st.booleans(),
)
def test_every_row_is_accepted_rejected_or_a_duplicate(
    tmp_path: Path, rows: list[tuple[str, ...]], kind: str, drop_repeats: bool
) -> None:
    """Whatever stands in the cells; and every rejected row is in the ledger."""
    header = {
        "customers": "customer,first contact,birth year,country",
        "spend": "channel,day,amount,campaign",
        "interactions": "ticket id,opened,response minutes,direction",
        "subscriptions": "customer,start date,amount,plan",
        "answers": "customer,day,score,kind",
    }[kind]
    text = "\n".join([header, *(",".join(row) for row in rows)]) + "\n"
    engine = open_engine()
    path = tmp_path / "any.csv"
    path.write_text(text, "utf-8")
    try:
        report = load_file(engine, path, kind, drop_repeats=drop_repeats)
    except BadInput:  # none of the rows counts, or the file is empty
        return
    assert report.rows_in == report.accepted + report.rejected + report.duplicates
    assert report.rejected == len(rejections(engine))
    assert report.accepted == engine.rows(f"SELECT COUNT(*) FROM {kind}_records")[0][0]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"kind": "people"}, "kind"),
        ({"kind": "spend", "columns": {"customer": "x"}}, "columns"),
        ({"kind": "spend", "columns": {"day": 3}}, "columns.day"),
        ({"kind": "spend", "words": {"purpose": {"x": "hire"}}}, "words.purpose.x"),
        ({"kind": "spend", "words": {"channel": {"x": "tv"}}}, "words.channel"),
        ({"kind": "spend", "attributes": {"a": "b"}}, "attributes"),
        ({"kind": "customers", "channels": {"a": "b"}}, "channels"),
        ({"kind": "customers", "as_of": "2025-01-01"}, "as_of"),
        ({"kind": "subscriptions", "as_of": "yesterday"}, "as_of"),
        ({"kind": "subscriptions", "period": "week"}, "period"),
        ({"kind": "spend", "always": {"purpose": "acquire"}, "columns": {"purpose": "p"}},
         "always.purpose"),
        ({"kind": "spend", "decimal": "semicolon"}, "decimal"),
        ({"kind": "spend", "rates": {"USD": -1}}, "rates"),
        ({"kind": "spend", "colums": {}}, "mapping"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_mapping_is_named_by_its_key(said: dict[str, Any], where: str) -> None:
    """In volver.toml a person finds it by that."""
    with pytest.raises(BadInput) as told:
        CompanyMapping.from_dict(said)
    assert told.value.where == where


def test_a_mapping_survives_its_plain_form() -> None:
    """What a load keeps is read back the same."""
    mapping = CompanyMapping(
        "spend", {"day": "D"}, channels={"tv": "T"}, words={"purpose": {"x": "retain"}}
    )
    assert CompanyMapping.from_dict(mapping.to_dict()) == mapping


def test_a_file_is_told_by_its_columns(tmp_path: Path) -> None:
    """And orders are not taken for anything else."""
    headers = {
        "customers": "customer_id,signup_date,country,industry",
        "products": "sku,product name,cost",
        "spend": "date,channel,spend",
        "interactions": "ticket_id,customer_id,opened_at",
        "subscriptions": "subscription_id,customer_id,start_date,mrr",
        "answers": "date,question,score",
    }
    cells = {"date": "2025-01-02", "at": "2025-01-02", "cost": "5", "spend": "5", "mrr": "5",
             "score": "5"}  # fmt: skip
    for kind, header in headers.items():
        names = header.replace("_", " ").split(",")
        row = ",".join(cells.get(name.split(" ")[-1], "x") for name in names)
        path = tmp_path / f"{kind}.csv"
        path.write_text(f"{header}\n{row}\n{row}2\n", "utf-8")
        raw = stage_file(open_engine(), path, open_source(path, ReadOptions()))
        found = kind_of(raw)
        assert found is not None
        assert found.kind == kind
    path.write_text("order_id,customer_id,order_date,amount\n1,a,2025-01-01,5\n", "utf-8")
    assert kind_of(stage_file(open_engine(), path, open_source(path, ReadOptions()))) is None
