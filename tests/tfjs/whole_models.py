"""The table of whole models: what people really have, each with the route that must carry it.

The models stand in `whole_tables.py` (numbers and categories), `whole_pictures.py`,
`whole_sequences.py` and `whole_open.py`; importing those fills the table. All are small, and no
weight is what its initializer made of it: with zero biases and a variance of one, much that is
wrong looks right.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WHOLE_MODELS: dict[str, "WholeModel"] = {}


@dataclass(frozen=True)
class WholeModel:
    """One line of the table.

    Args:
        name: Its name.
        build: Builds the model.
        route: The format that `format="auto"` must choose: "layers" or "graph".
        also_graph: Whether it is exported a second time with `format="graph"`.
        batches: The batch sizes of the fresh inputs.
        sizes: What an open axis is in each of these batches; where several open axes of an input
            differ, one number for each.
        float32: Builds the same model in float32, where Keras's own numbers are coarser.
        takes: The inputs' shapes, where the model does not know them.
    """

    name: str
    build: Callable
    route: str
    also_graph: bool = False
    batches: tuple[int, ...] = (1, 7)
    sizes: tuple[int | tuple[int, ...], ...] = (5, 9)
    float32: Callable | None = None
    takes: tuple[tuple, ...] = ()


def whole_model(route: str, **options):
    """Put a model into the table."""

    def register(function):
        name = function.__name__
        assert name not in WHOLE_MODELS
        WHOLE_MODELS[name] = WholeModel(name, function, route, **options)
        return function

    return register


def settle(model, seed=11, gain=1.7):
    """Give every weight a value that a mistake would show in, and that keeps a deep model sane.

    A kernel gets a spread of gain / sqrt(what it sums over), so that activations keep their size.
    """
    generator = np.random.default_rng(seed)
    for variable in model.weights:
        if "float" not in str(variable.dtype):
            continue  # seeds and counters
        shape, name = tuple(variable.shape), variable.name
        if name in ("gamma", "scale", "moving_variance", "variance"):
            values = generator.uniform(0.6, 1.6, shape)
        elif name in ("mean", "count"):
            continue  # of a Normalization that was adapted
        elif len(shape) < 2 or name == "bias":
            values = generator.normal(0.0, 0.1, shape)
        elif name == "embeddings":
            values = generator.normal(0.0, 0.7, shape)
        else:
            summed = shape[:2] if "depthwise" in name else shape[:-1]
            values = generator.normal(0.0, gain / np.sqrt(np.prod(summed)), shape)
        variable.assign(values.astype("float32"))
    return model


def draw_inputs(tensors, batch, size, seed=5):
    """Draw one batch: floats in [-1, 1), bytes, flags, or ids below 10 that end in padding.

    Args:
        tensors: The inputs of a model.
        batch: How many samples.
        size: What an open axis is, or what one after the other is.
        seed: Same seed, same inputs.

    Returns:
        One array for each input.
    """
    generator = np.random.default_rng(seed)
    return [_draw_array(tensor, generator, batch, size) for tensor in tensors]


def _draw_array(tensor, generator, batch, size):
    sizes = itertools.cycle(np.atleast_1d(size))
    shape = (batch, *(int(axis or next(sizes)) for axis in tensor.shape[1:]))
    if tensor.dtype == "bool":
        return generator.integers(0, 2, shape).astype(bool)
    if tensor.dtype == "uint8":
        return generator.integers(0, 256, shape).astype("uint8")
    if "int" not in tensor.dtype:
        return generator.uniform(-1.0, 1.0, shape).astype("float32")
    ids = generator.integers(1, 10, shape)
    if len(shape) == 2 and shape[1] > 2:
        lengths = generator.integers(2, shape[1] + 1, batch)
        ids *= np.arange(shape[1]) < lengths[:, None]
    return ids.astype("int32")


def run_keras(model, arrays):
    """Run a model in inference mode, in its own precision.

    Args:
        model: The Keras model.
        arrays: One array for each input.

    Returns:
        One array for each output.
    """
    import keras

    for layer in model._flatten_layers():
        if getattr(layer, "stateful", False):
            layer.reset_states()
    structure = getattr(model, "_inputs_struct", None)
    inputs = arrays[0] if structure is None else keras.tree.pack_sequence_as(structure, arrays)
    outputs = keras.tree.flatten(model(inputs, training=False))
    return [keras.ops.convert_to_numpy(output) for output in outputs]
