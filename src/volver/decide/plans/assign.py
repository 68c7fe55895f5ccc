"""Who is held out: by a hash of plan and customer, so that it is random, and for good."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

HOLDOUT, TREATED = "holdout", "treated"


def places(salt: str, customers: Iterable[str]) -> NDArray[np.float64]:
    """A number in [0, 1) for each customer, evenly spread, the same on every machine and day.

    salt: the name of the plan; under another one the same people are shuffled anew. Shape (n,).

    >>> float(places("win-back", ["ana"])[0]) == float(places("win-back", ["bo", "ana"])[1])
    True
    """
    start = hashlib.blake2b(salt.encode() + b"\0", digest_size=8)

    def drawn() -> Iterable[float]:
        for customer in customers:
            one = start.copy()
            one.update(customer.encode())
            yield (int.from_bytes(one.digest(), "big") >> 11) / 2**53

    return np.fromiter(drawn(), np.float64)
