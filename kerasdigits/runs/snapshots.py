"""Small snapshots of a training: the weights after a few of its epochs, for whoever looks back.

The page reads one drawing with the network of epoch 0, 1, 2, ...; it gets them as one byte a
weight, in base64, and no more than 250 kB in all. The trained model is the last of the twelve, and
is not stored twice.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kerasdigits.errors import RunError, option
from kerasdigits.files import replacing_file

MOST_SNAPSHOTS = 11
MOST_PAGE_BYTES = 250_000
# The name, shape, smallest value and step of a weight, and what surrounds a snapshot.
_BYTES_A_WEIGHT = 120
_BYTES_AROUND = 400


def count_page_bytes(sizes: Sequence[int]) -> int:
    """Estimate what one snapshot takes on the page, from above.

    Args:
        sizes: How many numbers each weight has.

    Returns:
        Bytes: four thirds of one for each number, and the descriptions.
    """
    return sum(sizes) * 4 // 3 + _BYTES_A_WEIGHT * len(sizes) + _BYTES_AROUND


def choose_epochs(epochs: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Choose after which epochs to keep the weights.

    Args:
        epochs: Epochs of the whole training, >= 1.
        sizes: How many numbers each weight of the model has.

    Returns:
        Rising numbers of epochs, 0 for the start; they lie close together at first, where most is
        learned. The last epoch is the trained model, and is not among them. () where not even one
        snapshot fits.
    """
    most = min(MOST_SNAPSHOTS, epochs, MOST_PAGE_BYTES // count_page_bytes(sizes))
    chosen: list[int] = []
    for index in range(most):
        spread = int(epochs ** (index / most)) if index else 0
        chosen.append(max(spread, chosen[-1] + 1 if chosen else 0))
    return tuple(chosen)


def write_snapshots(path: Path, kept: dict[int, list[np.ndarray]]) -> None:
    """Write what was kept; a reader sees the file before or after, never half of it.

    Args:
        path: The file, which is replaced.
        kept: The arrays of each epoch, in the order of `model.weights`.
    """
    arrays = {
        f"{epoch:06d}/{index:04d}": array
        for epoch, weights in kept.items()
        for index, array in enumerate(weights)
    }
    with replacing_file(path) as temporary:
        # The stubs take any array of a dict for savez's own `allow_pickle`.
        np.savez(temporary, **arrays)  # type: ignore[arg-type]


def read_snapshots(path: Path, last_epoch: int) -> dict[int, list[np.ndarray]]:
    """Read the weights that a training kept.

    Args:
        path: The file that `write_snapshots` wrote.
        last_epoch: Later ones are left out: a training that was killed may have written them and
            not its checkpoint, and computes them again.

    Returns:
        The arrays of each epoch, in the order of `model.weights`; none where there is no file.

    Raises:
        RunError: The file is damaged.
    """
    if not path.is_file():
        return {}
    kept: dict[int, list[np.ndarray]] = {}
    try:
        # From memory: of a damaged file NumPy would leave the handle open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            for name in sorted(arrays.files):
                epoch = int(name.split("/")[0])
                if epoch <= last_epoch:
                    kept.setdefault(epoch, []).append(arrays[name])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise RunError(
            "The weights that this run kept for the page cannot be read",
            received=path,
            remedy="Remove the file, and the page does without; or train the run again with "
            f"{option('overwrite', True)}",
        ) from error
    return kept
