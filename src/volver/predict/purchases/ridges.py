"""Where the likelihoods of models with leaving can run flat, and which of it is no harm."""

_LEAVE_ALIKE = "customers leave alike"
_ORDER_ALIKE = "customers order at one rate"


def limits(one: str, other: str) -> dict[str, tuple[int, int, int, int]]:
    """In words, with the direction in (ln r, ln alpha, ln one, ln other).

    one, other: the letters of how customers leave; the larger their ratio, the sooner they do.
    """
    return {
        f"no detectable dropout: {other} runs to infinity": (0, 0, 0, 1),
        f"no detectable dropout: {one} runs to zero": (0, 0, -1, 0),
        f"no detectable dropout: {one} / {other} runs to zero": (0, 0, -1, 1),
        f"nobody detectably stays: {one} / {other} runs to infinity": (0, 0, 1, -1),
        f"{_LEAVE_ALIKE}: {one} and {other} run to infinity together": (0, 0, 1, 1),
        f"{_ORDER_ALIKE}: r and alpha run to infinity together": (1, 1, 0, 0),
        "hardly anybody came back: r runs to zero": (-1, 0, 0, 0),
        "hardly anybody came back: r / alpha runs to zero": (-1, 1, 0, 0),
    }


def is_homogeneous(ridge: str | None) -> bool:
    """Whether a limit is a model itself: the means stay pinned down, and so does every expectation.

    The data cannot tell customers apart in this; they can be forecast.
    """
    return ridge is not None and ridge.startswith((_LEAVE_ALIKE, _ORDER_ALIKE))
