"""A catalogue of coffee machines and cups, small enough to judge by eye."""

from decimal import Decimal

from volver.domain.product import Product


def product(name: str, category: str, price: str, cost: str, **rest: object) -> Product:
    """One product."""
    return Product(name, category, Decimal(price), Decimal(cost), **rest)


CATALOGUE = {
    one.product_id: one
    for one in [
        product("mini", "machine", "80", "60", attributes={"volt": "230"}, rating=4.0, ratings=50),
        product("home", "machine", "100", "70", attributes={"volt": "230"}, rating=4.2, ratings=90),
        product("plus", "machine", "120", "80", attributes={"volt": "230"}, rating=4.5, ratings=40),
        product("bar", "machine", "200", "120", attributes={"volt": "230"}, rating=4.8, ratings=30),
        product("usa", "machine", "125", "60", attributes={"volt": "110"}, rating=4.9, ratings=30),
        product("poor", "machine", "118", "40", attributes={"volt": "230"}, rating=2.0, ratings=60),
        product("cup", "cups", "8", "3", rating=4.4, ratings=12, return_share=0.02),
        product("glass", "cups", "9", "3", rating=4.4, ratings=12, return_share=0.4),
    ]
}
