"""The keys by which a model takes its inputs and yields its outputs, tensor by tensor."""

from typing import TYPE_CHECKING, Any

from kerasdigits.tfjs.reference.keras_internals import input_structure, output_structure

if TYPE_CHECKING:
    import keras


def key_names(structure: Any) -> list[str] | None:
    """Name the tensors of a structure by the keys of its dicts.

    Args:
        structure: A tensor, or lists and dicts of them.

    Returns:
        One name a tensor, in the order in which Keras flattens the structure, keys inside keys
        joined by a slash; None where no dict tells the tensors apart.
    """
    import keras

    if not isinstance(structure, dict):
        return None
    paths = [path for path, _ in keras.tree.flatten_with_path(structure)]
    return ["/".join(map(str, path)) for path in paths]


def describe_keys(model: "keras.Model") -> dict[str, list[str]]:
    """Give what model.json says of a functional model's keys.

    Args:
        model: The model, of any kind.

    Returns:
        `input_names` and `output_names`, each only where they are the keys of a dict.
    """
    if not getattr(model, "inputs", None):
        return {}
    found = {
        "input_names": key_names(input_structure(model)),
        "output_names": key_names(output_structure(model)),
    }
    return {key: names for key, names in found.items() if names is not None}


def describe_renamed(kind: str, keys: list[str] | None, names: list[str]) -> list[str]:
    """Say under which names TensorFlow.js knows inputs or outputs that have others in Keras.

    Args:
        kind: `input` or `output`.
        keys: What Keras calls them; None where it has no names to keep.
        names: What TensorFlow.js calls them.

    Returns:
        A sentence, or nothing where all are called the same.
    """
    pairs = zip(keys or [], names, strict=False)
    other = [f'"{key}" is "{name}"' for key, name in pairs if key != name]
    return [f"{kind}s have other names in TensorFlow.js: {', '.join(other)}"] if other else []
