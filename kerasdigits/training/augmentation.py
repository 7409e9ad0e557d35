"""Random rotation, zoom and shift of images, the same on every backend."""

import numpy as np

ROTATION = 10.0  # degrees, either way
ZOOM = 0.1  # share of the size, either way
SHIFT = 2 / 28  # share of the side, either way: two pixels of MNIST's


def augment(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give each image its own small random rotation, zoom and shift.

    Bilinear sampling; what comes from outside the image is 0. No flips: a mirrored 2 is not a 2.

    Args:
        images: `(n, height, width, channels)` float32.
        rng: The source of randomness.

    Returns:
        New images of the same shape and dtype.
    """
    from scipy.ndimage import map_coordinates

    n, height, width, channels = images.shape
    rows, columns = _source_coordinates(n, height, width, rng)
    sample = np.broadcast_to(np.arange(n)[:, None, None], rows.shape)
    moved = [
        map_coordinates(images[..., channel], [sample, rows, columns], order=1, prefilter=False)
        for channel in range(channels)
    ]
    return np.stack(moved, axis=-1)


def _source_coordinates(
    n: int, height: int, width: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Say where each output pixel is read: two `(n, height, width)` arrays of rows and columns."""
    angle = np.deg2rad(rng.uniform(-ROTATION, ROTATION, (n, 1, 1)))
    zoom = rng.uniform(1 - ZOOM, 1 + ZOOM, (n, 1, 1))
    shift_rows = rng.uniform(-SHIFT, SHIFT, (n, 1, 1)) * height
    shift_columns = rng.uniform(-SHIFT, SHIFT, (n, 1, 1)) * width
    middle_row, middle_column = (height - 1) / 2, (width - 1) / 2
    row, column = np.mgrid[:height, :width]
    row, column = row - middle_row, column - middle_column
    cosine, sine = np.cos(angle) / zoom, np.sin(angle) / zoom
    rows = cosine * row - sine * column + middle_row + shift_rows
    columns = sine * row + cosine * column + middle_column + shift_columns
    return rows, columns
