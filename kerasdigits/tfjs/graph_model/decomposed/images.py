"""Resizing that TensorFlow.js lacks: a product with two matrices, which are computed beforehand."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.decomposed.resizing import resize_open
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call
from kerasdigits.tfjs.graph_model.evaluation.fold import run_operation
from kerasdigits.tfjs.graph_model.evaluation.values import all_known

if TYPE_CHECKING:
    import tensorflow as tf


def _resize(call: Call) -> "tf.Tensor | None":
    """Each such resizing is linear and separable: of the unit vectors it makes its matrix."""
    import tensorflow as tf

    x = call.inputs[0]
    _, height, width, channels = x.shape.as_list()
    options = all_known([call.known(i) for i in range(1, len(call.inputs))])
    if None in (height, width, channels) or options is None:
        return resize_open(call)
    rows = _matrix(call, height, options, 0)
    columns = _matrix(call, width, options, 1)
    new_height, new_width = len(rows), len(columns)
    x = tf.reshape(tf.cast(x, tf.float32), [-1, height, width * channels])
    x = tf.reshape(tf.linalg.matmul(rows, x), [-1, width, channels])
    x = tf.linalg.matmul(columns, x)
    return tf.reshape(x, [-1, new_height, new_width, channels])


def _matrix(call: Call, size: int, options: list[np.ndarray], axis: int) -> np.ndarray:
    """Resize each unit vector along one axis; the other axis has one pixel and keeps it."""
    image = np.eye(size, dtype="float32")
    image = image[None, :, None, :] if axis == 0 else image[None, None, :, :]
    chosen = []
    for option, neutral in zip(options, (1, 1.0, 0.0), strict=False):
        changed = np.array(option)
        changed[1 - axis] = neutral
        chosen.append(changed)
    (resized,) = run_operation(call.node, [image, *chosen])
    return np.ascontiguousarray(resized[0, :, 0] if axis == 0 else resized[0, 0])


IMAGES = dict.fromkeys(("ResizeBicubic", "ResizeArea", "ScaleAndTranslate"), _resize)
