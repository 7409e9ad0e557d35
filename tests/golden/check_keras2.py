"""Read what write_keras2.py wrote, and say of each case and form what became of it.

    .venv/bin/python tests/golden/check_keras2.py FOLDER [WORD ...]

It prints `WRONG` (other numbers than Keras 2's), `refused` (by an error of ours, with its words)
and `ERROR` (anything else); at the end, how many agree within 1e-5.
"""

import collections
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import keras  # noqa: E402 (TensorFlow reads its settings when it is imported)
import numpy as np  # noqa: E402

from kerasdigits.errors import KerasdigitsError  # noqa: E402
from kerasdigits.models.load import load_model  # noqa: E402

FORMS = (".h5", ".keras", ".json")
TOLERANCE = 1e-5


def compare(path, inputs, expected):
    """Give the verdict on one file and what explains it."""
    try:
        model = load_model(path)
        received = model(inputs[0] if len(inputs) == 1 else inputs, training=False)
    except KerasdigitsError as error:
        return "refused", str(error).replace(str(path), "FILE")
    except Exception as error:
        return "ERROR", f"{type(error).__name__}: {error}"
    received = [keras.ops.convert_to_numpy(y) for y in keras.tree.flatten(received)]
    shapes = [y.shape for y in received], [y.shape for y in expected]
    if shapes[0] != shapes[1]:
        return "WRONG", f"shapes {shapes}"
    apart = max(map(measure, received, expected))
    return ("agrees", "") if apart < TOLERANCE else ("WRONG", f"{apart:.3g} apart")


def measure(received, expected):
    """Give the largest difference, as a share of the largest value where that is above 1."""
    received, expected = received.astype("float64"), expected.astype("float64")
    if (np.isfinite(received) != np.isfinite(expected)).any():
        return np.inf
    known = np.isfinite(expected)
    expected = expected[known]
    largest = max(1.0, np.abs(expected).max(initial=0))
    return np.abs(received[known] - expected).max(initial=0) / largest


def main() -> None:
    """Compare every case of a folder."""
    folder, words = Path(sys.argv[1]), sys.argv[2:]
    counts: collections.Counter = collections.Counter()
    for archive in sorted(folder.glob("*.npz")):
        if words and not any(word in archive.name for word in words):
            continue
        with np.load(archive) as arrays:
            inputs, expected = (
                [arrays[key] for key in sorted(arrays) if key[0] == kind] for kind in "xy"
            )
        told: dict[tuple[str, str], list[str]] = {}
        for form in FORMS:
            path = archive.with_suffix(form)
            if path.is_file():
                told.setdefault(compare(path, inputs, expected), []).append(form)
        for (verdict, reason), forms in told.items():
            counts[verdict] += len(forms)
            if verdict != "agrees":
                print(f"{verdict:8} {archive.stem} {' '.join(forms)}: {reason[:300]}")
    print(dict(counts))


if __name__ == "__main__":
    main()
