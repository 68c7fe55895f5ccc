"""Every model of repeat purchases, by the name people write."""

from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.clocked import Clocked, Stationary
from volver.predict.purchases.grouped import FAMILIES, Grouped
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import PurchaseModel
from volver.predict.purchases.nbd import Nbd
from volver.predict.purchases.pareto_nbd import ParetoNbd
from volver.predict.purchases.regular import BgCnbdK, MbgCnbdK, Regular

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {
    model.name: model for model in (BgNbd, MbgNbd, ParetoNbd, BgCnbdK, MbgCnbdK)
}
"""Models in which customers leave."""

CANDIDATES: dict[str, type[PurchaseModel]] = PURCHASE_MODELS | {Nbd.name: Nbd}
"""Those, and what is left of them where the data show no leaving."""

SEASONAL: dict[str, type[Stationary]] = {
    model.name + Clocked.suffix: model for model in (Nbd, MbgNbd, BgNbd)
}
"""What can run on the clock of a season, the simplest first. Not Pareto/NBD: its customers leave
by the calendar, so that it needs two clocks."""

GROUPED: dict[str, type[PurchaseModel]] = {kind.name + Grouped.suffix: kind for kind in FAMILIES}
"""What can have groups, the simplest first; where groups were named, it can be asked for."""
TRIED_WITH_GROUPS = (Nbd.name, MbgNbd.name, ParetoNbd.name)
"""What the backtest tries with groups: one model in which nobody leaves, one in which customers
leave after an order, one in which they leave at any time. A profile costs as much as a model."""

NEEDS_GAPS = tuple(name for name, model in CANDIDATES.items() if issubclass(model, Regular))
"""Models that compare likelihoods by how regular the gaps between orders are."""
