"""Mixed precision: layers compute with 16 bits, and their weights keep 32.

It pays on a GPU, and with bfloat16 on PyTorch on a CPU that computes with it. What is trained so is
saved as a float32 model with the same weights: these are exact, and it opens, exports and computes
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

PRECISIONS = ("float32", "mixed_float16", "mixed_bfloat16")


@contextmanager
def computing_in(precision: str) -> Iterator[None]:
    """Let the layers that are made in the block compute in a precision.

    Args:
        precision: One of `PRECISIONS`, Keras's names of its dtype policies.
    """
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(precision)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def put_out_float32(model: keras.Model) -> None:
    """Let the last layer compute in float32: 16 bits are too few for a loss and its gradient.

    Args:
        model: A model that was made in mixed precision, not yet compiled.
    """
    last = model.layers[-1]
    if last.compute_dtype != "float32":
        last.dtype_policy = "float32"


def unwrap(optimizer: keras.optimizers.Optimizer) -> keras.optimizers.Optimizer:
    """Give the optimizer inside of the one that Keras puts around it to scale losses in float16."""
    return getattr(optimizer, "inner_optimizer", optimizer)
