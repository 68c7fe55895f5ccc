"""What nobody can beat: plans by who knows the very law that the worlds of plans are drawn by.

It draws what each world may be like given its campaign (Metropolis within Gibbs) and plans with the
mean. A learner must not know that law; this says how much of the optimum 20,000 people can teach.

    python -m tests.truth.plan_ceiling 150
"""

import sys

import numpy as np
from tests.truth.plan_worlds import ACTIONS, SAVED, plan_world

from volver.stats.knapsack.choose import Limit, choose

CHAINS, STEPS, FORGOTTEN, APART = 24, 1400, 400, 4
FADES = np.linspace(0, 1.5, 61)


class Law:
    """The law of `plan_world`, and what a world's campaign says of its unknowns."""

    def __init__(self, world, generator):
        """Unknowns start where the law draws them."""
        past, k = world.campaign, len(world.actions)
        cells, shape = past.segment * (k + 1) + past.arm, (world.segments, k + 1)
        size = world.segments * (k + 1)
        self.people = np.bincount(cells, minlength=size).reshape(shape)
        self.kept = np.bincount(cells, past.kept, size).reshape(shape)
        self.usual = np.array([SAVED[ACTIONS.index(name)] for name in world.actions])
        self.kind = np.arange(world.segments) // 2
        count = np.maximum(np.bincount(world.segment, minlength=world.segments), 1)
        self.slope = np.array(
            [np.bincount(world.segment, world.risk * (1 - world.risk) ** fade, world.segments)
             / count for fade in FADES])  # fmt: skip
        self.risk = np.bincount(world.segment, world.risk, world.segments) / count
        kinds = world.segments // 2
        self.at = {
            "strength": generator.uniform(0.6, 1.4, (CHAINS, k)),
            "of_kind": generator.gamma(2.0, 0.5, (CHAINS, kinds)),
            "of_both": generator.gamma(2.0, 0.5, (CHAINS, kinds, k)),
            "woken": generator.random((CHAINS, kinds, k)) < 0.15,
            "fade": generator.integers(0, len(FADES), CHAINS),
        }
        self.generator, self.fit = generator, None
        self.fit = self.likelihood(self.at)

    def saved(self, at):
        """By chain, kind and action."""
        strength = (at["strength"] * self.usual)[:, None]
        shares = 0.6 * at["of_kind"][:, :, None] + 0.4 * at["of_both"]
        return np.where(at["woken"], -0.3 * strength, strength * shares)

    def likelihood(self, at):
        """Log, by chain, segment and arm."""
        gained = self.saved(at)[:, self.kind] * self.slope[at["fade"]][:, :, None]
        gained = np.minimum(gained, 0.9 * self.risk[:, None])
        chance = np.broadcast_to(1 - self.risk, gained.shape[:2])[:, :, None] + np.concatenate(
            [np.zeros_like(gained[:, :, :1]), gained], axis=2
        )
        chance = np.clip(chance, 1e-9, 1 - 1e-9)
        return self.kept * np.log(chance) + (self.people - self.kept) * np.log1p(-chance)

    def move(self, steps, gain, axes):
        """Take what is likelier, and the rest by chance.

        steps: new unknowns; gain: log odds of the law, of the shape of the decisions; axes: over
        what of (chain, kind, half, arm) the likelihood is summed for one of them.
        """
        tried = self.at | steps
        fit = self.likelihood(tried)
        more = (fit - self.fit).reshape(CHAINS, -1, 2, fit.shape[2])[..., 1:]
        accepted = np.log(self.generator.random(gain.shape)) < gain + more.sum(axis=axes)
        for name, new in steps.items():
            self.at[name] = np.where(accepted, new, self.at[name])
        self.fit = self.likelihood(self.at)

    def step(self):
        """All unknowns once, and those of single cells twice."""
        draw = self.generator
        for _ in range(2):
            old, woken = self.at["of_both"], self.at["woken"]
            fresh = draw.random(old.shape) < 0.2
            new = np.where(fresh, draw.gamma(2.0, 0.5, old.shape),
                           old * np.exp(draw.normal(0, 0.6, old.shape)))  # fmt: skip
            flipped = woken ^ (draw.random(old.shape) < 0.3)
            gain = np.where(fresh, 0, _gamma(new) - _gamma(old))
            gain = gain + np.log(0.15 / 0.85) * (flipped.astype(float) - woken)
            self.move({"of_both": new, "woken": flipped}, gain, 2)
        old = self.at["of_kind"]
        new = old * np.exp(draw.normal(0, 0.4, old.shape))
        self.move({"of_kind": new}, _gamma(new) - _gamma(old), (2, 3))
        old = self.at["strength"]
        new = _within(old + draw.normal(0, 0.25, old.shape), 0.6, 1.4)
        self.move({"strength": new}, np.zeros_like(old), (1, 2))
        old = self.at["fade"]
        new = np.rint(_within(old + draw.normal(0, 20, CHAINS), 0, len(FADES) - 1)).astype(int)
        self.move({"fade": new}, np.zeros(CHAINS), (1, 2, 3))


def _gamma(x):
    """Log density of gamma(2, 1/2) on the scale of log x."""
    return 2 * np.log(x) - 2 * x


def _within(x, low, high):
    """Thrown back at both ends."""
    x = np.abs(x - low) + low
    return np.clip(high - np.abs(high - x), low, high)


def ceiling(seed):
    """What such a plan is truly worth, as a share of the optimum."""
    world = plan_world(seed)
    law = Law(world, np.random.default_rng(seed))
    by_fade = np.zeros((len(FADES), world.segments // 2, len(world.actions)))
    for step in range(STEPS):
        law.step()
        if step >= FORGOTTEN and step % APART == 0:
            np.add.at(by_fade, law.at["fade"], law.saved(law.at))
    by_fade /= CHAINS * len(range(FORGOTTEN, STEPS, APART))
    effect = sum((world.risk * (1 - world.risk) ** fade)[:, None] * saved[world.segment // 2]
                 for fade, saved in zip(FADES, by_fade, strict=True))  # fmt: skip
    effect = np.minimum(effect, 0.9 * world.risk[:, None])
    net = effect * world.stake[:, None] - world.cost
    return world.worth(choose(net, world.cost, [Limit(world.budget)]).choice) / world.best()


if __name__ == "__main__":
    shares = [ceiling(2 * number) for number in range(int(sys.argv[1]))]
    print(f"mean {np.mean(shares):.4f}, median {np.median(shares):.4f}")  # noqa: T201 - a figure
