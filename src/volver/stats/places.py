"""Where each of many stands among them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def places(amounts: NDArray[Any]) -> NDArray[np.int64]:
    """1 for the most; as many places lower as others have more. Shape as amounts, (n,).

    >>> places(np.array([5.0, 9.0, 5.0, 1.0]))
    array([2, 1, 2, 4])
    """
    return 1 + len(amounts) - np.searchsorted(np.sort(amounts), amounts, side="right")
