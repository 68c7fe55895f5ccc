"""Classes of customers and the steps of the forecast ladder."""

from enum import StrEnum


class ValueClass(StrEnum):
    """Each customer is in exactly one (WORDS: Classes of customers)."""

    BEST = "best"
    POTENTIAL = "potential"
    GOOD = "good"
    NEVER_PROFITABLE = "never_profitable"


class Step(StrEnum):
    """How much the data could carry, from least to most (never said louder than it is)."""

    NONE = "none"
    """No forecast: there is a reason instead."""
    FORMULA = "formula"
    """Mean margin per order times orders per year; a wide interval from counts alone."""
    COHORT = "cohort"
    """What customers with a like history did in a past window of this length."""
    POOLED = "pooled"
    """One repeat rate for everybody, learnt from all together."""
    INDIVIDUAL = "individual"
    """A model that tells customers apart."""
