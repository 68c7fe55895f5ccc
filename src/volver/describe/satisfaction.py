"""What customers say: satisfaction, recommendation, effort."""

from volver.describe.metric import Mean, Metric, Points, Share, Total, Unit

CSAT = Metric(
    slug="csat",
    title="Satisfied customers (CSAT)",
    question="What share of answers from 1 to 5 is a 4 or a 5?",
    unit=Unit.SHARE,
    source="answers",
    how=Share("satisfied", "csat"),
    caution="Of those who answered: they are not like all customers.",
)

CSAT_ANSWERS = Metric(
    slug="csat_answers",
    title="Answers on satisfaction",
    question="How many answers on satisfaction are there?",
    unit=Unit.COUNT,
    source="answers",
    how=Total("csat", "csat"),
    caution="Few answers make wide intervals.",
)

NPS = Metric(
    slug="nps",
    title="Net promoter score (NPS)",
    question="By how many points per hundred answers do promoters (9, 10) exceed detractors (0-6)?",
    unit=Unit.RATIO,
    source="answers",
    how=Points("promoters", "detractors", "nps"),
    caution="From -100 to 100; a difference of shares, and so less sure than either.",
)

NPS_ANSWERS = Metric(
    slug="nps_answers",
    title="Answers on recommendation",
    question="How many answers on recommendation are there?",
    unit=Unit.COUNT,
    source="answers",
    how=Total("nps", "nps"),
    caution="Few answers make wide intervals.",
)

CES = Metric(
    slug="ces",
    title="Customer effort score (CES)",
    question="How easy do customers find it, from 1 to 7 on average?",
    unit=Unit.RATIO,
    source="answers",
    how=Mean("ces_sum", "ces_squares", "ces"),
    caution="7 is easy; some surveys turn the scale round.",
)

CES_ANSWERS = Metric(
    slug="ces_answers",
    title="Answers on effort",
    question="How many answers on effort are there?",
    unit=Unit.COUNT,
    source="answers",
    how=Total("ces", "ces"),
    caution="Few answers make wide intervals.",
)
