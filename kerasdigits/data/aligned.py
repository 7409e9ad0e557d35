"""Memory that backends take as it lies."""

import math

import numpy as np

ALIGNMENT = 64  # in bytes, of TensorFlow's tensors


def make_aligned(shape: tuple[int, ...]) -> np.ndarray:
    """Make an array that begins at a multiple of 64 bytes; what is in it is not set.

    JAX and TensorFlow take such an array as it lies in memory, and copy any other: of MNIST's
    training images, 188 MB.

    Args:
        shape: Its shape.

    Returns:
        The array, float32.
    """
    size = math.prod(shape) * np.dtype(np.float32).itemsize
    memory = np.empty(size + ALIGNMENT, np.uint8)
    begin = -memory.ctypes.data % ALIGNMENT
    return memory[begin : begin + size].view(np.float32).reshape(shape)
