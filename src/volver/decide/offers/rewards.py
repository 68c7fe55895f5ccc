"""A reward as an offer: what it may cost, and what it brings beyond what would come anyway."""

from volver.domain.offer import Reason, Recommendation, Terms


def affordable(share: float, value: float, target_return: float) -> float:
    """The most that a reward may cost for a return on it of `target_return`.

    share: of those rewarded who would not have come otherwise, 0 to 1.
    value: discounted expected margin of one of them.

    Source of the check: Schmitt, Skiera & Van den Bulte (2011), Journal of Marketing 75: a reward
    of 25 for 40 more value is a return of 60 per cent.

    >>> affordable(1, 40, 0.6)
    25.0
    """
    return max(share * value, 0.0) / (1 + target_return)


def reward(
    customer_id: str,
    worth: float,
    order_margin: float,
    chance: float,
    lift: float,
    support: int,
    cost: float = 0.0,
    target_return: float = 0.0,
) -> Recommendation | Reason:
    """A reward with the next order, or why it is not affordable.

    worth: what the reward costs us if it is taken. order_margin: of that order before the reward.
    chance: of an order in the window without it. lift: what is added to that chance, as measured
    or assumed. support: people that the lift rests on. cost: of telling the customer.

    Everybody who orders takes the reward, those too who would have ordered anyway.
    """
    with_it = min(chance + lift, 1.0)
    share = max(with_it - chance, 0.0) / with_it if with_it > 0 else 0.0
    most = affordable(share, order_margin, target_return)
    if worth > most or most == 0:
        return Reason("reward_too_dear", {"worth": worth, "most": most, "share": share})
    return Recommendation(
        customer_id=customer_id,
        kind="reward",
        products=(),
        owned=(),
        terms=Terms(with_it, chance, order_margin - worth, order_margin, cost),
        reason=Reason("reward_pays", {"worth": worth, "most": most, "share": share}),
        support=support,
    )
