"""What TensorFlow.js 4.22 itself computes otherwise in a browser, as narrow as it can be said.

A case that stands here and agrees fails the test of the browsers, so that nothing stays for long.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One case that one backend gets wrong.

    Args:
        reason: Why, and why the exporter does not write something else.
        outputs: Which outputs differ, by position; the others must agree.
    """

    reason: str
    outputs: tuple[int, ...]


# (backend, case) -> Fault
FAULTS = {
    ("wasm", "layers/conv3d_transpose_of_open_sizes"): Fault(
        "wasm's kernel Conv3DBackpropInputV2 computes other numbers; of at most one open size a "
        "convolution of the input with zeros put in between is written instead",
        outputs=(0,),
    ),
}
