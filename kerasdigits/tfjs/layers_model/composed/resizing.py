"""Resizing and category encoding, as the linear maps that they are.

Resizing along an axis is a product with a matrix, whatever the interpolation; TensorFlow.js's own
layers place pixels otherwise (no half-pixel centres). The matrix is what Keras makes of the unit
vectors. Encoding a category is looking it up in the unit matrix.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.shapes import permute_last
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def compose_interpolation(case: LayerCase) -> Callable | None:
    """Compose an UpSampling2D that interpolates; TensorFlow.js's repeats pixels as Keras's does."""
    if case.config["interpolation"] == "nearest":
        return None
    rows, columns = _known_sizes(case)
    factors = case.config["size"]
    factors = (factors, factors) if isinstance(factors, int) else factors
    sizes = (rows * factors[0], columns * factors[1])
    return _resize(case, sizes, case.config["interpolation"], antialias=False)


def compose_resizing(case: LayerCase) -> Callable:
    """Compose a Resizing that keeps no aspect ratio."""
    if case.config["crop_to_aspect_ratio"] or case.config["pad_to_aspect_ratio"]:
        case.refuse(
            "keeps the aspect ratio by cropping or padding",
            remedy="Crop or pad with a separate layer",
        )
    sizes = (case.config["height"], case.config["width"])
    return _resize(case, sizes, case.config["interpolation"], antialias=case.config["antialias"])


def _known_sizes(case: LayerCase) -> tuple[int, int]:
    shape = case.input_shapes[0]
    if len(shape) != 3 or None in shape[:2]:
        case.refuse(
            "resizes pictures of unknown size",
            received=shape,
            remedy="Give keras.Input the full shape",
        )
    return shape[0], shape[1]


def _resize(case: LayerCase, sizes: tuple, interpolation: str, *, antialias: bool) -> Callable:
    before = _known_sizes(case)
    matrices = [
        _matrix(old, new, interpolation, antialias=antialias)
        for old, new in zip(before, sizes, strict=True)
    ]

    def compose(graph: Graph, x: Tensor) -> Tensor:
        for axis, matrix in enumerate(matrices, start=1):
            y, back = permute_last(graph, x, [axis])
            shape, units = (*y.shape[:-1], matrix.shape[1]), int(matrix.shape[1])
            options = {"units": units, "use_bias": False, "activation": "linear"}
            weights = {"kernel": matrix}
            y = graph.add("Dense", y, shape=shape, weights=weights, trainable=False, **options)
            x = graph.permute(y, back)
        return x

    return compose


def _matrix(old: int, new: int, interpolation: str, *, antialias: bool) -> np.ndarray:
    """Return (old, new): what each old pixel of a column gives to the new ones."""
    import keras

    # Two equal columns and channels: of one, torch's antialiasing takes the wrong axis.
    units = np.eye(old, dtype="float32")[:, :, None, None] * np.ones((2, 2), "float32")
    options = {"interpolation": interpolation, "antialias": antialias}
    resized = keras.ops.image.resize(units, (new, 2), data_format="channels_last", **options)
    return to_numpy(resized)[:, :, 0, 0]


def compose_category_encoding(case: LayerCase) -> Callable:
    """Compose CategoryEncoding as an Embedding of unit vectors, joined over the categories."""
    tokens, mode = case.config["num_tokens"], case.config["output_mode"]
    shape = case.input_shapes[0]
    if len(case.input_shapes) > 1:
        case.refuse(
            "counts categories by weights", remedy="Multiply one-hot categories by the weights"
        )
    if len(shape) != 1 or shape[0] is None:
        case.refuse(
            "encodes categories of a shape that is not (samples, categories)",
            received=case.input_shapes,
            remedy="Give the same, known number of categories for each sample",
        )
    count = shape[0]

    def compose(graph: Graph, x: Tensor) -> Tensor:
        weights = {"embeddings": np.eye(tokens, dtype="float32")}
        sizes = {"input_dim": tokens, "output_dim": tokens, "trainable": False}
        y = graph.add("Embedding", x, shape=(count, tokens), weights=weights, **sizes)
        if mode == "one_hot":
            return graph.reshape(y, case.output_shape)
        if mode == "multi_hot":
            return graph.add("GlobalMaxPooling1D", y, shape=(tokens,))
        return graph.rescale(graph.add("GlobalAveragePooling1D", y, shape=(tokens,)), count)

    return compose
