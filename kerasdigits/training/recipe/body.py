"""What the body learns before the recipe's first step."""

from __future__ import annotations

import math
from dataclasses import dataclass

import keras
import numpy as np

from kerasdigits import backend
from kerasdigits.data import Dataset
from kerasdigits.errors import DataError, option
from kerasdigits.models.registry import build
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import make_optimizer
from kerasdigits.training.steps.loop import train_epochs

MODEL = "mnist-transfer-cnn"
LAST = "pool"
# These have classes to spare: five for the body, as in Keras's example, and five for the head.
_IN_HALVES = ("digits", "mnist", "fashion-mnist")
_RATE = 0.002
_BATCH_SIZE = 64
# Steps of the body's training on a small data set; quick and in full.
_FEW_STEPS, _STEPS = 90, 220
_EPOCHS = 3  # at least, in full


@dataclass(frozen=True)
class Material:
    """What the body learns from first, and what the recipe is followed on.

    Attributes:
        x: `(n, height, width, channels)` float32, for the body.
        y: `(n,)` int, for the body.
        num_classes: Of `y`.
        what: What the body learns, in a few words.
        dataset: What the recipe is followed on.
        halved: Whether its classes are one half of those of the data set that it was made of.
    """

    x: np.ndarray
    y: np.ndarray
    num_classes: int
    what: str
    dataset: Dataset
    halved: bool = False


def part_data(dataset: Dataset, seed: int) -> Material:
    """Choose what the body learns: other classes, or which way up a picture is.

    The ten classes of `digits`, `mnist` and `fashion-mnist` are halved. Of other data all classes
    are wanted, so the body learns without labels: each picture is turned by 0, 90, 180 or 270
    degrees (0 or 180 where it is not a square), and the body learns by how much.

    Source: of the turned pictures, S. Gidaris et al., 2018 (arXiv 1803.07728).

    Args:
        dataset: Classes of images.
        seed: Of the turns.

    Returns:
        The two parts.

    Raises:
        DataError: These are not classes of images.
    """
    if dataset.task != "classification" or len(dataset.input_shape) != 3:
        raise DataError(
            "The recipe is for classes of images",
            received=f"{dataset.name}, {dataset.task} of samples {dataset.input_shape}",
            remedy=f"Choose other {option('data')}, such as digits",
        )
    if dataset.name in _IN_HALVES and len(dataset.class_names) == 10:
        names = dataset.class_names
        old, new = dataset.select_classes(names[:5]), dataset.select_classes(names[5:])
        what = f"the classes {', '.join(names[:5])}"
        return Material(old.x_train, old.y_train, 5, what, new, halved=True)
    height, width, _ = dataset.input_shape
    turns = 4 if height == width else 2
    y = np.random.default_rng([seed, 1]).integers(0, turns, len(dataset.x_train))
    x = turn(dataset.x_train, y * (4 // turns))
    return Material(x, y, turns, f"which of {turns} ways a picture is turned", dataset)


def turn(images: np.ndarray, quarters: np.ndarray) -> np.ndarray:
    """Turn each image by a number of quarter turns.

    Args:
        images: `(n, height, width, channels)`; only squares can take an odd number of quarters.
        quarters: `(n,)` int.

    Returns:
        New images of the same shape and dtype.
    """
    turned = images.copy()
    for number in range(1, 4):
        chosen = quarters == number
        if chosen.any():
            turned[chosen] = np.rot90(images[chosen], number, axes=(1, 2))
    return turned


def learn_body(material: Material, seed: int, quick: bool = False) -> keras.Model:
    """Train a network on what the body learns, and give its body to one with a new head.

    Args:
        material: As `part_data` gives them.
        seed: Of the first weights and the order.
        quick: Train less.

    Returns:
        A network for the classes of `material.dataset`, whose head has random weights.

    Raises:
        ModelError: The images are too small.
    """
    backend.seed(seed)
    shape = material.dataset.input_shape
    first = build(MODEL, shape, num_outputs=material.num_classes, task="classification")
    model = build(
        MODEL, shape, num_outputs=len(material.dataset.class_names), task="classification"
    )
    batches = Batches(material.x, material.y, _BATCH_SIZE, seed)
    wanted = math.ceil((_FEW_STEPS if quick else _STEPS) / len(batches))
    first.compile(
        make_optimizer("adam", _RATE, "constant", 1, 0),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    epochs = max(1 if quick else _EPOCHS, wanted)
    train_epochs(first, batches, epochs=epochs, callbacks=[FollowEpochs(batches)])
    for layer in model.layers:
        layer.set_weights(first.get_layer(layer.name).get_weights())
        if layer.name == LAST:
            break
    return model
