"""Every model of repeat purchases, by the name people write."""

from volver.predict.purchases.bg_nbd import BgNbd
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import PurchaseModel

PURCHASE_MODELS: dict[str, type[PurchaseModel]] = {model.name: model for model in (BgNbd, MbgNbd)}
