"""What a fit is made of: its full configuration, enough to repeat it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FitConfig:
    """The full configuration of a fit; `training.config.configure` makes one and checks it.

    Attributes:
        data: A data set's name or path.
        model: An architecture's name, or `PATH.py:function`.
        optimizer: `sgd`, `momentum`, `rmsprop`, `adam` or `adamw`.
        loss: A loss by any of its names (`training.losses.find_loss`).
        learning_rate: The highest rate of the schedule, > 0.
        batch_size: Samples in a step, >= 1.
        epochs: Passes over the training set, >= 1.
        schedule: `constant`, `exponential`, `cosine`, `one-cycle` or `sgdr`.
        validation_split: Share of the training set to hold out, in [0, 1).
        weight_decay: Decoupled decay per unit of learning rate, >= 0.
        augment: Rotate, zoom and shift the training images at random.
        seed: Of the split, the first weights, the order and the augmentation.
        classes: The names of the only classes to tell apart; None for all.
        cycles: Cycles of `sgdr`, >= 1; None for another schedule.
        cycle_len: Epochs of its first cycle, >= 1.
        cycle_mult: How many times longer each cycle is than the one before, >= 1.
        cycle_momentum: Let the momentum fall and rise against the rate of `one-cycle`.
        label_noise: Share of the training labels to replace by a wrong class, in [0, 1).
        precision: `float32`, `mixed_float16` or `mixed_bfloat16`: what the layers compute in.
    """

    data: str
    model: str
    optimizer: str
    loss: str
    learning_rate: float
    batch_size: int
    epochs: int
    schedule: str = "constant"
    validation_split: float = 0.0
    weight_decay: float = 0.0
    augment: bool = False
    seed: int = 0
    classes: tuple[str, ...] | None = None
    cycles: int | None = None
    cycle_len: int | None = None
    cycle_mult: int | None = None
    cycle_momentum: bool = False
    label_noise: float = 0.0
    precision: str = "float32"

    def cycle_epochs(self) -> list[int]:
        """Give the epochs of each cycle of `sgdr`; none for another schedule."""
        if self.cycles is None or self.cycle_len is None or self.cycle_mult is None:
            return []
        return [self.cycle_len * self.cycle_mult**cycle for cycle in range(self.cycles)]
