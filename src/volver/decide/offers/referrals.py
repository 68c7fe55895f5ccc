"""Asking for a referral as an offer: what a friend is worth, and how far friends bring friends."""

from dataclasses import dataclass

from volver.decide.offers.rewards import affordable
from volver.domain.offer import Reason, Recommendation, Terms


@dataclass(frozen=True, slots=True)
class Programme:
    """A referral programme, in means of one customer who is asked."""

    invitations: float
    """i: invitations that one customer sends."""
    conversion: float
    """c: of invitations, 0 to 1."""
    friend_value: float
    """Discounted expected margin of a friend who comes."""
    incremental: float
    """Share of friends who would not have come otherwise."""
    reward: float
    """To the one who invites, for each friend who comes."""
    friend_reward: float
    invalid: float = 0.0
    """Share of rewards that go to no real friend."""

    @property
    def coefficient(self) -> float:
        """K = i c: friends that one customer brings.

        >>> Programme(2, 0.1, 40, 1, 10, 5).coefficient
        0.2
        """
        return self.invitations * self.conversion

    @property
    def per_seed(self) -> float | None:
        """1 / (1 - K): customers that one leads to, that one included; None: it has no end."""
        return 1 / (1 - self.coefficient) if self.coefficient < 1 else None

    @property
    def friend_brings(self) -> float:
        """Value of a friend, less what would have come anyway, both rewards and the invalid."""
        rewards = self.reward + self.friend_reward
        return self.incremental * self.friend_value - rewards / max(1 - self.invalid, 1e-9)

    @property
    def most_rewards(self) -> float:
        """What both rewards together may cost at no loss."""
        return affordable(self.incremental, self.friend_value, 0.0) * (1 - self.invalid)


def referral(
    customer_id: str, programme: Programme, support: int, cost: float = 0.0
) -> Recommendation | Reason:
    """Asking one customer for a referral, or why it would lose money.

    support: invitations that the conversion rests on. Friends of friends are not counted: the
    programme earns them by asking those in their turn.
    """
    figures = {
        "friends": programme.coefficient,
        "brings": programme.friend_brings,
        "rewards": programme.reward + programme.friend_reward,
        "most": programme.most_rewards,
    }
    if programme.friend_brings <= 0:
        return Reason("referral_loses", figures)
    return Recommendation(
        customer_id=customer_id,
        kind="referral",
        products=(),
        owned=(),
        terms=Terms(programme.coefficient, 0.0, programme.friend_brings, 0.0, cost),
        reason=Reason("referral_pays", figures),
        support=support,
    )
