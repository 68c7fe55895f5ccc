"""The figures of the SaaS: tuned to the invented tables of RavenStack, as the page
docs/why/simulated-businesses.md tells. Money in US dollars."""

from datetime import date

from volver.worlds.contract_business import ContractBusiness
from volver.worlds.contracts import Dealings, Plan
from volver.worlds.market import Campaign, Channel, Market
from volver.worlds.service import Desk, Loyalty, Reason, Service

MARKET = Market(
    name="saas",
    currency="USD",
    time_zone="UTC",
    first_day=date(2024, 1, 1),
    last_day=date(2025, 12, 31),
    channels=(
        Channel("organic", 0.23, 0.0, 0.35, (), {}, leaving=-0.1),
        Channel(
            "ads", 0.20, 5200.0, 0.22, ("ads search", "ads social"),
            {"advertising": 0.85, "marketing": 0.15}, leaving=0.3,
        ),
        Channel(
            "events", 0.19, 7400.0, 0.30, ("conference", "webinars"),
            {"marketing": 0.75, "other": 0.25},
        ),
        Channel("partners", 0.18, 6100.0, 0.40, ("partners",), {"commissions": 1.0}, leaving=-0.2),
        Channel(
            "sales calls", 0.14, 8800.0, 0.25, ("outbound",),
            {"commissions": 0.5, "other": 0.5}, value=0.2,
        ),
        Channel("referral", 0.06, 1500.0, 0.45, ("friends",), {"commissions": 1.0}, leaving=-0.3),
    ),
    countries={"US": 0.58, "UK": 0.12, "IN": 0.10, "AU": 0.07, "DE": 0.07, "FR": 0.06},
    born=(1960, 2000),
    steps=("visit", "trial", "demo"),
    passes=(0.60, 0.70),
    more_touches=0.5,
    days_to_order=35.0,
    retains=180.0,
    referral="referral",
)  # fmt: skip

CAMPAIGN = Campaign(
    name="onboarding calls",
    day=date(2025, 7, 1),
    days=92,
    holdout=0.3,
    lifts={"under 35": 0.6, "35 to 54": 0.4, "55 and over": 0.0},
    cost=85.0,
    least_age=30,
)
"""Of those treated, (1 - lift) times as many leave at each renewal while it works. The band of
age is that of the person who signed."""

_SEATS = (29.7, 22.4)
_MONTHLY, _ANNUAL = (0.1976, 2.8024), (1.0462, 3.9538)


def _plans() -> tuple[Plan, ...]:
    prices = {"Basic": (19.0, 0.321), "Pro": (49.0, 0.335), "Enterprise": (199.0, 0.344)}
    terms = {"monthly": (1, 0.506, _MONTHLY), "annual": (12, 0.494, _ANNUAL)}
    return tuple(
        Plan(
            f"{tier}, {word}", tier, share * part, term, price, _SEATS, leaving,
            started=(1.0, 1.0), fails=0.0025, scares=0.02,
        )
        for tier, (price, share) in prices.items()
        for word, (term, part, leaving) in terms.items()
    )  # fmt: skip


DEALINGS = Dealings(
    plans=_plans(),
    cost=0.22,
    grows=(0.0107, 0.30),
    shrinks=(0.0043, 0.25),
    contacts=0.36,
    credited=0.05,
    credit=0.2,
    reasons={
        "features": 0.23, "budget": 0.21, "support": 0.20, "pricing": 0.18, "competitor": 0.18,
    },
    service=Service(
        desks=(
            Desk("e-mail", 0.55, (1.0, 180.0), (60.0, 4_320.0), 24.0),
            Desk("chat", 0.35, (1.0, 180.0), (60.0, 4_320.0), 18.0),
            Desk("phone", 0.10, (1.0, 180.0), (60.0, 4_320.0), 35.0),
        ),
        reasons=(
            Reason("how to", 0.45, "product", False),
            Reason("it is broken", 0.17, "product", True),
            Reason("too slow", 0.08, "product", True),
            Reason("invoice", 0.18, "billing", False),
            Reason("access", 0.12, "security", False),
        ),
        agents=25,
        rated=0.59,
        satisfaction=4.4,
        per_day=0.26,
    ),
    loyalty=Loyalty(asked=0.3, mean=8.0, spread=1.9),
)  # fmt: skip


def saas(seed: int) -> ContractBusiness:
    """The SaaS: the same facts for every seed."""
    return ContractBusiness(MARKET, CAMPAIGN, DEALINGS)
