"""1998: all ten digits, by a network with a hidden layer."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.practice.milestones.milestone import Milestone, Tell
from kerasdigits.practice.milestones.network import Net, count_right, start_net, train

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

NEEDED_TO_TRAIN = {
    "full-mnist": ("take_batch",),
    "depth": ("forward", "dense_backward"),
    "softmax-cross-entropy": ("cross_entropy_gradient",),
}
_UNITS = 30
_SHOWN = 5


def train_on_digits(mine: SimpleNamespace, data: "Dataset", tell: Tell) -> tuple[Net, float]:
    """Train one hidden layer of 30 units on a data set of pictures.

    Returns:
        The network, and the share of the test set that it reads rightly.
    """
    rng = np.random.default_rng(0)
    x, x_test = (part.reshape(len(part), -1).astype(float) for part in (data.x_train, data.x_test))
    epochs = 30 if len(x) < 10_000 else 5

    def tell_epoch(epoch: int, net: Net) -> None:
        if epoch == 1 or epoch % max(epochs // _SHOWN, 1) == 0:
            share = count_right(mine, net, x_test, data.y_test)
            tell(f"epoch {epoch:2}: {share:.1%} of {len(x_test):,} held-out digits are right")

    net = start_net([x.shape[1], _UNITS, len(data.class_names)], rng)
    net = train(
        mine,
        net,
        (x, data.y_train),
        epochs,
        tell_epoch,
        batch_size=32,
        learning_rate=0.2,
        rng=rng,
    )
    return net, count_right(mine, net, x_test, data.y_test)


def rerun(mine: SimpleNamespace, data: "Dataset", tell: Tell, folder: Path) -> dict[str, Any]:
    """Train, and find the digit that is read worst."""
    net, accuracy = train_on_digits(mine, data, tell)
    x_test = data.x_test.reshape(len(data.x_test), -1).astype(float)
    by_class = mine.accuracy_by_class(mine.forward(net, x_test), data.y_test)
    worst = int(np.nanargmin(by_class))
    tell(f"It reads the {data.class_names[worst]} worst: {by_class[worst]:.1%}")
    return {"accuracy": accuracy, "by_class": [float(share) for share in by_class]}


DIGITS = Milestone(
    name="digits",
    year=1998,
    title="All ten digits, by a network with a hidden layer",
    story="LeCun, Bottou, Bengio and Haffner compared what reads MNIST: a linear classifier was "
    "wrong in 12 % of the images, a network with one hidden layer of 300 units in 4.7 %. Yours has "
    "30 units.",
    needs={**NEEDED_TO_TRAIN, "full-mnist": ("take_batch", "accuracy_by_class")},
    rerun=rerun,
    asked={"accuracy": 0.94},
)
