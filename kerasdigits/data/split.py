"""Hold samples out, the same ones for the same seed."""

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
    from sklearn.model_selection import train_test_split

    if not 0 < fraction < 1:
        raise DataError("The part held out must lie between 0 and 1", received=fraction)
    held_out = int(np.ceil(len(y) * fraction))
    _check_enough(y, held_out, task)
    kept, held = train_test_split(
        np.arange(len(y)),
        test_size=held_out,
        random_state=seed % 2**32,
        stratify=y if task == "classification" else None,
    )
    return np.sort(kept), np.sort(held)


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
