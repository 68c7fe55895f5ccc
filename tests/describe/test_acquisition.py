"""What customers cost and bring, on a shop small enough to add up on paper."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import gamma
from tests.describe.acquired import ASK, CUSTOMERS, LINES, SPEND, channel, day, shop
from tests.store.shop import order

from volver.describe.acquisition.whole import Question
from volver.domain.acquisition import Covered
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.time import DiscountRate


@pytest.fixture(scope="module")
def found():
    """The whole sheet."""
    return shop()


@pytest.mark.mission("K1")
def test_cac_is_spend_over_new_customers(found):
    """Blended 165 / 6; paid 159 / 4, print's 9 for nobody too; search 90 / 3; social 60 / 1."""
    cac = found.cac
    assert cac.since == date(2024, 2, 1)
    assert (cac.blended.total, cac.blended.customers, cac.blended.cac) == (165, 6, 27.5)
    assert (cac.paid.total, cac.paid.customers, cac.paid.cac) == (159, 4, 159 / 4)
    assert {row.channel: (row.total, row.customers, row.cac) for row in cac.by_channel} == {
        "search": (90, 3, 30),
        "social": (60, 1, 60),
        "print": (9, 0, None),
        None: (6, 1, 6),
        "referral": (0, 1, 0),
    }


@pytest.mark.mission("F10")
def test_cac_is_shown_with_and_without_each_category(found):
    """165: advertising 75 + 6, commissions 15, marketing 60, other 9."""
    whole = found.cac.blended
    assert whole.spend == {"advertising": 81, "commissions": 15, "marketing": 60, "other": 9}
    without = {name: whole.without(name) for name in whole.spend}
    assert without == {
        "advertising": 84 / 6,
        "commissions": 150 / 6,
        "marketing": 105 / 6,
        "other": 156 / 6,
    }


def test_cac_by_campaign_and_by_month(found):
    """Spring won ana and bea; the month of a customer is that of the first order."""
    rows = {
        (row.channel, row.campaign): (row.total, row.customers) for row in found.cac.by_campaign
    }
    assert rows[("search", "spring")] == (75, 2)
    assert rows[("search", None)] == (15, 1)
    months = [
        (blended.month, blended.total, blended.customers, paid.total, paid.customers)
        for blended, paid in found.cac.by_month
    ]
    february = 12 * 2024 + 1
    assert months == [
        (february, 150, 2, 144, 2),
        (february + 1, 15, 1, 15, 1),
        (february + 2, 0, 3, 0, 1),
    ]


@pytest.mark.mission("K1")
def test_who_came_before_the_first_spend_is_not_new():
    """Their cost is not known: they would make customers look cheaper than they are."""
    found = shop(spend=[{"day": day(41), "amount": 60, "channel": "search"}])
    assert (found.cac.since, found.cac.before) == (date(2024, 4, 1), 3)
    assert found.cac.blended.cac == 60 / 3
    assert channel(found, "search").won.cac == 60
    assert sum(channel(found, "search").customers.values()) == 1


def test_retention_spend_is_no_acquisition_cost(found):
    """30 in e-mails for the three who were customers by then."""
    assert found.cac.blended.total == 165
    assert found.whole.retention_spend == pytest.approx(30 / 6)
    assert channel(found, "search").retention_spend == pytest.approx(20 / 3)


@pytest.mark.mission("F12")
@pytest.mark.mission("Q7")
def test_break_even_of_channels(found):
    """Search: 40, 50, 46 after the call, 76, then 96 of 90. Social: 50 of 60, and 5 expected."""
    search, social = (channel(found, name).break_even for name in ("search", "social"))
    assert (search.state, search.day, search.margin) == (Covered.ON, day(100), 96)
    assert (social.state, social.day) == (Covered.NEVER, None)
    assert (social.cost, social.margin, social.ahead) == (60, 50, 5)
    assert (found.whole.break_even.state, found.whole.break_even.day) == (Covered.ON, day(60))
    assert channel(found, "referral").break_even.state is Covered.FREE
    assert channel(found, None).break_even.state is Covered.FREE  # nobody knows what flo cost


@pytest.mark.slow
@pytest.mark.mission("F12")
@pytest.mark.mission("Q7")
def test_not_yet_is_another_state_than_never():
    """Dan's 50 of 60: with 10 expected he gets there, with 9.99 he does not."""
    assert channel(shop(values=[0, 0, 0, 10, 0, 0]), "social").break_even.state is Covered.NOT_YET
    assert channel(shop(values=[0, 0, 0, 9.99, 0, 0]), "social").break_even.state is Covered.NEVER


def test_the_pace_that_was_seen_can_say_not_yet_where_the_model_cannot():
    """Dan came back for 5.20, so 4.80 are missing: 5.20 in 390 days are 4.87 in 365. Of 5.10 no."""
    for margin, state in (("5.20", Covered.NOT_YET), ("5.10", Covered.NEVER)):
        lines = [*LINES, order(8, "dan", 200, margin, cost="0")]
        for values in ([0.0] * 6, None):
            social = channel(shop(lines=lines, values=values), "social").break_even
            assert social.ahead == pytest.approx(float(margin) / 390 * 365)
            assert social.state is state


@pytest.mark.mission("F12")
def test_break_even_of_customers_counts_each_once(found):
    """Search costs 30 each: ana and cy covered it; bea's 6 and 9.60 never will."""
    search = channel(found, "search").customers
    assert {state: n for state, n in search.items() if n} == {Covered.ON: 2, Covered.NEVER: 1}
    assert {state: n for state, n in found.whole.customers.items() if n} == {
        Covered.ON: 2,
        Covered.NEVER: 3,  # bea, dan, and flo at the blended 27.50
        Covered.FREE: 1,  # eve
    }


@pytest.mark.mission("F12")
@pytest.mark.mission("Q1")
def test_break_even_of_cohorts_by_channel(found):
    """February paid 150 for 66; March 15 for dan's 50, and social nothing; April nothing."""
    february = 12 * 2024 + 1
    rows = {
        (row.won.month, row.won.channel if not row.is_all else "*"): row for row in found.cohorts
    }
    told = {
        key: (
            row.won.total,
            row.won.customers,
            row.margin,
            row.break_even.state,
            row.break_even.day,
        )
        for key, row in rows.items()
    }
    never, free = (Covered.NEVER, None), (Covered.FREE, None)
    assert told == {
        (february, "*"): (150, 2, 66, *never),
        (february, "search"): (75, 2, 66, Covered.NOT_YET, None),  # 38.40 are expected
        (february, "social"): (60, 0, 0, *never),
        (february, "print"): (9, 0, 0, *never),
        (february, None): (6, 0, 0, *free),
        (february + 1, "*"): (15, 1, 50, Covered.ON, day(10)),
        (february + 1, "search"): (15, 0, 0, *never),
        (february + 1, "social"): (0, 1, 50, *free),
        (february + 2, "*"): (0, 3, 70, *free),
        (february + 2, "search"): (0, 1, 30, *free),
        (february + 2, "referral"): (0, 1, 25, *free),
        (february + 2, None): (0, 1, 15, *free),
    }
    # The last of February was 390 days ago: twelve months of 30.4375 days, and no thirteenth.
    curve = rows[february, "*"].curve
    assert (rows[february, "*"].months_lived, len(curve.margin)) == (12, 12)
    assert [point.value for point in curve.margin] == [23] * 3 + [33] * 9


@pytest.mark.mission("F12")
@pytest.mark.mission("Q7")
def test_a_payback_curve_holds_only_months_that_all_have_lived(found):
    """Search: ana and bea lived 13 months, cy 11, so the curve is of the two, at what they cost."""
    curve = channel(found, "search").curve
    assert (curve.customers, curve.cac, curve.until) == (2, 75 / 2, day(5))
    assert [point.value for point in curve.margin] == [23] * 3 + [33] * 10
    # Two customers, 27 from their mean of 33: as good as nothing, an exponential's shape of 1.
    ends = [33 / gamma(1).ppf(0.95), 33 / gamma(1).ppf(0.05)]
    assert [curve.margin[-1].low, curve.margin[-1].high] == pytest.approx(ends)
    assert (curve.month, curve.earliest, curve.latest) == (None, 1, None)
    whole = found.whole.curve
    assert (whole.customers, whole.cac, whole.until) == (3, 50, day(35))
    assert [round(point.value, 2) for point in whole.margin] == [32] * 3 + [38.67] * 9


@pytest.mark.mission("F12")
def test_the_first_month_of_payback():
    """Search for 22: 23 after one month. For 24: 33 after the fourth."""
    for amount, month in ((44, 1), (48, 4), (66, 4), (66.02, None)):
        spend = [{"day": day(0), "amount": amount, "channel": "search"}]
        assert channel(shop(spend=spend), "search").curve.month == month


def test_ltv_counts_margin_to_date_and_the_forecast_after_cost_to_serve(found):
    """Search kept 96 of 100, so 96 % of what is expected: 88.80, 15.60 and 30.96."""
    search = channel(found, "search")
    worths = np.array([88.8, 15.6, 30.96])
    doubt = (2.919985580 / 1.644853627) ** 2  # t of two degrees over the normal, squared
    shape = 3 / (worths.var(ddof=1) / 45.12**2 * doubt)
    assert search.ltv.value == pytest.approx(45.12)
    assert shape > 1
    assert search.ltv.low == pytest.approx(45.12 * shape / gamma(shape).ppf(0.95))
    assert search.ltv.high == pytest.approx(45.12 * shape / gamma(shape).ppf(0.05))
    assert search.ratio.value == pytest.approx(45.12 / 30)
    assert search.mroi.value == pytest.approx((45.12 - 30) / (30 + 20 / 3))
    assert isinstance(channel(found, "social").ltv, NotEnough)  # one customer is no mean


def test_there_is_no_return_on_what_was_not_spent():
    """Two came by themselves: they have a value, and e-mails were sent to them, and no MROI."""
    customers = [{"customer_id": name, "channel": "direct"} for name in ("ana", "bea")]
    direct = channel(shop(customers=customers), "direct")
    assert isinstance(direct.ltv, Estimate)
    assert direct.retention_spend > 0
    assert isinstance(direct.mroi, NotEnough)
    assert direct.ratio is None


def test_ltv_is_discounted_to_the_first_order():
    """At 21 % a year ana's 20 of day 100 and her expected 30 of day 400 are worth less."""
    found = shop(Question(ASK.horizon, DiscountRate(0.21), 0.9, ASK.total))

    def then(after):
        return 1.21 ** (-after / 365.25)

    ana = 40 + 20 * then(100) + 0.96 * 30 * then(400)
    bea = 10 - 4 * then(15) + 0.96 * 10 * then(395)
    cy = 30 + 0.96 * 1 * then(355)
    assert channel(found, "search").ltv.value == pytest.approx((ana + bea + cy) / 3)
    kept = (10 * then(30) + 10 * then(25)) / 3
    assert channel(found, "search").retention_spend == pytest.approx(kept)


def test_the_forecast_s_own_doubt_widens_the_interval():
    """A total of 71 give or take 20 moves all customers together: search expects 13.12 each."""
    ask = Question(ASK.horizon, ASK.rate, 0.9, Estimate(71.0, 51.0, 91.0, 0.9))
    wide, narrow = (channel(shop(asked), "search").ltv for asked in (ask, ASK))
    common = 20 / 71 * 13.12
    assert (wide.high - wide.value) ** 2 == pytest.approx(
        (narrow.high - narrow.value) ** 2 + common**2
    )


@pytest.mark.mission("F13")
def test_the_ceiling_is_what_comes_within_the_months_of_payback(found):
    """365 days after the first order: cy has lived 355 of them, and gets 10 / 365 of 0.96."""
    search = channel(found, "search")
    assert search.ceiling.value == pytest.approx((60 + 6 + 30 + 0.96 * 10 / 365) / 3)
    assert not search.is_over
    assert found.over == ()
    dearer = shop(spend=[*SPEND, {"day": day(50), "amount": 6.03, "channel": "search"}])
    assert [row.won.channel for row in dearer.over] == ["search"]  # 32.01 of 32.0088
    assert not dearer.over[0].is_surely_over


@pytest.mark.mission("F13")
def test_a_shorter_payback_allows_less():
    """Three months: ana's 20 of day 100 come too late."""
    ask = Question(ASK.horizon, ASK.rate, 0.9, ASK.total, payback_months=3)
    assert channel(shop(ask), "search").ceiling.value == pytest.approx((40 + 6 + 30) / 3)


@pytest.mark.mission("F13")
def test_ceilings_of_segments_that_are_known_beforehand(found):
    """Spain: ana, bea, and eve with 15 of 365 days to go; flo's country is not known."""
    spain, france, unknown = found.ceilings
    assert (spain.segment, spain.customers) == ("ES", 3)
    assert spain.most.value == pytest.approx((60 + 6 + 25 + 20 * 15 / 365) / 3)
    assert (france.segment, france.customers) == ("FR", 2)
    assert unknown.segment is None


def test_without_a_forecast_a_ceiling_rests_on_those_who_have_lived_it():
    """Ana and bea; and no LTV is made up."""
    search = channel(shop(values=None), "search")
    assert search.ceiling.value == pytest.approx((60 + 6) / 2)
    assert isinstance(search.ltv, NotEnough)


@pytest.mark.mission("Q6")
def test_rank_inversion_from_both_ends(found):
    """Bea is second by revenue and last by what is left; dan, eve and flo are the reverse."""
    dear, quiet = found.inversion.dear, found.inversion.quiet
    assert [(row.customer_id, row.by_revenue, row.by_margin) for row in dear] == [("bea", 2, 6)]
    assert (dear[0].revenue, dear[0].margin, dear[0].service, dear[0].expected) == (90, 6, 4, 10)
    assert [(row.customer_id, row.by_revenue, row.by_margin) for row in quiet] == [
        ("dan", 3, 2),
        ("eve", 5, 4),
        ("flo", 6, 5),
    ]


@pytest.mark.mission("K9")
def test_referrals(found):
    """Eve is one of six, brought by ana; two invitations went out."""
    told = found.referral
    assert (told.customers, told.referred, told.advocates, told.invitations) == (6, 1, 1, 2)
    assert told.rate == told.k == pytest.approx(1 / 6)
    assert told.sent * told.conversion == pytest.approx(told.k)
    assert told.per_seed == pytest.approx(1.2)
    assert (told.won.total, told.won.customers, told.won.cac) == (0, 1, 0)
    assert isinstance(told.referred_ltv, NotEnough)


@pytest.mark.mission("K9")
def test_what_referred_customers_are_worth_beside_the_others():
    """Eve and flo bring 45 and 20; the others 88.80, 15.60, 30.96 and 55. Welch's interval."""
    customers = [*CUSTOMERS, {"customer_id": "flo", "referred_by": "bea"}]
    told = shop(customers=customers).referral
    ours, others = np.array([45.0, 20.0]), np.array([88.8, 15.6, 30.96, 55.0])
    assert told.referred_ltv.value == pytest.approx(32.5)
    assert told.other_ltv.value == pytest.approx(others.mean())
    parts = [group.var(ddof=1) / len(group) for group in (ours, others)]
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 1 + parts[1] ** 2 / 3)
    from scipy.stats import t

    half = t.ppf(0.95, freedom) * np.sqrt(sum(parts))
    assert told.difference.value == pytest.approx(32.5 - others.mean())
    assert told.difference.high - told.difference.value == pytest.approx(half)


def test_with_nothing_but_orders_there_is_still_a_sheet():
    """No cost, no channel: margin and value, and no CAC that looks like one."""
    found = shop(customers=None, spend=None, interactions=None)
    assert found.cac.blended.total == 0
    assert [row.won.channel for row in found.channels] == [None]
    assert found.whole.ratio is None
    assert isinstance(found.whole.mroi, NotEnough)
    assert found.whole.ltv.value == pytest.approx((190 + 71) / 6)
    assert found.referral is None
    assert not found.is_after_service


def test_spend_before_any_customer():
    """A shop may have paid for nobody yet; the sheet says so instead of dividing by them."""
    found = shop(spend=[{"day": day(390), "amount": 10, "channel": "search"}])
    assert found.cac.blended.customers == 0
    assert found.cac.blended.cac is None
    assert found.cac.before == 6
