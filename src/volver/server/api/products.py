"""Related products, for a shop to show beside one (X5)."""

from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from volver.app.related import MOST, RelatedProducts, related_products
from volver.server.api.doors import get
from volver.server.api.types import Product, sent_number
from volver.server.gate import Asked
from volver.server.readers import run_of
from volver.server.roles import May

USUAL = 4


class HowMany(BaseModel):
    """How many to show."""

    limit: sent_number(1, MOST) = USUAL  # type: ignore[valid-type]  # made by it


@get("/related/{path:product}", May.READ, RelatedProducts)
def related(request: Asked, product: Product, many: Query[HowMany]) -> RelatedProducts:
    """What customers with one product have besides, beyond chance; what adds most first."""
    run = run_of(request.folder)
    return related_products(run, product, many.limit, get_language() or "en")
