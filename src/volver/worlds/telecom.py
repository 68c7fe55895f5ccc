"""The figures of the telephone company: tuned to the churn table of IBM's Telco, as the page
docs/why/simulated-businesses.md tells. Money in US dollars."""

from datetime import date

from volver.worlds.contract_business import ContractBusiness
from volver.worlds.contracts import Dealings, Plan
from volver.worlds.market import Campaign, Channel, Market
from volver.worlds.service import Desk, Loyalty, Reason, Service

MARKET = Market(
    name="telecom",
    currency="USD",
    time_zone="America/New_York",
    first_day=date(2020, 1, 1),
    last_day=date(2025, 12, 31),
    channels=(
        Channel(
            "stores", 0.27, 130.0, 0.80, ("store openings",),
            {"commissions": 0.7, "marketing": 0.2, "other": 0.1}, leaving=-0.15,
        ),
        Channel("tv", 0.17, 210.0, 0.60, ("tv spring", "tv autumn"), {"advertising": 1.0}),
        Channel(
            "search ads", 0.24, 95.0, 0.65, ("switch", "fiber here"),
            {"advertising": 0.9, "marketing": 0.1}, leaving=0.15,
        ),
        Channel(
            "resellers", 0.14, 165.0, 0.75, ("resellers",), {"commissions": 1.0}, leaving=0.2,
        ),
        Channel("direct", 0.10, 0.0, 0.80, (), {}, leaving=-0.1),
        Channel(
            "referral", 0.08, 50.0, 0.85, ("friends",), {"commissions": 1.0}, leaving=-0.3,
        ),
    ),
    countries={"California": 0.62, "Nevada": 0.14, "Arizona": 0.13, "Oregon": 0.11},
    born=(1940, 2005),
    steps=("visit", "search", "quote"),
    passes=(0.85, 0.80),
    more_touches=0.45,
    days_to_order=12.0,
    retains=14.0,
    referral="referral",
)  # fmt: skip

CAMPAIGN = Campaign(
    name="stay with us",
    day=date(2025, 7, 1),
    days=92,
    holdout=0.25,
    lifts={"under 35": 0.5, "35 to 54": 0.3, "55 and over": 0.0},
    cost=6.0,
    least_age=30,
)
"""Of those treated, (1 - lift) times as many leave at each renewal while it works."""


def _plan(
    category: str,
    term: int,
    share: float,
    charge: tuple[float, float],
    leaving: tuple[float, float],
) -> Plan:
    names = {1: "month to month", 12: "one year", 24: "two years"}
    started = {1: (0.9, 1.55), 12: (1.75, 1.05), 24: (2.6, 0.65)}[term]
    fails = {1: 0.0008, 12: 0.0002, 24: 0.00006}[term]
    scares = {1: 0.06, 12: 0.01, 24: 0.003}[term]
    mean, spread = charge
    return Plan(
        f"{category}, {names[term]}", category, share, term, 0.01, (100 * mean, 100 * spread),
        leaving, started, fails, scares,
    )  # fmt: skip


DEALINGS = Dealings(
    plans=(
        _plan("dsl", 1, 0.1736, (50.2, 13.0), (0.1571, 2.3429)),
        _plan("dsl", 12, 0.0809, (61.4, 14.0), (0.1894, 5.8106)),
        _plan("dsl", 24, 0.0892, (70.5, 15.1), (0.0851, 9.9149)),
        _plan("fiber", 1, 0.3021, (87.0, 11.2), (0.3423, 2.1577)),
        _plan("fiber", 12, 0.0765, (98.8, 9.3), (0.4464, 5.5536)),
        _plan("fiber", 24, 0.0609, (104.6, 9.4), (0.4107, 9.5893)),
        _plan("phone", 1, 0.0744, (20.4, 1.5), (0.0769, 2.4231)),
        _plan("phone", 12, 0.0517, (20.8, 2.0), (0.0272, 5.9728)),
        _plan("phone", 24, 0.0906, (21.8, 2.5), (0.0171, 9.9829)),
    ),
    cost=0.42,
    grows=(0.006, 0.08),
    shrinks=(0.005, 0.08),
    contacts=0.03,
    credited=0.3,
    credit=0.2,
    reasons={"price": 0.34, "competitor": 0.36, "moved": 0.18, "unknown": 0.12},
    service=Service(
        desks=(
            Desk("phone", 0.62, (0.5, 9.0), (5.0, 2_880.0), 5.1),
            Desk("chat", 0.20, (0.5, 12.0), (10.0, 2_880.0), 2.2),
            Desk("e-mail", 0.10, (60.0, 1_440.0), (360.0, 7_200.0), 3.0),
            Desk("store", 0.08, (1.0, 25.0), (10.0, 4_320.0), 7.5),
        ),
        reasons=(
            Reason("no connection", 0.19, "network", True),
            Reason("wrong invoice", 0.11, "billing", True),
            Reason("question about the invoice", 0.30, "billing", False),
            Reason("change of plan", 0.25, "sales", False),
            Reason("equipment", 0.15, "network", False),
        ),
        agents=120,
        rated=0.25,
        satisfaction=4.4,
        per_day=0.45,
    ),
    loyalty=Loyalty(asked=0.15, mean=7.6, spread=2.1),
)


def telecom(seed: int) -> ContractBusiness:
    """The telephone company: the same facts for every seed."""
    return ContractBusiness(MARKET, CAMPAIGN, DEALINGS)
