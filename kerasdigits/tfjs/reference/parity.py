"""Parity samples: inputs with the outputs that Keras computes for them.

They travel in model.json, so that whoever loads the model (our check, the page, a stranger) can
replay them and see whether TensorFlow.js computes the same numbers on their machine.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.input_dtypes import INPUT_DTYPES
from kerasdigits.tfjs.format.tensor_record import encode_tensor
from kerasdigits.tfjs.reference.compute import Reference
from kerasdigits.tfjs.reference.keras_internals import all_layers, readers_of
from kerasdigits.tfjs.reference.list_model import ListModel

if TYPE_CHECKING:
    import keras

DEFAULT_SAMPLES = 12
FEWEST_SAMPLES = 10
# Layers that look whole numbers up, and what says how many they know.
_EMBEDDINGS = ("Embedding", "ReversibleEmbedding")
_VOCABULARIES = (*((name, "input_dim") for name in _EMBEDDINGS), ("CategoryEncoding", "num_tokens"))
_SEED = 20_240_229
# Samples made of large inputs are fewer, so that the JSON stays below some 3 MB: 3 pictures of
# 224 x 224. What is given is kept.
_MOST_BYTES = 2 * 1024 * 1024
_FEWEST_SAMPLED = 2
_LARGEST_SAMPLE_BYTES = 1 << 30
# Of so many equal numbers a backend that adds them in a row is off by more than the tolerance, and
# of random ones it is not.
_MANY, _EVEN = 1024, 0.7


@dataclass(frozen=True)
class OpenSizes:
    """What to try where the model leaves a size open.

    Attributes:
        sequence: Of sequences and their like, up to two axes.
        picture: Of pictures and volumes.
    """

    sequence: int = 8
    picture: int = 32


_USUAL_SIZES = OpenSizes()


def sample_inputs(
    model: "keras.Model | ListModel", sizes: OpenSizes = _USUAL_SIZES
) -> list[np.ndarray]:
    """Sample inputs from a fixed seed, suited to what the model takes.

    Args:
        model: The model.
        sizes: Of axes that the model leaves open.

    Returns:
        One array for each input, 12 samples each, or as many (2 at least) as 2 MiB hold: floats in
        [-1, 1), but of large inputs the last sample 0.7 everywhere; bytes in [0, 255], other
        integers in [0, 100), and within the vocabulary when an Embedding reads them.

    Raises:
        ExportError: A dimension of an input or output is 0, or one sample takes more than 1 GiB.
    """
    generator = np.random.default_rng(_SEED)
    vocabulary = _smallest_vocabulary(model)
    count = _count_samples(model, sizes)
    arrays = []
    for tensor in model.inputs:
        shape = [count, *_close(tensor.shape, sizes)]
        stored = INPUT_DTYPES[tensor.dtype]
        known = _find_known(tensor)
        array: np.ndarray
        if stored == "bool":
            array = show_one(generator.integers(0, 2, shape))
        elif known is not None:
            array = generator.choice(known, shape)
        elif stored == "int32" or _feeds_embedding(tensor):
            top = vocabulary or (256 if tensor.dtype == "uint8" else 100)
            array = generator.integers(0, top, shape)
        else:
            array = generator.uniform(-1.0, 1.0, shape)
            if math.prod(shape[1:]) >= _MANY and count > _FEWEST_SAMPLED:
                array[-1] = _EVEN
        arrays.append(array.astype(_numpy_dtype(tensor)))
    return arrays


def show_one(mask: np.ndarray) -> np.ndarray:
    """Have each row of a mask show one of several places at least.

    A softmax over nothing is left to what -1e9 rounds away, which differs between precisions.

    Args:
        mask: Zeros and ones, or bools; the last axis is a row.

    Returns:
        The mask.
    """
    if mask.ndim > 1 and mask.shape[-1] > 1:
        mask[..., 0] |= ~mask.any(-1)
    return mask


def _find_known(tensor: "keras.KerasTensor") -> np.ndarray | None:
    """Give all whole numbers that a layer takes which fails on others; None where there is none."""
    for node in readers_of(tensor):
        layer = node.operation
        if type(layer).__name__ == "IntegerLookup" and not layer.num_oov_indices:
            return np.asarray(layer.get_vocabulary(include_special_tokens=False))
    return None


def _count_samples(model: "keras.Model | ListModel", sizes: OpenSizes) -> int:
    """Tell how many samples of inputs and outputs together stay below the bound."""
    tensors = [*model.inputs, *model.outputs]
    _require_samples(tensors)
    sample_bytes = sum(4 * math.prod(_close(tensor.shape, sizes)) for tensor in tensors)
    if sample_bytes > _LARGEST_SAMPLE_BYTES:
        raise ExportError(
            "One sample of the model's inputs and outputs takes more than 1 GiB",
            received=", ".join(f"{tensor.name}: {tensor.shape}" for tensor in tensors),
            remedy="Give keras.Input the shape of what the model reads",
        )
    return min(DEFAULT_SAMPLES, max(_FEWEST_SAMPLED, _MOST_BYTES // max(1, sample_bytes)))


def _require_samples(tensors: list) -> None:
    """Refuse tensors that hold nothing: TensorFlow.js's layers divide by their sizes."""
    for tensor in tensors:
        if 0 in tensor.shape[1:]:
            raise ExportError(
                "The model has an input or output with a dimension of size 0",
                received=f"{tensor.name}: {tensor.shape}",
                remedy="Give keras.Input the shape of what the model reads",
            )


def _close(shape: tuple, sizes: OpenSizes) -> list[int]:
    """Give the sizes of one sample, with one to try where the model leaves it open."""
    open_size = sizes.picture if len(shape) > 3 else sizes.sequence
    return [open_size if size is None else size for size in shape[1:]]


def choose_inputs(model: "keras.Model | ListModel", given: object = None) -> list[np.ndarray]:
    """Give the parity inputs: those that are given, in shape, or sampled ones.

    Args:
        model: The model.
        given: As for `check_inputs`, or None.

    Returns:
        One array for each input, in the model's dtype.

    Raises:
        ExportError: The given ones do not fit, or none can be sampled.
    """
    return sample_inputs(model) if given is None else check_inputs(model, given)


def check_inputs(model: "keras.Model | ListModel", inputs: object) -> list[np.ndarray]:
    """Bring given parity inputs into shape.

    Args:
        model: The model.
        inputs: One array, or a list with one array for each input; the first axis counts samples.

    Returns:
        One array for each input, in the model's dtype.

    Raises:
        ExportError: Wrong number, wrong shape, fewer than ten samples, or NaN; or a dimension of
            size 0.
    """
    _require_samples([*model.inputs, *model.outputs])
    given = list(inputs) if isinstance(inputs, list | tuple) else [inputs]
    arrays = [np.asarray(array) for array in given]
    if len(arrays) != len(model.inputs):
        raise ExportError(
            f"The model has {len(model.inputs)} inputs",
            received=f"parity inputs for {len(arrays)}",
            remedy="Give one array for each input, in the order of model.inputs",
        )
    counts = {array.shape[0] if array.ndim else 0 for array in arrays}
    if len(counts) > 1 or min(counts) < FEWEST_SAMPLES:
        raise ExportError(
            f"Parity needs at least {FEWEST_SAMPLES} samples, the same number for each input",
            received=f"{', '.join(map(str, sorted(counts)))} samples",
            remedy="Give more samples, or none to have them sampled",
        )
    return [_fit(array, tensor) for array, tensor in zip(arrays, model.inputs, strict=True)]


def write_parity(inputs: list[np.ndarray], reference: Reference, labels: object) -> dict:
    """Write the samples as they go into model.json.

    Args:
        inputs: One array for each input.
        reference: What Keras computes for them.
        labels: One whole number a sample, or None.

    Returns:
        `{"inputs", "outputs", "labels", "precision"}`; arrays as `encode_tensor` writes them.

    Raises:
        ExportError: There are not as many labels as samples.
    """
    if labels is not None:
        labels = [int(label) for label in np.asarray(labels).reshape(-1)]
        if len(labels) != len(inputs[0]):
            raise ExportError(
                f"There are {len(inputs[0])} parity samples",
                received=f"{len(labels)} labels",
                remedy="Give one label per sample",
            )
    return {
        "inputs": [encode_tensor(array) for array in inputs],
        "outputs": [encode_tensor(array) for array in reference.outputs],
        "labels": labels,
        "precision": reference.precision,
    }


def _fit(array: np.ndarray, tensor: "keras.KerasTensor") -> np.ndarray:
    """Check one array against one input of the model."""
    wanted = tuple(tensor.shape)[1:]
    sizes_fit = array.ndim == len(wanted) + 1 and all(
        size is None or size == given for size, given in zip(wanted, array.shape[1:], strict=True)
    )
    if not sizes_fit or array.dtype.kind not in "fiub":
        raise ExportError(
            f'Input "{tensor.name}" takes {tensor.dtype} of shape (samples, {wanted})',
            received=f"{array.dtype} of shape {array.shape}",
            remedy="Preprocess the parity inputs as for model.predict",
        )
    array = array.astype(_numpy_dtype(tensor))
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ExportError("The parity inputs hold NaN or infinity", remedy="Give finite inputs")
    return array


def _numpy_dtype(tensor: "keras.KerasTensor") -> str:
    stored = INPUT_DTYPES[tensor.dtype]
    return tensor.dtype if stored == "int32" else stored


def _smallest_vocabulary(model: "keras.Model") -> int | None:
    # Whole numbers beyond what either of them knows, TensorFlow.js refuses.
    sizes = [
        getattr(layer, size)
        for layer in all_layers(model)
        for class_name, size in _VOCABULARIES
        if type(layer).__name__ == class_name and hasattr(layer, size)
    ]
    # A layer whose class says nothing may say it itself.
    sizes += [n for layer in all_layers(model) if (n := getattr(layer, "takes_ids_below", None))]
    return min(sizes, default=None)


def _feeds_embedding(tensor: "keras.KerasTensor") -> bool:
    return any(type(node.operation).__name__ in _EMBEDDINGS for node in readers_of(tensor))
