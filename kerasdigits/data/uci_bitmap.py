"""NIST's normalization of a handwritten digit: a 32x32 bitmap of even stroke width, upright.

The authors of the UCI digits (E. Alpaydin, C. Kaynak, 1998) used NIST's public-domain routines: M.
D. Garris et al., "NIST Form-Based Handprint Recognition System", NISTIR 5469, 1994. The limits on
the number of ink pixels and the shear rule below are that report's. Two things are ours, measured
in docs/LOG.md: a thin digit is not stretched to 20 columns (a drawn 1 with a hook became a 7), and
hair lines that vanish at half coverage are kept.
"""

import numpy as np

from kerasdigits.data.resample import resample_area

SIDE = 32
NARROWEST = 8
WIDEST = 20
FULL_BIT = 0.5
HAIR_BIT = 0.1

_FEWEST_BITS = 108
_FEW_BITS = 256
_MANY_BITS = 412
_MOST_BITS = 560
_TIE = 1e-6
_SHORTEST_TO_SHEAR = 6
_NOISY_ROWS = 2


def make_bitmap(ink: np.ndarray) -> np.ndarray:
    """Turn the ink inside its box into NIST's normalized bitmap.

    Args:
        ink: `(h, w)` float in [0, 1], cropped to the box of the ink.

    Returns:
        `(32, 32)` bool; True is ink.
    """
    height, width = ink.shape
    columns = min(WIDEST, max(NARROWEST, int(np.floor(SIDE * width / height + 0.5 + _TIE))))
    coverage = resample_area(ink, SIDE, columns)
    bits = coverage >= FULL_BIT - _TIE
    if bits.sum() < _FEWEST_BITS:
        bits = coverage >= HAIR_BIT - _TIE
    bitmap = np.zeros((SIDE, SIDE), bool)
    left = (SIDE - columns) // 2
    bitmap[:, left : left + columns] = bits
    return _shear_upright(_even_stroke_width(bitmap))


def count_blocks(bitmap: np.ndarray) -> np.ndarray:
    """Count the ink in each 4x4 block, as a fraction of the 16 pixels.

    Args:
        bitmap: `(32, 32)` bool.

    Returns:
        `(8, 8)` float64, multiples of 1/16 in [0, 1].
    """
    return bitmap.reshape(8, 4, 8, 4).sum(axis=(1, 3)) / 16


def _even_stroke_width(bitmap: np.ndarray) -> np.ndarray:
    count = bitmap.sum()
    if count > _MOST_BITS:
        return _erode(_erode(bitmap))
    if count > _MANY_BITS:
        return _erode(bitmap)
    if count < _FEWEST_BITS:
        return _dilate(_dilate(bitmap))
    if count < _FEW_BITS:
        return _dilate(bitmap)
    return bitmap


def _neighbours(bitmap: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the bitmap seen from the north, south, west and east; outside it there is no ink."""
    padded = np.pad(bitmap, 1)
    return padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]


def _erode(bitmap: np.ndarray) -> np.ndarray:
    return np.logical_and.reduce((bitmap, *_neighbours(bitmap)))


def _dilate(bitmap: np.ndarray) -> np.ndarray:
    return np.logical_or.reduce((bitmap, *_neighbours(bitmap)))


def _shear_upright(bitmap: np.ndarray) -> np.ndarray:
    """Shear the rows so that the left ends of the top and the bottom of the digit line up."""
    inked = np.flatnonzero(bitmap.any(axis=1))
    if inked.size == 0 or inked[-1] - inked[0] + 1 < _SHORTEST_TO_SHEAR:
        return bitmap
    # The outermost rows are noisy: NIST looks two rows further in.
    top, bottom = inked[0] + _NOISY_ROWS, inked[-1] - _NOISY_ROWS
    if not bitmap[top].any() or not bitmap[bottom].any():
        return bitmap
    slope = (int(bitmap[top].argmax()) - int(bitmap[bottom].argmax())) / (bottom - top)
    sheared = np.zeros_like(bitmap)
    for row in range(SIDE):
        shift = int(np.floor((row - SIDE // 2) * slope + 0.5 + _TIE))
        columns = np.flatnonzero(bitmap[row]) + shift
        sheared[row, columns[(columns >= 0) & (columns < SIDE)]] = True
    return sheared
