"""Area resampling: every output pixel is the mean of the input area it covers."""

import numpy as np


def area_weights(length: int, new_length: int) -> np.ndarray:
    """Build the matrix of an exact box filter along one axis.

    Output cell `i` covers the input interval `[i * length / new_length, (i + 1) * length /
    new_length)`; its weights are the overlaps with the input pixels, divided by their sum. It
    shrinks and enlarges alike.

    Args:
        length: Number of input pixels, at least 1.
        new_length: Number of output pixels, at least 1.

    Returns:
        `(new_length, length)` float64; every row sums to 1.
    """
    edges = np.arange(new_length + 1) * length / new_length
    pixels = np.arange(length)
    starts = np.maximum(edges[:-1, None], pixels)
    ends = np.minimum(edges[1:, None], pixels + 1)
    overlaps = np.maximum(ends - starts, 0.0)
    return overlaps / overlaps.sum(axis=1, keepdims=True)


def resample_area(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Resample a picture to `height` x `width` with the exact box filter.

    Args:
        picture: `(h, w)` or `(h, w, channels)`, any numeric dtype.
        height: Rows of the result.
        width: Columns of the result.

    Returns:
        `(height, width)` or `(height, width, channels)` float64.
    """
    rows = area_weights(picture.shape[0], height)
    columns = area_weights(picture.shape[1], width)
    squeezed = np.tensordot(rows, picture.astype(np.float64), axes=(1, 0))
    result = np.tensordot(columns, squeezed, axes=(1, 1))
    return np.swapaxes(result, 0, 1)
