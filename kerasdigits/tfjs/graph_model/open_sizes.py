"""What to say where sizes would have to be fixed that a model leaves open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kerasdigits.tfjs.format.input_dtypes import INPUT_DTYPES

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

# Sizes of which people think first: of pictures and volumes, of sequences.
_PICTURE, _STEPS = 224, 100


def advise_sizes(tensors: "Sequence[keras.KerasTensor | tf.Tensor]") -> str:
    """Tell how to fix the sizes that the inputs leave open.

    Args:
        tensors: All inputs of the model, in its order; the first axis is the batch.

    Returns:
        A sentence with the options of `kerasdigits export` to add, or nothing where no size is
        open.
    """
    if all(None not in tuple(tensor.shape)[1:] for tensor in tensors):
        return ""
    options = " ".join(f"--input {_spell(tensor)}" for tensor in tensors)
    return f"Fix its open sizes, such as with {options} (input_signature in Python)"


def _spell(tensor: "keras.KerasTensor | tf.Tensor") -> str:
    """Write an input as `--input` takes it: `100,3` or `100:int32`."""
    shape = tuple(tensor.shape)
    likely = _PICTURE if shape[1:].count(None) > 1 and len(shape) > 3 else _STEPS
    sizes = ",".join(str(likely if size is None else size) for size in shape[1:])
    name = tensor.dtype if isinstance(tensor.dtype, str) else tensor.dtype.name
    dtype = INPUT_DTYPES.get(name, name)
    return sizes if dtype == "float32" else f"{sizes}:{dtype}"
