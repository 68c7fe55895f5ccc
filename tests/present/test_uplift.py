"""A comparison of ways to choose, in both languages."""

from dataclasses import replace

import pytest

from volver.domain.estimate import Estimate
from volver.domain.offer import Reason
from volver.domain.uplift import Advice, Candidate, Comparison, Lift, Spread
from volver.present.uplift import ADVICE, NAMES, REASONS, uplift
from volver.present.words import Words

LEARNT = Candidate(
    code="t_linear",
    share=0.54,
    value=Estimate(0.0190, 0.0143, 0.0238, 0.95),
    gain=Estimate(0.0190, 0.0126, 0.0255, 0.99),
    qini=Spread(0.0652, 0.0097),
    auuc=Spread(0.0081, 0.0009),
    uplift_at=Spread(0.0745, 0.004),
    curve=tuple(0.002 * at for at in range(11)),
)
GAIN = {"value": 0.0190, "low": 0.0126, "high": 0.0255, "candidate": "t_linear", "share": 0.54}


def compared(do="target", by="t_linear", reasons=()):
    """One learner in a comparison."""
    difference = Estimate(0.04523, 0.0389, 0.0516, 0.95)
    return Comparison(
        customers=42_693,
        treated=21_387,
        sample_ratio=0.695,
        lift=Lift(0.1514, 0.10617, difference, 0.0032),
        halves=20,
        level=0.95,
        candidates=(LEARNT,),
        advice=Advice(do, by, None, tuple(reasons)),
    )


def test_the_advice_and_its_reasons_in_both_languages():
    """Money for every 1,000 customers, effects to four decimals."""
    found = compared(reasons=[Reason("lift", GAIN), Reason("beats_none", GAIN)])
    english, spanish = (uplift(found, Words(language, "EUR")) for language in ("en", "es"))
    assert english.advice == "Treat 54% of customers, chosen by: T-learner, linear."
    assert english.reasons == (
        "Treating changes the mean outcome by 0.0190, between 0.0126 and 0.0255.",
        "Choosing beats treating nobody: by T-learner, linear, 54% treated, it brings €19.00 more"
        " for every 1,000 customers, between €12.60 and €25.50.",
    )
    assert spanish.advice == (
        "Tratar al 54\xa0% de los clientes, elegidos por: aprendiz T, lineal."
    )
    assert spanish.reasons[1] == (
        "Elegir supera a no tratar a nadie: por aprendiz T, lineal, con el 54\xa0% tratado, aporta"
        " 19,00\xa0€ más por cada 1.000 clientes, entre 12,60\xa0€ y 25,50\xa0€."
    )


def test_the_tables_hold_what_was_found():
    """A row for each way to choose; a curve from nobody to everybody."""
    text = uplift(compared(), Words("en", "EUR"))
    assert text.candidates.rows == (
        (
            "T-learner, linear",
            "54%",
            "€19.00 (€14.30 – €23.80)",
            "€19.00 (€12.60 – €25.50)",
            "0.0652 (0.0097)",
            "0.0081 (0.0009)",
            "0.0745 (0.0040)",
        ),
    )
    assert text.candidates.columns[-1] == "Uplift of the first 30%"
    assert text.curves.columns[:3] == ("First treated", "0%", "10%")
    assert text.curves.rows[0][:3] == ("T-learner, linear", "€0.00", "€2.00")
    assert text.notes[0].startswith("42,693 customers, 21,387 of them treated at random")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_and_every_way_can_be_said(language):
    """None lacks a figure that its sentence asks for."""
    words = Words(language, "EUR")
    reasons = [Reason(code, GAIN) for code in REASONS]
    assert len(uplift(compared(reasons=reasons), words).reasons) == len(REASONS)
    for do in ADVICE:
        assert uplift(compared(do=do), words).advice
    names = {words.say(sentence) for sentence in NAMES.values()}
    assert len(names) == len(NAMES)


def test_an_amount_has_no_qini():
    """A dash, not a nought."""
    amount = replace(LEARNT, qini=None)
    found = replace(compared(), candidates=(amount,))
    assert uplift(found, Words("en", "EUR")).candidates.rows[0][4] == "–"


def test_all_and_none_have_no_order_to_draw():
    """Their curves would be that of a random order."""
    found = replace(compared(), candidates=(LEARNT, replace(LEARNT, code="all")))
    shown = uplift(found, Words("en", "EUR"))
    assert [row[0] for row in shown.candidates.rows] == ["T-learner, linear", "everybody"]
    assert [row[0] for row in shown.curves.rows] == ["T-learner, linear"]
