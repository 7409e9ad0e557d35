"""Compute operations whose inputs are known while the model is exported."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode

if TYPE_CHECKING:
    import tensorflow as tf

# Below this a computed constant is always stored; above it only when it is not larger than what it
# is computed from: `tf.zeros((1000, 1000))` is four bytes in the graph and four million stored.
_SMALL_BYTES = 65_536


def compute(
    node: SourceNode, inputs: list[np.ndarray], *, limit: bool = True
) -> list[np.ndarray] | None:
    """Run one operation.

    Args:
        node: The operation; it must have no state.
        inputs: Its inputs.
        limit: Whether to leave large outputs of small inputs to TensorFlow.js.

    Returns:
        Its outputs, or None when they are better computed by TensorFlow.js.
    """
    import tensorflow as tf
    from tensorflow.python.eager import context, execute
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(node.op)
    if definition is None or definition.is_stateful:
        return None
    with context.eager_mode(), tf.device("CPU:0"):
        outputs = execute.execute(
            node.op.encode(),
            _count_outputs(definition, node.attributes),
            [tf.constant(value) for value in inputs],
            _flatten_attributes(node.attributes),
            context.context(),
        )
        arrays = [output.numpy() for output in outputs]
    produced, consumed = (sum(array.nbytes for array in side) for side in (arrays, inputs))
    return arrays if not limit or produced <= max(_SMALL_BYTES, consumed) else None


def _count_outputs(definition: object, attributes: dict) -> int:
    count = 0
    for output in definition.output_arg:
        if output.number_attr:
            count += attributes[output.number_attr].i
        elif output.type_list_attr:
            count += len(attributes[output.type_list_attr].list.type)
        else:
            count += 1
    return count


def _flatten_attributes(attributes: dict) -> tuple:
    """Write attributes as TensorFlow's eager runtime takes them: name, value, name, value..."""
    import tensorflow as tf

    flat: list = []
    for name, value in attributes.items():
        kind = value.WhichOneof("value")
        if name.startswith("_") or kind is None:
            continue
        if kind == "list":
            flat += [name, _read_list(tf, value.list)]
        elif kind == "shape":
            flat += [name, tf.TensorShape(value.shape)]
        elif kind != "func":
            flat += [name, getattr(value, kind)]
    return tuple(flat)


def _read_list(tf: "tf", value: object) -> list:
    for kind in ("s", "i", "f", "b", "type"):
        if len(getattr(value, kind)):
            return list(getattr(value, kind))
    return [tf.TensorShape(shape) for shape in value.shape]
