"""Every model of orders at fixed opportunities, by the name people write."""

from volver.predict.opportunities.bg_bb import BgBb

OPPORTUNITY_MODELS: dict[str, type[BgBb]] = {BgBb.name: BgBb}
"""One so far: a second brings the protocol that both keep."""
