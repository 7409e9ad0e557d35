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
        error: What TensorFlow.js says where it refuses.
    """

    reason: str
    outputs: tuple[int, ...] = ()
    error: str = ""


# (backend, case) -> Fault
FAULTS = {
    ("wasm", "layers/volumes"): Fault(
        "MaxPooling3D and Conv3DTranspose compute other numbers (wasm's kernels MaxPool3D and "
        "Conv3DBackpropInputV2); the graph route writes them otherwise",
        outputs=(0,),
    ),
}
