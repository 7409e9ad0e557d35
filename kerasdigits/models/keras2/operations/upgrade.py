"""The way of one of TensorFlow's operations through the tables."""

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import Call, write_call
from kerasdigits.models.keras2.operations.composed import COMPOSED
from kerasdigits.models.keras2.operations.steps import SUPPORTED, Steps
from kerasdigits.models.keras2.operations.table import OPERATIONS

# Arguments of TensorFlow's that say nothing about the result.
_SILENT = ("name", "conjugate", "validate_indices", "use_cudnn_on_gpu", "partition_strategy")


def upgrade_operation(layer: dict, calls: list[Call]) -> list[dict]:
    """Write the calls of one of TensorFlow's functions with keras.ops.

    Args:
        layer: A TFOpLambda or SlicingOpLambda.
        calls: What it was called on.

    Returns:
        Entries of Keras 3's operations with their calls; the last has the name of `layer`.

    Raises:
        ModelError: The tables do not know the function, or an argument of it.
    """
    made = [_write_operation(layer, call).entries for call in calls]
    kinds = [[entry for entry, _ in entries] for entries in made]
    if any(kind != kinds[0] for kind in kinds) or (len(made) > 1 and len(kinds[0]) > 1):
        raise ModelError(
            "An operation of TensorFlow between the layers is called in two ways",
            received=layer["name"],
            remedy=SUPPORTED,
        )
    return [
        {**entry, "inbound_nodes": [write_call(entries[number][1]) for entries in made]}
        for number, entry in enumerate(kinds[0])
    ]


def _write_operation(layer: dict, call: Call) -> Steps:
    function = _plain_name(layer["config"].get("function", ""))
    steps = Steps(layer["name"])
    named = {k: v for k, v in call.named.items() if k not in _SILENT and v is not None}
    (first,) = call.arguments
    if function in COMPOSED:
        COMPOSED[function](steps, first, named)
    elif function in OPERATIONS:
        OPERATIONS[function].write(steps, first, named)
    else:
        raise ModelError(
            "An operation of TensorFlow between the layers is not known here",
            received=f"tf.{function}",
            remedy=SUPPORTED,
        )
    for key, value in named.items():
        raise ModelError(
            f"tf.{function} between the layers has an argument that is not known here",
            received=f"{key}={value!r}",
            remedy=SUPPORTED,
        )
    steps.finish()
    return steps


def _plain_name(function: str) -> str:
    """Drop what says that TensorFlow 1 had the function too; not where it meant another there."""
    plain = function.removeprefix("compat.v1.")
    return function if plain.startswith("image.") else plain
