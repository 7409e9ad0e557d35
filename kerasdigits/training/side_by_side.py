"""Train one small network from many random starts, all at once in one model."""

import itertools

import keras
import numpy as np

from kerasdigits.training.batches import Batches
from kerasdigits.training.loop import train_and_watch


def train_side_by_side(
    sizes: list[int],
    x: np.ndarray,
    y: np.ndarray,
    rng: np.random.Generator,
    *,
    starts: int,
    epochs: int,
    learning_rate: float = 0.01,
    batch_size: int = 64,
) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """Train dense networks with ReLU between the layers on the mean squared error, by Adam.

    They share nothing but the batches: each learns as it would alone, since the gradient of a sum
    of losses has a part for each, and Adam does not mind that the mean makes the parts smaller.
    Kernels start normal with the variance 2 / inputs (He et al. 2015, arXiv 1502.01852); biases so
    that in the first layer, for one input in [0, 1], the kinks lie there.

    Args:
        sizes: Inputs, units of each hidden layer, outputs.
        x: `(n, inputs)`.
        y: `(n, outputs)`.
        rng: Of the starts and the order.
        starts: How many networks.
        epochs: Passes over the samples.
        learning_rate: Adam's.
        batch_size: Samples in a step.

    Returns:
        For each start its layers, kernel `(inputs, units)` and bias `(units,)`.
    """
    model = keras.Sequential([keras.Input((starts, sizes[0]))])
    for inputs, units in itertools.pairwise(sizes):
        last = len(model.layers) == len(sizes) - 2
        activation = None if last else "relu"
        layer = keras.layers.EinsumDense("nsi,sio->nso", (starts, units), activation, "so")
        model.add(layer)
        kernel = rng.normal(0, np.sqrt(2 / inputs), (starts, inputs, units))
        layer.set_weights([kernel, -kernel[:, 0] * rng.uniform(0, 1, (starts, units))])
    model.compile(keras.optimizers.Adam(learning_rate), "mse")
    copies = [np.repeat(a[:, None], starts, axis=1).astype("float32") for a in (x, y)]
    batches = Batches(*copies, batch_size, int(rng.integers(2**31)))
    train_and_watch(model, batches, epochs)
    trained = [layer.get_weights() for layer in model.layers]
    return [[(kernel[n], bias[n]) for kernel, bias in trained] for n in range(starts)]
