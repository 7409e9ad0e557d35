"""What a model takes: names, shapes and dtypes of its inputs, whichever way it was made."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard, Union

from kerasdigits.errors import ExportError, option
from kerasdigits.tfjs.format.input_dtypes import INPUT_DTYPES
from kerasdigits.tfjs.reference.id_inputs import find_id_inputs
from kerasdigits.tfjs.reference.keras_internals import built_shapes, input_structure

if TYPE_CHECKING:
    import keras

_NOT_INPUTS = ("self", "training", "mask")
# Described inputs in the lists and dicts in which the model takes them.
_Leaves = Union["_Leaf", list["_Leaves"], dict[str, "_Leaves"]]


@dataclass(frozen=True)
class ModelInputs:
    """The inputs in a fixed order, and how the model is called with them.

    Attributes:
        tensors: One `KerasTensor` an input; the first axis is the batch.
        arrange: Takes the inputs as a list and gives the positional and the keyword arguments of
            the call.
        notes: Sentences for the person who exports.
    """

    tensors: list["keras.KerasTensor"]
    arrange: Callable[[list], tuple[tuple, dict]]
    notes: tuple[str, ...] = ()


def find_inputs(model: "keras.Model", input_signature: object = None) -> ModelInputs:
    """Find out what a model takes.

    Args:
        model: The model.
        input_signature: What the caller says about it: one `(shape, dtype)`, KerasTensor or
            InputSpec, or a list or dict of them; shapes include the batch, as None.

    Returns:
        Its inputs.

    Raises:
        ExportError: The model does not know, or takes what TensorFlow.js has no tensors for.
    """
    if input_signature is not None:
        inputs = _from_signature(model, input_signature)
    elif getattr(model, "inputs", None):
        structure = input_structure(model, model.inputs[0])
        inputs = ModelInputs(list(model.inputs), _pack_like(structure))
    else:
        inputs = _from_signature(model, _built_shapes(model))
    for tensor in inputs.tensors:
        if tensor.dtype not in INPUT_DTYPES or tensor.sparse or tensor.ragged:
            raise ExportError(
                f'Input "{tensor.name}" takes sparse or ragged tensors or text, which '
                "TensorFlow.js cannot feed",
                received=f"dtype={tensor.dtype}",
                remedy="Use a dense input of numbers",
            )
    return inputs


def describe_signature(model: "keras.Model", input_signature: object = None) -> object:
    """Describe a model's inputs so that JSON can hold it.

    Args:
        model: The model.
        input_signature: As for `find_inputs`.

    Returns:
        An `input_signature` of lists and dicts, or None when the model itself knows its inputs.
    """
    if input_signature is None and getattr(model, "inputs", None):
        return None
    given = _built_shapes(model) if input_signature is None else input_signature
    return _as_plain(_as_leaves(given))


def _as_plain(leaves: _Leaves) -> object:
    if isinstance(leaves, dict):
        return {key: _as_plain(value) for key, value in leaves.items()}
    if isinstance(leaves, list):
        return [_as_plain(value) for value in leaves]
    return list(leaves.shape) if leaves.dtype is None else [list(leaves.shape), leaves.dtype]


def _from_signature(model: "keras.Model", signature: object) -> ModelInputs:
    """Make inputs of a description; a model that has inputs of its own keeps their names."""
    import keras

    own = list(getattr(model, "inputs", None) or [])
    parts = keras.tree.flatten(_as_leaves(signature))
    if own and len(own) != len(parts):
        raise ExportError(
            f"The model has {len(own)} inputs",
            received=f"{option('input_signature')} for {len(parts)}",
            remedy="Describe each input, in the order of model.inputs",
        )
    names = _names(signature, len(parts)) if not own else [tensor.name for tensor in own]
    tensors = [
        _tensor(part, name, own[i] if own else None)
        for i, (part, name) in enumerate(zip(parts, names, strict=True))
    ]
    if own:
        return ModelInputs(tensors, _pack_like(input_structure(model, own[0])))
    arrange = _arrangement(model, signature)
    unsaid = [i for i, part in enumerate(parts) if part.dtype is None]
    if not unsaid:
        return ModelInputs(tensors, arrange)
    ids = [i for i in find_id_inputs(model, tensors, arrange) if i in unsaid]
    for i in ids:
        tensors[i] = _tensor(_Leaf(parts[i].shape, "int32"), names[i], None)
    notes = tuple(
        f'input "{names[i]}" is taken as {tensors[i].dtype}'
        + (", since an Embedding reads it" if i in ids else "")
        + ": Keras keeps no dtypes of a model of a class of its own "
        f"({option('input_signature')} says another)"
        for i in unsaid
    )
    return ModelInputs(tensors, arrange, notes)


class _Leaf:
    """One described input, which `keras.tree` takes for a leaf."""

    def __init__(self, shape: tuple, dtype: str | None):
        self.shape, self.dtype = shape, dtype


def _as_leaves(signature: object) -> _Leaves:
    """Turn the description of each input into a `_Leaf`, keeping lists and dicts."""
    import keras

    if isinstance(signature, dict):
        return {key: _as_leaves(value) for key, value in signature.items()}
    if _is_shape(signature):
        return _Leaf(tuple(signature), None)
    if isinstance(signature, tuple | list):
        if len(signature) == 2 and _is_shape(signature[0]) and isinstance(signature[1], str):
            return _Leaf(tuple(signature[0]), signature[1])
        return [_as_leaves(value) for value in signature]
    shape = getattr(signature, "shape", None)
    if shape is None:
        raise ExportError(
            "input_signature must describe each input by shape and dtype",
            received=signature,
            remedy="Use, for example, input_signature=[((None, 28, 28, 1), 'float32')]",
        )
    dtype = getattr(signature, "dtype", None)
    return _Leaf(tuple(shape), None if dtype is None else keras.backend.standardize_dtype(dtype))


def _is_shape(value: object) -> TypeGuard[Sequence[int | None]]:
    return isinstance(value, tuple | list) and all(
        size is None or isinstance(size, int) for size in value
    )


def _tensor(leaf: _Leaf, name: str, own: "keras.KerasTensor | None") -> "keras.KerasTensor":
    import keras

    dtype = leaf.dtype or (own.dtype if own is not None else "float32")
    return keras.Input(batch_shape=(None, *leaf.shape[1:]), dtype=dtype, name=name)


def _names(signature: object, count: int) -> list[str]:
    import keras

    if isinstance(signature, dict):
        leaves = _as_leaves(signature)
        return ["/".join(map(str, path)) for path, _ in keras.tree.flatten_with_path(leaves)]
    return ["input" if count == 1 else f"input_{i}" for i in range(count)]


def _pack_like(structure: Any) -> Callable[[list], tuple[tuple, dict]]:
    import keras

    return lambda tensors: ((keras.tree.pack_sequence_as(structure, tensors),), {})


def _arrangement(model: "keras.Model", signature: object) -> Callable[[list], tuple[tuple, dict]]:
    """Decide whether inputs are arguments of their own or one list or dict."""
    import keras

    leaves = _as_leaves(signature)
    arguments = list(_arguments(model))
    if isinstance(leaves, dict) and len(leaves) > 1 and set(leaves) <= set(arguments):
        return lambda tensors: ((), keras.tree.pack_sequence_as(leaves, tensors))
    if isinstance(leaves, list) and len(leaves) == 1:
        return lambda tensors: (tuple(tensors), {})
    if isinstance(leaves, list) and len(arguments) >= len(leaves):
        return lambda tensors: (tuple(keras.tree.pack_sequence_as(leaves, tensors)), {})
    return _pack_like(leaves)


def _arguments(model: "keras.Model") -> dict[str, inspect.Parameter]:
    """List the arguments by which a model of a class of its own may be given inputs."""
    return {
        name: parameter
        for name, parameter in inspect.signature(model.call).parameters.items()
        if name not in _NOT_INPUTS and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    }


def _built_shapes(model: "keras.Model") -> object:
    """Give the shapes for which a model of a class of its own was built."""
    shapes = built_shapes(model)
    if not model.built or not shapes:
        raise ExportError(
            f'The shapes of the inputs of model "{model.name}" are not known',
            received=f"a model of class {type(model).__name__} that has not been called yet",
            remedy="Call it on data once, or give input_signature=[((None, 28, 28, 1), 'float32')]",
        )
    if len(shapes) == 1:
        arguments = _arguments(model).items()
        wanted = [name for name, argument in arguments if argument.default is argument.empty]
        if len(wanted) > 1:
            raise ExportError(
                f'Model "{model.name}" takes {", ".join(wanted)}, and Keras keeps the shape of the '
                "first only",
                received=next(iter(shapes.values())),
                remedy="Describe all of them with input_signature, which is --input on the command "
                "line",
            )
        return next(iter(shapes.values()))
    return {name.removesuffix("_shape"): shape for name, shape in shapes.items()}
