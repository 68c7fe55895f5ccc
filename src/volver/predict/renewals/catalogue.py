"""Every model of renewals, by the name people write."""

from volver.predict.renewals.continuous import (
    Exponential,
    ExponentialGamma,
    ExponentialNever,
    Weibull,
    WeibullGamma,
    WeibullGammaNever,
)
from volver.predict.renewals.discrete import Bdw, DiscreteWeibull, Geometric, Sbg
from volver.predict.renewals.model import RenewalModel

WHOLE: tuple[type[RenewalModel], ...] = (Geometric, Sbg, DiscreteWeibull, Bdw)
"""Where whole periods are known, the simpler first."""
EXACT: tuple[type[RenewalModel], ...] = (Exponential, ExponentialGamma, Weibull, WeibullGamma)
"""Where exact times are known, the simpler first."""
NEVER: tuple[type[RenewalModel], ...] = (ExponentialNever, WeibullGammaNever)
"""In which a share never leaves; tried only where somebody asks for it."""

RENEWAL_MODELS: dict[str, type[RenewalModel]] = {
    model.name: model for model in (*WHOLE, *EXACT, *NEVER)
}
