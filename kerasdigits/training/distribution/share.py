"""Which samples of a batch a device takes, and which device counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def divides(size: int, replicas: int) -> bool:
    """Tell whether the devices share a batch.

    A last, smaller batch that they cannot divide evenly is computed whole by each: the mean of
    equal gradients is the gradient; one over shares of two sizes would not be that of the batch.

    Args:
        size: Samples in the batch.
        replicas: How many devices there are.
    """
    return size % replicas == 0


def find_share(size: int, replicas: int, number: int) -> slice:
    """Give the part of a batch that a device takes.

    Args:
        size: Samples in the batch.
        replicas: How many devices there are.
        number: Which of them, from 0.
    """
    if not divides(size, replicas):
        return slice(size)
    part = size // replicas
    return slice(number * part, (number + 1) * part)


def counts(size: int, replicas: int, number: int) -> bool:
    """Tell whether a device adds a batch to the metrics: one alone does where each takes all."""
    return number == 0 or divides(size, replicas)


def count_batch(model: keras.Model, inputs: Any, targets: Any, outputs: Any, loss: Any) -> None:
    """Add a batch to a model's metrics, as Keras's `train_step` does.

    Args:
        model: Compiled.
        inputs: `(n, ...)`.
        targets: `(n, ...)`.
        outputs: What the model made of the inputs.
        loss: The mean over the samples.
    """
    mean_loss = next(metric for metric in model.metrics if metric.name == "loss")
    mean_loss.update_state(loss, sample_weight=inputs.shape[0])
    model.compute_metrics(inputs, targets, outputs)
