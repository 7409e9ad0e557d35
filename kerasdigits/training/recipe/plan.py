"""The plan of a recipe: the eight steps by name, and how long each of them is."""

import math
from dataclasses import dataclass

# In the order of the summary of fast.ai's course v2, lesson 1.
STEPS = (
    "precompute",
    "find a rate",
    "last layers",
    "augment",
    "unfreeze",
    "rates by layer",
    "find a rate again",
    "cycles",
)
# Shorter cycles would end before a schedule has done anything: small data have long ones.
_STEPS_IN_A_CYCLE = 60


@dataclass(frozen=True)
class RecipePlan:
    """How long each step of a recipe is.

    Attributes:
        last_of_body: The last layer of the body, through which everything goes.
        groups: The first layers of the second, third, ... group that gets a rate of its own.
        batch_size: Samples in a step, >= 1.
        sweep_steps: Batches of each search for a rate, >= 20.
        cycle_len: Epochs of the first cycle, >= 1; the last layers learn in multiples of it.
        head_cycles: How many times `cycle_len` epochs the last layers learn, >= 1.
        augmented_cycles: Cycles of step 4, >= 1, all of them equally long.
        lower: By what factor each group's rate is below that of the next, >= 1.
        cycle_mult: How many times as long each cycle of step 8 is as the one before, >= 1.
        most_cycles: Cycles of step 8 after which it ends without over-fitting, >= 1.
        augment: Move the images in steps 4 and 8.
        seed: Of the order, the dropout and the augmentation.
    """

    last_of_body: str = "pool"
    groups: tuple[str, ...] = ("conv_2", "dropout_1")
    batch_size: int = 64
    sweep_steps: int = 150
    cycle_len: int = 1
    head_cycles: int = 2
    augmented_cycles: int = 3
    lower: float = 3.0
    cycle_mult: int = 2
    most_cycles: int = 4
    augment: bool = True
    seed: int = 0

    def cycle_epochs(self) -> list[int]:
        """Give the epochs of each cycle of step 8."""
        return [self.cycle_len * self.cycle_mult**cycle for cycle in range(self.most_cycles)]

    def group_shares(self) -> list[float]:
        """Give each group's share of the rate, the body's first layers first, 1 for the head."""
        count = len(self.groups)
        return [self.lower ** (number - count) for number in range(count + 1)]


def make_plan(samples: int, *, quick: bool = False, seed: int = 0) -> RecipePlan:
    """Plan the recipe for the network `mnist_transfer_cnn` and a number of training samples.

    Args:
        samples: How many there are to train on, >= 1.
        quick: Train less: fewer and shorter cycles.
        seed: Of all that is drawn.

    Returns:
        The plan.
    """
    steps = math.ceil(samples / RecipePlan.batch_size)
    if quick:
        cycle_len = max(1, math.ceil(_STEPS_IN_A_CYCLE / 3 / steps))
        return RecipePlan(
            cycle_len=cycle_len, augmented_cycles=1, most_cycles=2, sweep_steps=80, seed=seed
        )
    return RecipePlan(cycle_len=max(1, math.ceil(_STEPS_IN_A_CYCLE / steps)), seed=seed)
