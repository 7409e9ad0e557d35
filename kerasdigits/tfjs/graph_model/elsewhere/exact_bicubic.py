"""Have TensorFlow resize bicubically as NumPy and JAX do, whose models it traces.

All three weigh four pixels by Keys's cubic (a = -0.5) and leave out those beyond the edge. But
TensorFlow's `ResizeBicubic` reads the weights from a table of 1024 places between two pixels,
which moves a picture by up to 1e-3 of its largest value; its `ScaleAndTranslate` computes them.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

# Keras's backends whose bicubic weights are computed. PyTorch's are those of another a (-0.75).
_COMPUTING = ("jax", "numpy")


@contextlib.contextmanager
def resizing_as(backend: str) -> Iterator[None]:
    """Have `tf.image.resize` give a backend's numbers inside the block, where it can.

    Args:
        backend: The backend on which the model lives.
    """
    import tensorflow as tf

    by_table = tf.image.resize

    def resize(images: Any, size: Any, method: str = "bilinear", antialias: bool = False) -> Any:
        if method != "bicubic" or antialias:
            return by_table(images, size, method=method, antialias=antialias)
        if len(images.shape) == 3:
            return resize(images[None], size, method)[0]
        sizes = tf.cast(tf.stack(size), tf.int32)
        scale = tf.cast(sizes, tf.float32) / tf.cast(tf.shape(images)[1:3], tf.float32)
        return tf.raw_ops.ScaleAndTranslate(
            images=tf.cast(images, tf.float32),
            size=sizes,
            scale=scale,
            translation=tf.zeros(2),
            kernel_type="keyscubic",
            antialias=False,
        )

    if backend in _COMPUTING:
        tf.image.resize = resize
    try:
        yield
    finally:
        tf.image.resize = by_table
