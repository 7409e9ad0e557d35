"""The architectures by name, each with the training recipe that suits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kerasdigits.errors import ModelError, ask_if_meant
from kerasdigits.models.cnn import build_cnn
from kerasdigits.models.custom import build_custom
from kerasdigits.models.dense import build_linear, build_logistic, build_mlp
from kerasdigits.models.quick_draws import drawing_quickly
from kerasdigits.models.resnet import build_conv_and_res, build_resnet18
from kerasdigits.models.tables import build_collab, build_tabular
from kerasdigits.models.transfer import build_mnist_transfer_cnn

if TYPE_CHECKING:
    import keras

    from kerasdigits.data import Column


@dataclass(frozen=True)
class Architecture:
    """One entry of the registry.

    Attributes:
        summary: One line for listings.
        tasks: The tasks it can learn: `classification`, `regression`.
        build: Makes an untrained model from an input shape and a number of outputs; from the
            columns of a table in place of the shape where `takes_columns`.
        recipe: Defaults of `fit` for this architecture; `runs.FitConfig` names them.
        takes_columns: Whether it is made for a table of categories and numbers.
    """

    summary: str
    tasks: tuple[str, ...]
    build: Callable[[Any, int], keras.Model]
    recipe: dict[str, Any]
    takes_columns: bool = False


ARCHITECTURES: dict[str, Architecture] = {
    "linear": Architecture(
        summary="one dense unit: kernel * x + bias (Deep Learning with JavaScript, chapter 2)",
        tasks=("regression",),
        build=build_linear,
        recipe={
            "optimizer": "sgd",
            "loss": "mae",
            "learning_rate": 0.01,
            "batch_size": 32,
            "epochs": 200,
            "schedule": "constant",
        },
    ),
    "logistic": Architecture(
        summary="one dense layer: softmax regression (fastai v3 lesson 5, Mnist_Logistic)",
        tasks=("classification",),
        build=build_logistic,
        recipe={
            "optimizer": "adam",
            "loss": "cross-entropy",
            "learning_rate": 0.01,
            "batch_size": 128,
            "epochs": 10,
            "schedule": "cosine",
        },
    ),
    "mlp": Architecture(
        summary="one hidden layer of 30 ReLU units (fastbook chapter 4, simple_net)",
        tasks=("classification", "regression"),
        build=build_mlp,
        recipe={
            "optimizer": "adam",
            "loss": "cross-entropy",
            "learning_rate": 0.01,
            "batch_size": 128,
            "epochs": 10,
            "schedule": "one-cycle",
        },
    ),
    "cnn": Architecture(
        summary="four small convolutions with batch normalization",
        tasks=("classification",),
        build=build_cnn,
        recipe={
            "optimizer": "adamw",
            "loss": "cross-entropy",
            "learning_rate": 0.01,
            "batch_size": 128,
            "epochs": 10,
            "schedule": "one-cycle",
            "weight_decay": 0.01,
            "augment": True,
        },
    ),
    "mnist-transfer-cnn": Architecture(
        summary="two convolutions and two dense layers (Keras's example of transfer learning)",
        tasks=("classification",),
        build=build_mnist_transfer_cnn,
        recipe={
            "optimizer": "adam",
            "loss": "cross-entropy",
            "learning_rate": 0.002,
            "batch_size": 128,
            "epochs": 5,
            "schedule": "one-cycle",
        },
    ),
    "conv-and-res": Architecture(
        summary="convolutions with residual blocks (fastai v3 lesson 7, conv_and_res)",
        tasks=("classification",),
        build=build_conv_and_res,
        recipe={
            "optimizer": "adamw",
            "loss": "cross-entropy",
            "learning_rate": 0.03,
            "batch_size": 128,
            "epochs": 12,
            "schedule": "one-cycle",
            "weight_decay": 0.01,
            "augment": True,
        },
    ),
    "resnet18": Architecture(
        summary="ResNet18 from scratch, 11 million parameters (He et al. 2015)",
        tasks=("classification",),
        build=build_resnet18,
        recipe={
            "optimizer": "adamw",
            "loss": "cross-entropy",
            "learning_rate": 0.01,
            "batch_size": 64,
            "epochs": 3,
            "schedule": "one-cycle",
            "weight_decay": 0.01,
        },
    ),
    "collab": Architecture(
        summary="who rates what: 50 factors and a bias of each (fastbook chapter 8)",
        tasks=("regression",),
        build=build_collab,
        recipe={
            "optimizer": "adamw",
            "loss": "mse",
            "learning_rate": 0.005,
            "batch_size": 64,
            "epochs": 5,
            "schedule": "one-cycle",
            "weight_decay": 0.1,
        },
        takes_columns=True,
    ),
    "tabular": Architecture(
        summary="an embedding for each category, then 200 and 100 units (fastai v3 lesson 4)",
        tasks=("classification", "regression"),
        build=build_tabular,
        recipe={
            "optimizer": "adamw",
            "loss": "cross-entropy",
            "learning_rate": 0.01,
            "batch_size": 256,
            "epochs": 5,
            "schedule": "one-cycle",
            "weight_decay": 0.01,
        },
        takes_columns=True,
    ),
}


def build(
    name: str,
    input_shape: tuple[int, ...],
    num_outputs: int,
    task: str,
    columns: tuple[Column, ...] = (),
) -> keras.Model:
    """Build an untrained model.

    Args:
        name: A key of `ARCHITECTURES`, or `PATH.py:function` for the user's own: a function of
            `(input_shape, num_outputs)` that returns a `keras.Model`.
        input_shape: The shape of one sample, without the batch: `(28, 28, 1)` or `(1,)`.
        num_outputs: Classes, or numbers to predict.
        task: `classification` (the outputs are logits) or `regression`.
        columns: What each feature of a table is; () for anything else.

    Returns:
        A built, uncompiled model of inputs `(n, *input_shape)` and outputs `(n, num_outputs)`.

    Raises:
        ModelError: The name is unknown, the architecture cannot learn the task, or the user's
            function fails.
    """
    import keras

    # Data come as float32 with the channels last, whatever keras.json says of other projects.
    keras.config.set_image_data_format("channels_last")
    keras.config.set_floatx("float32")
    if ":" in name:
        with drawing_quickly():
            return build_custom(name, input_shape, num_outputs)
    require_task(name, task)
    architecture = find(name)
    shape = columns if architecture.takes_columns else input_shape
    with drawing_quickly():
        return architecture.build(shape, num_outputs)


def require_task(name: str, task: str) -> None:
    """Check that an architecture learns a task; the user's own are taken to learn any.

    Args:
        name: A key of `ARCHITECTURES`, or `PATH.py:function`.
        task: `classification` or `regression`.

    Raises:
        ModelError: The name is unknown, or the architecture cannot learn the task.
    """
    if ":" not in name and task not in find(name).tasks:
        others = ", ".join(key for key, entry in ARCHITECTURES.items() if task in entry.tasks)
        raise ModelError(
            f"The {name} model is not for {task}", received=name, remedy=f"Choose {others}"
        )


def find(name: str) -> Architecture:
    """Look an architecture up.

    Raises:
        ModelError: There is none of that name.
    """
    folded = name.replace("_", "-")  # the sources' own spelling
    if folded in ARCHITECTURES:
        return ARCHITECTURES[folded]
    known = f"Choose one of {', '.join(ARCHITECTURES)}, or PATH.py:function for your own"
    raise ModelError(
        "There is no model of that name",
        received=name,
        remedy=f"{ask_if_meant(folded, ARCHITECTURES)} {known}".strip(),
    )
