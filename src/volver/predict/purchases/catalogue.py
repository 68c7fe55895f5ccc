"""Every model of repeat purchases, by the name people write."""

from volver.predict.purchases import beta_geometric, pareto_nbd
from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import PurchaseModel
from volver.predict.purchases.nbd import Nbd
from volver.predict.purchases.pareto_nbd import ParetoNbd

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {
    model.name: model for model in (BgNbd, MbgNbd, ParetoNbd)
}
"""Models in which customers leave."""

CANDIDATES: dict[str, type[PurchaseModel]] = PURCHASE_MODELS | {Nbd.name: Nbd}
"""Those, and what is left of them where the data show no leaving."""

HOMOGENEOUS = {*beta_geometric.HOMOGENEOUS, *pareto_nbd.HOMOGENEOUS}
"""Ridges along which expectations stay pinned down: such a fit may forecast."""
