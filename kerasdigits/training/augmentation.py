"""Random rotation, zoom and shift of images, the same on every backend."""

from typing import Any

import keras
import numpy as np

ROTATION = 10.0  # degrees, either way
ZOOM = 0.1  # share of the size, either way
SHIFT = 2 / 28  # share of the side, either way: two pixels of MNIST's


def augment(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give each image its own small random rotation, zoom and shift.

    Args:
        images: `(n, height, width, channels)` float32.
        rng: The source of randomness.

    Returns:
        New images of the same shape and dtype.
    """
    moved = move_images(keras.ops.convert_to_tensor(images), draw_moves(len(images), rng))
    return keras.ops.convert_to_numpy(moved)


def draw_moves(n: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a small random rotation, zoom and shift for each of `n` images.

    Returns:
        `(n, 4)` float32: cosine and sine of the angle, both over the zoom; the shift down and to
        the right in shares of the sides.
    """
    angle = np.deg2rad(rng.uniform(-ROTATION, ROTATION, n))
    zoom = rng.uniform(1 - ZOOM, 1 + ZOOM, n)
    down = rng.uniform(-SHIFT, SHIFT, n)
    right = rng.uniform(-SHIFT, SHIFT, n)
    moves = [np.cos(angle) / zoom, np.sin(angle) / zoom, down, right]
    return np.stack(moves, axis=1).astype("float32")


def move_images(images: Any, moves: Any) -> Any:
    """Rotate, zoom and shift images.

    Bilinear sampling; what comes from outside the image is 0. No flips: a mirrored 2 is not a 2.

    Args:
        images: `(n, height, width, channels)` float32, a tensor.
        moves: How to move each: `(n, 4)` as from `draw_moves`.

    Returns:
        New images of the same shape and dtype.
    """
    ops = keras.ops
    n, height, width, channels = images.shape
    row, column = _find_sources(height, width, ops.convert_to_tensor(moves))
    # With two rows and columns of 0 around it, an image may be read anywhere: all that lies
    # further outside is read in the outermost two.
    padded = ops.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]])
    pixels = ops.reshape(padded, (-1, channels))
    row = ops.clip(row + 2, 0.0, height + 2.0)
    column = ops.clip(column + 2, 0.0, width + 2.0)
    above, left = ops.floor(row), ops.floor(column)
    down, right = (row - above)[..., None], (column - left)[..., None]
    start = ops.arange(n, dtype="int32")[:, None, None] * ((height + 4) * (width + 4))
    place = start + ops.cast(above, "int32") * (width + 4) + ops.cast(left, "int32")

    def read(offset: int) -> Any:
        return ops.take(pixels, place + offset, axis=0)

    top = read(0) * (1 - right) + read(1) * right
    bottom = read(width + 4) * (1 - right) + read(width + 5) * right
    return top * (1 - down) + bottom * down


def _find_sources(height: int, width: int, moves: Any) -> tuple[Any, Any]:
    """Say where each output pixel is read: two `(n, height, width)` tensors of rows and columns."""
    middle_row, middle_column = (height - 1) / 2, (width - 1) / 2
    grid = np.mgrid[:height, :width].astype("float32")
    row = keras.ops.convert_to_tensor(grid[0] - np.float32(middle_row))
    column = keras.ops.convert_to_tensor(grid[1] - np.float32(middle_column))
    cosine, sine, down, right = (moves[:, i, None, None] for i in range(4))
    rows = cosine * row - sine * column + middle_row + down * height
    columns = sine * row + cosine * column + middle_column + right * width
    return rows, columns
