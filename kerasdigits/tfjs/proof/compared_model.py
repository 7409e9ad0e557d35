"""The Keras model that a folder is compared with: its inputs and outputs in the folder's order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.input_dtypes import INPUT_DTYPES
from kerasdigits.tfjs.proof.match_order import Described, fits, match_order
from kerasdigits.tfjs.proof.open_sizes import sample_other_sizes
from kerasdigits.tfjs.reference.compute import compute_reference
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.list_model import ListModel
from kerasdigits.tfjs.reference.model_inputs import find_inputs
from kerasdigits.tfjs.reference.parity import sample_inputs

if TYPE_CHECKING:
    import keras

Batches = list[list[np.ndarray]]


class ComparedModel:
    """Keras's side of a comparison.

    Args:
        model: The model that was exported; of a class of its own, too.
        takes: What TensorFlow.js says of each input: `name`, `shape` (batch first, None for open
            sizes, or None altogether), `dtype`.
        same_order: Whether the folder keeps the model's order of inputs and outputs, as ours do.

    Raises:
        ExportError: The folder takes other inputs than the model.
    """

    def __init__(self, model: "keras.Model", takes: list[dict], same_order: bool):
        self._model = model if getattr(model, "inputs", None) else _see_as_list(model, takes)
        self._same_order = same_order
        theirs = [_describe(t["name"], t["shape"], t["dtype"]) for t in takes]
        ours = [
            _describe(tensor.name, tensor.shape, INPUT_DTYPES.get(tensor.dtype))
            for tensor in self._model.inputs
        ]
        self._inputs = list(range(len(ours))) if same_order else match_order(theirs, ours)
        fitting = len(theirs) == len(ours) and all(
            fits(tensor, ours[i]) for tensor, i in zip(theirs, self._inputs, strict=True)
        )
        if not fitting:
            raise ExportError(
                "The model to compare with takes different inputs from the folder's",
                received=f"{_list(ours)}, where the folder's takes {_list(theirs)}",
                remedy="Name the model that was exported",
            )

    def make_samples(self) -> list[np.ndarray]:
        """Make samples as an export would, one array for each input in the folder's order."""
        samples = sample_inputs(self._model)
        return [samples[i] for i in self._inputs]

    def run(self, batches: Batches, names: list[str]) -> tuple[Batches, list[str]]:
        """Run Keras.

        Args:
            batches: One array for each input in the folder's order, in each batch.
            names: What to call the outputs in an error.

        Returns:
            One array for each output in the model's order, in each batch; and a sentence when
            Keras's numbers are float32 ones.
        """
        outputs: Batches = []
        notes: list[str] = []
        for layer in all_layers(self._model):
            if getattr(layer, "stateful", False) and hasattr(layer, "reset_state"):
                layer.reset_state()  # as a model that is loaded anew begins
        for batch in batches:
            arrays = [batch[self._inputs.index(i)] for i in range(len(batch))]
            typed = [
                array.astype(tensor.dtype)
                for array, tensor in zip(arrays, self._model.inputs, strict=True)
            ]
            reference = compute_reference(self._model, typed, names)
            outputs.append(reference.outputs)
            notes += reference.notes
        return outputs, notes

    def run_other_sizes(
        self, samples: list[np.ndarray], names: list[str], seed: int
    ) -> tuple[Batches, Batches]:
        """Run Keras at other sizes than those of samples, where the model leaves some open.

        Args:
            samples: One array for each input in the folder's order.
            names: What to call the outputs in an error.
            seed: Same seed, same inputs.

        Returns:
            Batches of inputs in the folder's order, and the outputs of each in the model's order;
            two of them at most, none where nothing is open.
        """
        places = [self._inputs.index(i) for i in range(len(samples))]
        others = sample_other_sizes(self._model, [samples[i] for i in places], names, seed)
        batches = [[batch[i] for i in self._inputs] for batch in others.batches]
        return batches, [reference.outputs for reference in others.references]

    def reorder(self, outputs: Batches, names: list[str], received: Batches) -> Batches:
        """Bring outputs into the folder's order.

        Args:
            outputs: What `run` returned.
            names: The folder's names of its outputs.
            received: What TensorFlow.js gave for the same batches.

        Returns:
            The same arrays, one for each output in the folder's order, in each batch.
        """
        if self._same_order or len(received[0]) != len(outputs[0]):
            return outputs
        theirs = [_describe(n, a.shape) for n, a in zip(names, received[0], strict=True)]
        own_names = getattr(self._model, "output_names", None) or [""] * len(theirs)
        ours = [_describe(n, a.shape) for n, a in zip(own_names, outputs[0], strict=True)]
        order = match_order(theirs, ours)
        return [[batch[i] for i in order] for batch in outputs]


def _see_as_list(model: "keras.Model", takes: list[dict]) -> ListModel:
    """See a model of a class of its own as one that is called with a list."""
    try:
        found = find_inputs(model)
    except ExportError:  # it was never built, but the folder says what it takes
        found = find_inputs(model, [(entry["shape"], entry["dtype"]) for entry in takes])
    return ListModel(model, found)


def _describe(name: str, shape: Sequence[int | None] | None, dtype: str | None = None) -> Described:
    return Described(name, None if shape is None else tuple(shape)[1:], dtype)


def _list(tensors: list[Described]) -> str:
    return ", ".join(f"{tensor.dtype} {tensor.shape}" for tensor in tensors)
