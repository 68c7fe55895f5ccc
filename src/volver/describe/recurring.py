"""Recurring revenue and churn. Contractual churn is seen; modelled churn is a model's word."""

from volver.describe.metric import Kept, Mean, Metric, Net, Quotient, Share, Total, Unit


def _money(slug: str, title: str, question: str, caution: str, looks_back: bool = True) -> Metric:
    return Metric(
        slug=slug,
        title=title,
        question=question,
        unit=Unit.MONEY,
        source="subscriptions",
        how=Total(slug, "rows"),
        looks_back=looks_back,
        caution=caution,
    )


_NET = "Net by customer: what grew and shrank within one period is set off."
_FLASH = "Who comes and goes within one period is in neither."

MRR_START = _money(
    "mrr_start",
    "MRR at the start",
    "How much recurring revenue a month did the period begin with?",
    "It adds up over splits, not over periods.",
)
MRR_NEW = _money(
    "mrr_new",
    "New MRR",
    "How much recurring revenue came from customers who had never paid?",
    _FLASH,
    looks_back=False,
)
MRR_EXPANSION = _money(
    "mrr_expansion",
    "Expansion",
    "How much more recurring revenue came from customers who had paid at the start?",
    _NET,
)
MRR_REACTIVATED = _money(
    "mrr_reactivated",
    "Reactivated MRR",
    "How much recurring revenue came from customers who had left and came back?",
    _FLASH,
)
MRR_CONTRACTION = _money(
    "mrr_contraction",
    "Contraction",
    "How much recurring revenue was lost to customers who stayed at less?",
    _NET,
)
MRR_CHURNED = _money(
    "mrr_churned",
    "Churned MRR",
    "How much recurring revenue was lost to customers who left?",
    _FLASH,
)
MRR = _money(
    "mrr",
    "MRR at the end",
    "How much recurring revenue a month is running at the end of the period?",
    "It adds up over splits, not over periods. Recurring is not received.",
    looks_back=False,
)

NRR = Metric(
    slug="nrr",
    title="Net revenue retention (NRR)",
    question="How much of the recurring revenue at the start do the same customers bring at the"
    " end?",
    unit=Unit.SHARE,
    source="subscriptions",
    how=Net(
        "mrr_kept",
        "mrr_start",
        "at_start",
        "kept2",
        "kept_opening",
        "opening2",
        "mrr_held",
        "held2",
        "held_opening",
    ),
    looks_back=True,
    caution="New customers are not in it. Above 100 % it can hide that many leave.",
)

GRR = Metric(
    slug="grr",
    title="Gross revenue retention (GRR)",
    question="How much of the recurring revenue at the start is still there, growth left aside?",
    unit=Unit.SHARE,
    source="subscriptions",
    how=Kept("mrr_held", "mrr_start", "at_start", "held2", "held_opening", "opening2"),
    looks_back=True,
    caution="Never above 100 % and never above NRR.",
)

QUICK_RATIO = Metric(
    slug="quick_ratio",
    title="Quick ratio",
    question="How much recurring revenue was won for each unit that was lost?",
    unit=Unit.RATIO,
    source="subscriptions",
    how=Quotient("added", "lost", "rows"),
    looks_back=True,
    caution="Where nothing was lost there is none. A rule of thumb, not a finding.",
)

ARPA = Metric(
    slug="arpa",
    title="Recurring revenue per customer (ARPA)",
    question="How much recurring revenue a month does one paying customer bring?",
    unit=Unit.MONEY,
    source="subscriptions",
    how=Mean("mrr", "closing2", "accounts"),
    caution="A mean: a few large contracts can carry it.",
)

SUBSCRIBERS = Metric(
    slug="subscribers",
    title="Customers under contract",
    question="How many customers pay at the end of the period?",
    unit=Unit.COUNT,
    source="subscriptions",
    how=Total("accounts", "accounts"),
    caution="It adds up over splits, not over periods. Subscriptions of 0.00 are not counted.",
)

CHURN = Metric(
    slug="churn_contractual",
    title="Churn under contract",
    question="What share of the customers who paid at the start has left by the end?",
    unit=Unit.SHARE,
    source="subscriptions",
    how=Share("left", "at_start"),
    looks_back=True,
    caution="Seen, by dates of contracts. Not to be compared with churn by a model.",
)

CHURN_INVOLUNTARY = Metric(
    slug="churn_involuntary",
    title="Churn under contract, payment failed",
    question="What share of the customers who paid at the start has left because a payment failed?",
    unit=Unit.SHARE,
    source="subscriptions",
    how=Share("left_involuntary", "at_start"),
    looks_back=True,
    caution="Where the source says so. What helps here is another try at the payment.",
)

CHURN_VOLUNTARY = Metric(
    slug="churn_voluntary",
    title="Churn under contract, own wish",
    question="What share of the customers who paid at the start has left of their own accord?",
    unit=Unit.SHARE,
    source="subscriptions",
    how=Share("left_voluntary", "at_start"),
    looks_back=True,
    caution="Where the source says so; where it says nothing, the end is in neither.",
)

CHURN_MODELLED = Metric(
    slug="churn_modelled",
    title="Lapsed customers, by the model",
    question="What share of customers has gone, as far as a model can tell?",
    unit=Unit.SHARE,
    source="alive",
    how=Mean("gone", "gone2", "known"),
    caution="1 - mean P(alive) on the observation date: a model's word, not an event that was seen."
    " The interval is of the mean over customers, not of the model.",
)
