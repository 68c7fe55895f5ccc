"""A bridge over all formulas, and the levers of one customer."""

from volver.describe.formulas import bridge_of, sensitivity
from volver.domain.formulas import Parts

PARTS = Parts(
    gross_order=87.5, net_order=75.0, orders_per_year=1.5, repeat_orders_per_year=1.0,
    retention=0.5, years=2.0, months=12, rate=0.1, margin_share=0.4, service_per_year=6.0,
    cac=30.0,
)  # fmt: skip
BRIDGE = bridge_of(PARTS, orders=0.75, value=21.67)
LEVERS = sensitivity(PARTS)
