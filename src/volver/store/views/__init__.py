"""Net orders, occasions and histories, each defined once, as SQL."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from volver.domain.money import Basis

_OF_CATEGORY = (
    "(SELECT MAX(margin_rates.rate) FROM margin_rates"
    " WHERE margin_rates.category = costed_lines.category)"
)
_MARGIN = {
    "revenue": "revenue",
    "margin_from_rate": "v_money(revenue * $rate)",
    # A line without a cost takes the stated rate, or the mean of the lines that have one.
    "margin_from_cost": (
        "CAST(revenue - COALESCE(cost, v_money(revenue * (1 - COALESCE(/* of category */"
        "CAST($rate AS DOUBLE), (SELECT rate FROM mean_margin_rate), 0))))"
        " AS DECIMAL(18,4))"
    ),
    "margin_from_rates": f"v_money(revenue * COALESCE({_OF_CATEGORY}, $rate))",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What the data hold, so that no query carries what is not there."""

    basis: Basis
    has_order_ids: bool
    has_refunds: bool
    has_attributes: bool = False
    has_product_costs: bool = False
    """Whether lines without a cost of their own have that of their product."""
    has_rates: bool = False
    """Whether the settings name margin rates by category."""


@cache
def text(name: str) -> str:
    """The SQL of one view file, without its comments' final newline."""
    return files("volver.store.views").joinpath(f"{name}.sql").read_text("utf-8").strip()


def definitions(shape: Shape) -> dict[str, str]:
    """The views for data of this shape, in the order they build on each other."""
    views = {
        "costed_lines": costed_lines(shape.has_product_costs),
        "mean_margin_rate": text("mean_margin_rate"),
        "priced_lines": text("priced_lines").replace("/* margin */", _margin(shape)),
        "customer_attributes": text("customer_attributes"),
        "sales": text("sales_by_order" if shape.has_order_ids else "sales_by_line"),
    }
    if shape.has_refunds:
        views["refund_targets"] = text("refund_targets")
        views["net_orders"] = text("net_orders_refunded")
    else:
        views["net_orders"] = text("net_orders_plain")
    views["occasions"] = text("occasions")
    views["day_totals"] = text("day_totals")
    views["service_costs"] = text("service_costs")
    sold = "product_lines_refunded" if shape.has_refunds else "product_lines_plain"
    views["product_lines"] = text(sold)
    return views


def costed_lines(by_product: bool) -> str:
    """The lines with what they cost; by_product: with the costs of products."""
    return text("costed_lines_by_product" if by_product else "costed_lines")


def _margin(shape: Shape) -> str:
    """What a line earned. Of a refund whose goods are gone no cost comes back, only money goes."""
    of_category = f"{_OF_CATEGORY}, " if shape.has_rates else ""
    earned = _MARGIN[shape.basis.kind].replace("/* of category */", of_category)
    if not shape.has_refunds or not shape.basis.is_margin:
        return earned
    return f"CASE WHEN NOT goods_back THEN revenue ELSE {earned} END"


def histories(shape: Shape) -> str:
    """The query that makes the histories; the snapshot keeps its answer as a table."""
    return text("histories" if shape.has_refunds else "histories_plain")


def product_months(shape: Shape) -> str:
    """The query of what each product sold by month."""
    return text("product_months_refunded" if shape.has_refunds else "product_months_plain")
