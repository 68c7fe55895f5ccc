"""What customers are like: traits, personas, what sets the best apart, and groups of like ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.newcomers import UNKNOWN

AGE_STARTS = (18, 25, 35, 45, 55, 65)
AGE_BANDS = ("0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", UNKNOWN)
PROTECTED = ("gender", "age")
"""For reports only: kept out of prices and of rules of service, unless somebody decides so."""

Ideal = Mapping[str, Mapping[str, float]]
"""By trait the share of each level, which add up to 1."""


def are_personas(value: object) -> bool:
    """Whether a setting holds personas: a name, shares by level of traits, more words."""
    return isinstance(value, list | tuple) and all(
        isinstance(one, Mapping)
        and {"name", "ideal"} <= set(one) <= {"name", "ideal", "description", "rule"}
        and all(isinstance(text, str) for key, text in one.items() if key != "ideal")
        and isinstance(one["ideal"], Mapping)
        and all(
            isinstance(shares, Mapping)
            and all(isinstance(share, int | float) and 0 <= share <= 1 for share in shares.values())
            for shares in one["ideal"].values()
        )
        for one in value
    )


@dataclass(frozen=True, slots=True)
class Band:
    """Customers of one level of a trait, for reports."""

    trait: str
    level: str
    customers: int
    margin: float
    """To date."""
    value: float | None
    """Expected within the horizon; None without a forecast."""


@dataclass(frozen=True, slots=True)
class Persona:
    """An ideal customer: a written rule and description, and what such customers are like."""

    name: str
    description: str
    rule: str
    """Who is looked at, in words."""
    ideal: Ideal


@dataclass(frozen=True, slots=True)
class TraitFit:
    """One trait of a persona beside that of the actual customers."""

    trait: str
    known: int
    """Customers of whom it is known; the others do not count here."""
    customers: int
    fit: float
    """1 - half the sum of the differences of shares: 1 alike, 0 nothing in common."""
    levels: tuple[tuple[str, float, float], ...]
    """Level, ideal share, actual share."""


@dataclass(frozen=True, slots=True)
class PersonaFit:
    """How near customers come to a persona."""

    persona: Persona
    customers: int
    fit: Answer
    """Mean of the fits of the traits, 0 to 1."""
    drift: Answer
    """Fit today less the fit of those who were customers on an earlier day."""
    since: date
    traits: tuple[TraitFit, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One level of a trait among the top customers and among the rest."""

    trait: str
    level: str
    top: int
    rest: int
    top_share: float
    rest_share: float
    lift: Estimate
    """How many times as common among the top."""
    is_beyond_chance: bool


@dataclass(frozen=True, slots=True)
class LookAlike:
    """What sets the top customers apart, by what was known of them when they came."""

    top: int
    rest: int
    least: float
    """The least value among the top."""
    rows: tuple[Likeness, ...]
    """Beyond chance first, the greatest lifts on top."""
    false_share: float
    """Of the rows beyond chance, about so many at most are false."""
    unjudged: int
    """Levels of too few customers to judge."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One group of customers who behave alike."""

    customers: int
    steadiness: float
    """Mean Jaccard when customers are drawn anew; 0.75 at least, or the group is hidden."""
    days_since_last: float
    """Median, as the next three."""
    occasions: float
    margin_per_occasion: float
    age: float
    rules: tuple[tuple[tuple[str, bool, float], ...], ...]
    """Paths of the tree that lead here: feature, above (else up to) the cut, the cut."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups by behaviour: a description, and never a ground to decide."""

    clusters: tuple[Cluster, ...]
    """Steady enough to show, the largest first."""
    hidden: int
    """Groups that came out too differently each time."""
    accuracy: float
    """Share of customers that the tree puts where they are, of those it was not grown on."""
    customers: int
    """On whom this rests."""


@dataclass(frozen=True, slots=True)
class LikenessBook:
    """Whom the company wants, whom it has, and who is like whom."""

    personas: tuple[PersonaFit, ...]
    look_alike: LookAlike | NotEnough
    clusters: Clusters | NotEnough
