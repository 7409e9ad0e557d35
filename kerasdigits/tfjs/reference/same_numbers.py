"""Whether Keras computes the same on two of its backends."""

import numpy as np

from kerasdigits.errors import CheckError
from kerasdigits.tfjs.reference.compute import Reference

# Float64 results agree to 1e-12, float32 ones of deep nets to this.
_APART = 1e-4


def require_same_numbers(ours: Reference, traced: Reference) -> None:
    """Refuse a graph of TensorFlow's that computes what Keras does not compute on this backend.

    Args:
        ours: What Keras computes on the backend in use.
        traced: What it computes on the tensorflow backend, for the same inputs.

    Raises:
        CheckError: The two differ.
    """
    for mine, other in zip(ours.outputs, traced.outputs, strict=True):
        scale = float(np.abs(mine).max(initial=0.0)) or 1.0
        if not np.abs(mine.astype("float64") - other).max(initial=0.0) <= _APART * scale:
            raise CheckError(
                "Keras computes something else on the tensorflow backend, which traces the graph, "
                "than on the backend in use",
                remedy="Export it with --format layers, which keeps the numbers of the backend in "
                "use, or with KERAS_BACKEND=tensorflow",
            )
