"""The losses by name: Keras's spelling, TensorFlow.js's, and the lessons'."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ModelError, ask_if_meant

if TYPE_CHECKING:
    import keras
    import numpy as np


@dataclass(frozen=True)
class Loss:
    """One entry of the table.

    Attributes:
        link: What turns a model's raw outputs into what the loss compares: `softmax`, `sigmoid`
            or `linear`.
        one_hot: Class labels become rows of zeros and a one; else they stay integers.
        tasks: The tasks that it fits.
        aliases: Other spellings; case, hyphens and underscores do not count.
        make: Makes the Keras loss of the raw outputs.
        make_linked: Makes the same loss of outputs that have passed through the link.
        stand_in: The key of the loss that a finished model is compiled with, where Keras has not
            got this one; None where it has.
    """

    link: str
    one_hot: bool
    tasks: tuple[str, ...]
    aliases: tuple[str, ...]
    make: Callable[[], keras.losses.Loss]
    make_linked: Callable[[], keras.losses.Loss]
    stand_in: str | None = None


def _keras_loss(class_name: str, **arguments: Any) -> Callable[[], keras.losses.Loss]:
    """Defer a Keras loss, so that this table can be read without importing Keras."""

    def make() -> keras.losses.Loss:
        import keras

        return getattr(keras.losses, class_name)(**arguments)

    return make


def _make_mnist_loss() -> keras.losses.Loss:
    from kerasdigits.models.objects import MnistLoss

    return MnistLoss()


_CLASSIFICATION = ("classification",)
_BOTH = ("classification", "regression")

LOSSES: dict[str, Loss] = {
    "cross-entropy": Loss(
        link="softmax",
        one_hot=False,
        tasks=_CLASSIFICATION,
        aliases=(
            "categorical_crossentropy",
            "sparse_categorical_crossentropy",
            "crossentropy",
        ),
        make=_keras_loss("SparseCategoricalCrossentropy", from_logits=True),
        make_linked=_keras_loss("SparseCategoricalCrossentropy"),
    ),
    "binary-cross-entropy": Loss(
        link="sigmoid",
        one_hot=True,
        tasks=_CLASSIFICATION,
        aliases=("binary_crossentropy",),
        make=_keras_loss("BinaryCrossentropy", from_logits=True),
        make_linked=_keras_loss("BinaryCrossentropy"),
    ),
    "mae": Loss(
        link="linear",
        one_hot=True,
        tasks=_BOTH,
        aliases=("mean_absolute_error",),
        make=_keras_loss("MeanAbsoluteError"),
        make_linked=_keras_loss("MeanAbsoluteError"),
    ),
    "mse": Loss(
        link="linear",
        one_hot=True,
        tasks=_BOTH,
        aliases=("mean_squared_error",),
        make=_keras_loss("MeanSquaredError"),
        make_linked=_keras_loss("MeanSquaredError"),
    ),
    # fastbook's mnist_loss is the mean absolute error of the sigmoids, which Keras can only take of
    # outputs that are sigmoids already. Binary cross-entropy reads the same logits and targets.
    "mnist-loss": Loss(
        link="sigmoid",
        one_hot=True,
        tasks=_CLASSIFICATION,
        aliases=(),
        make=_make_mnist_loss,
        make_linked=_keras_loss("MeanAbsoluteError"),
        stand_in="binary-cross-entropy",
    ),
}


def find_loss(name: str, task: str | None = None) -> str:
    """Find a loss by any of its spellings: `mae`, `mean_absolute_error`, `meanAbsoluteError`.

    Args:
        name: The spelling.
        task: When given, the loss must fit it.

    Returns:
        A key of `LOSSES`.

    Raises:
        ModelError: There is no such loss, or it does not fit the task.
    """
    for key, loss in LOSSES.items():
        if _fold(name) in {_fold(spelling) for spelling in (key, *loss.aliases)}:
            if task is None or task in loss.tasks:
                return key
            others = ", ".join(other for other, entry in LOSSES.items() if task in entry.tasks)
            raise ModelError(
                f"The {key} loss does not fit a {task}", received=name, remedy=f"Choose {others}"
            )
    raise ModelError(
        "There is no loss of that name",
        received=name,
        remedy=f"{ask_if_meant(name, LOSSES)} Choose one of {', '.join(LOSSES)}".strip(),
    )


def identify_loss(model: keras.Model) -> tuple[str, bool] | None:
    """Tell which loss a model was compiled with.

    Args:
        model: Any model.

    Returns:
        The key in `LOSSES`, and whether the outputs lack the loss's link (`from_logits`); None for
        a model that is not compiled, or with a loss that is not in the table.
    """
    loss = getattr(model, "loss", None)
    if loss is None:
        return None
    config = loss.get_config() if hasattr(loss, "get_config") else {}
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
    try:
        key = find_loss(name)
    except ModelError:
        return None
    # What is named by a string or a function compares what went through the link: only ours, which
    # Keras has not got, reads raw outputs without saying so.
    raw = config.get("from_logits", LOSSES[key].stand_in is not None)
    return key, bool(raw) and LOSSES[key].link != "linear"


def make_targets(y: np.ndarray, loss: str, num_outputs: int, task: str) -> np.ndarray:
    """Shape labels as the loss compares them with the outputs.

    Args:
        y: `(n,)` int32 class labels, or `(n, num_outputs)` float32 numbers.
        loss: A key of `LOSSES`.
        num_outputs: Classes or numbers to predict.
        task: `classification` or `regression`.

    Returns:
        `(n,)` int32 labels, or `(n, num_outputs)` float32.
    """
    import numpy as np

    if task == "classification" and LOSSES[loss].one_hot:
        return np.eye(num_outputs, dtype="float32")[y]
    return y


def metric_name(loss: str, task: str) -> str:
    """Name the metric to watch beside a loss."""
    if task == "classification":
        return "accuracy"
    return "mse" if loss == "mae" else "mae"


def _fold(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
