"""Samples that the model can run: larger ones, where a model of open sizes needs more."""

from typing import TYPE_CHECKING, Union

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.compute import Reference, compute_reference
from kerasdigits.tfjs.reference.list_model import ListModel
from kerasdigits.tfjs.reference.parity import OpenSizes, sample_inputs

if TYPE_CHECKING:
    import keras
    import numpy as np

# A window of sound is some hundred steps; a deep network halves a picture five times or more.
_LARGER = (OpenSizes(64, 64), OpenSizes(512, 128), OpenSizes(4096, 256), OpenSizes(16_384, 320))


def compute_samples(
    model: Union["keras.Model", ListModel],
    inputs: "list[np.ndarray]",
    output_names: list[str],
    *,
    given: bool,
) -> "tuple[list[np.ndarray], Reference]":
    """Run the model on its parity samples, or on larger ones where it cannot run these.

    Args:
        model: The model; its weights are float32.
        inputs: The samples, one array for each input.
        output_names: What to call the outputs in an error.
        given: Whether somebody gave the samples, who will have those and no others.

    Returns:
        The samples that it ran on, and what it computed.

    Raises:
        ExportError: Keras cannot run the model on them, or computes NaN or infinity.
    """
    try:
        return inputs, compute_reference(model, inputs, output_names)
    except ExportError:
        if given or all(None not in tensor.shape[1:] for tensor in model.inputs):
            raise
        for sizes in _LARGER:
            larger = sample_inputs(model, sizes)
            try:
                return larger, compute_reference(model, larger, output_names)
            except ExportError:  # the first one tells more
                continue
        raise
