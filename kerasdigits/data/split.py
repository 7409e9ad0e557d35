"""Hold samples out, the same ones for the same seed: those that scikit-learn would hold out.

Its `train_test_split` chose them first, and figures and fingerprints depend on them. Written here
it takes no second, and no 100 MB, to import.
"""

import numpy as np

from kerasdigits.data.streamed import take_rows
from kerasdigits.errors import DataError


def split_validation(
    x: np.ndarray, y: np.ndarray, fraction: float, seed: int, task: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Hold out a fraction of the samples; of every class alike for a classification.

    Args:
        x: Inputs `(n, ...)`.
        y: Labels `(n,)`, or targets for a regression.
        fraction: The part held out, in (0, 1).
        seed: The same seed holds out the same samples.
        task: `classification` (stratified) or `regression`.

    Returns:
        x_train, y_train, x_val, y_val; both parts keep the order of the samples.

    Raises:
        DataError: The fraction is unfit, or a class has too few samples to be in both parts.
    """
    kept, held = choose_held_out(y, fraction, seed, task)
    return take_rows(x, kept), y[kept], take_rows(x, held), y[held]


def choose_held_out(
    y: np.ndarray, fraction: float, seed: int, task: str
) -> tuple[np.ndarray, np.ndarray]:
    """Say which samples are kept and which held out; the arguments are those above.

    Returns:
        Indices of the samples to train on and of the others, each `(k,)` int64 and growing.

    Raises:
        DataError: The fraction is unfit, or a class has too few samples to be in both parts.
    """
    if not 0 < fraction < 1:
        raise DataError("The part held out must lie between 0 and 1", received=fraction)
    held_out = int(np.ceil(len(y) * fraction))
    _check_enough(y, held_out, task)
    rng = np.random.RandomState(seed % 2**32)
    if task == "classification":
        held = _choose_alike(y, held_out, rng)
    else:
        held = rng.permutation(len(y))[:held_out]
    return np.setdiff1d(np.arange(len(y)), held), np.sort(held)


def _choose_alike(y: np.ndarray, held_out: int, rng: np.random.RandomState) -> np.ndarray:
    """Choose from each class its share of what is held out."""
    _, numbers, counts = np.unique(y, return_inverse=True, return_counts=True)
    kept = _share_out(counts, len(y) - held_out, rng)
    _share_out(counts - kept, held_out, rng)  # what is left, but ties of rounding draw a number
    chosen = []
    for number, count in enumerate(counts):
        order = rng.permutation(count)
        chosen.append(np.flatnonzero(numbers == number)[order[kept[number] :]])
    return np.concatenate(chosen)


def _share_out(counts: np.ndarray, total: int, rng: np.random.RandomState) -> np.ndarray:
    """Divide a total in proportion to counts; what rounding leaves goes to the largest fractions.

    Among equal fractions chance decides.
    """
    exact = counts / counts.sum() * total
    shares = np.floor(exact)
    fractions = exact - shares
    left = int(total - shares.sum())
    for fraction in np.unique(fractions)[::-1]:
        if left == 0:
            break
        tied = np.flatnonzero(fractions == fraction)
        more = rng.choice(tied, size=min(len(tied), left), replace=False)
        shares[more] += 1
        left -= len(more)
    return shares.astype(int)


def _check_enough(y: np.ndarray, held_out: int, task: str) -> None:
    remedy = "Give more samples or another fraction"
    if not 0 < held_out < len(y):
        received = f"{held_out} of {len(y)}"
        raise DataError("The split leaves a part empty", received=received, remedy=remedy)
    if task != "classification":
        return
    labels, counts = np.unique(y, return_counts=True)
    if counts.min() < 2:
        received = f"{counts.min()} of label {labels[counts.argmin()]}"
        raise DataError("A class has too few samples to be split", received=received, remedy=remedy)
    if min(held_out, len(y) - held_out) < len(labels):
        received = f"{held_out} of {len(y)} held out, {len(labels)} classes"
        raise DataError(
            "The split cannot hold every class in both parts", received=received, remedy=remedy
        )
