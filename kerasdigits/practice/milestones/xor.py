"""1986: a hidden layer learns the exclusive or, which no perceptron can."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.practice.milestones.milestone import Milestone, Tell
from kerasdigits.practice.milestones.network import count_right, start_net, take_step

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

_QUESTIONS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
_ANSWERS = np.array([0, 1, 1, 0])
_UNITS = 8
_STEPS = 400


def rerun(mine: SimpleNamespace, data: "Dataset", tell: Tell, folder: Path) -> dict[str, Any]:
    """Train 2-8-2 on the four cases, all in each step."""
    net = start_net([2, _UNITS, 2], np.random.default_rng(1))
    for step in range(_STEPS + 1):
        if step in (0, 10, 50, 100, _STEPS):
            answers = mine.forward(net, _QUESTIONS).argmax(axis=1)
            shown = ", ".join(
                f"{int(a)} xor {int(b)} = {answer}"
                for (a, b), answer in zip(_QUESTIONS, answers, strict=True)
            )
            tell(f"step {step:3}: {shown}")
        if step < _STEPS:
            net = take_step(mine, net, _QUESTIONS, _ANSWERS, 0.5)
    return {"accuracy": count_right(mine, net, _QUESTIONS, _ANSWERS)}


XOR = Milestone(
    name="xor",
    year=1986,
    title="The exclusive or, by a hidden layer",
    story="Minsky and Papert had shown in 1969 that no perceptron computes the exclusive or. "
    "Rumelhart, Hinton and Williams sent slopes back through a hidden layer, and it learned it.",
    needs={
        "depth": ("forward", "dense_backward"),
        "softmax-cross-entropy": ("cross_entropy_gradient",),
    },
    rerun=rerun,
    asked={"accuracy": 1.0},
)
