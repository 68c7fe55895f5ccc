"""Base, middle and top: three of one sort, and the middle one is meant (rule X13).

That people lean to the middle of three is the compromise effect. It is a hypothesis to be tested
in each shop, not a fact of it.

Source: Simonson (1989), Choice based on reasons: the case of attraction and compromise effects,
Journal of Consumer Research 16(2), 158-174.
"""

from decimal import Decimal

from volver.decide.offers.upsell import upgrades
from volver.domain.offer import Reason
from volver.domain.product import Catalogue, Product
from volver.domain.selling import ThreeOptions

STEP = Decimal("0.1")
"""Share by which one must be dearer than the one below it, or the three look alike."""


def three_options(
    target: str, catalogue: Catalogue, step: Decimal = STEP
) -> ThreeOptions | tuple[Reason, ...]:
    """The three around the one that is meant, or every reason why there are not three.

    The nearest below and above by price, at least a step away; the best rated of equal prices.
    The top one may be dearer than the customer has ever paid: it is there to be seen.
    """
    middle = catalogue.get(target)
    if middle is None:
        return (Reason("not_in_catalogue", {"product": target}),)
    same = [one for one in catalogue.values() if one.suits(middle) and one.product_id != target]
    below = [one for one in same if one.price * (1 + step) <= middle.price]
    better = upgrades(middle, catalogue)
    above = [one for one in better if one.price >= middle.price * (1 + step)]
    if below and above:
        return ThreeOptions(
            base=min(below, key=lambda one: (-one.price, *_liked(one))),
            middle=middle,
            top=min(above, key=lambda one: (one.price, *_liked(one))),
        )
    figures: dict[str, float | str] = {
        "product": target,
        "price": float(middle.price),
        "step": float(step),
    }
    missing = [(below, "no_cheaper_option"), (above, "no_dearer_option")]
    return tuple(Reason(code, figures) for found, code in missing if not found)


def _liked(one: Product) -> tuple[float, str]:
    return -(one.rating or 0.0), one.product_id
