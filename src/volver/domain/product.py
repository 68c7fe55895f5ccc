"""A product as an offer sees it: what it costs, what it is like, and what people say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue; price and cost of one piece, both with tax or both without."""

    product_id: str
    category: str
    price: Decimal
    """List price."""
    cost: Decimal
    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What must agree for one to stand in for another: size, system, voltage."""
    rating: float | None = None
    """Mean of what buyers gave it, 1 to 5."""
    ratings: int = 0
    return_share: float | None = None
    """Of those sold, 0 to 1."""

    @property
    def margin(self) -> float:
        """Of one piece at the list price."""
        return float(self.price - self.cost)

    def suits(self, other: "Product") -> bool:
        """Whether it is of the same sort: same category, and no attribute of both differs."""
        return self.category == other.category and all(
            other.attributes.get(name, told) == told for name, told in self.attributes.items()
        )


Catalogue = Mapping[str, Product]
"""Products by their id."""
