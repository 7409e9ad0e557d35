"""Compute operations whose inputs are known while the model is exported."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode

if TYPE_CHECKING:
    import tensorflow as tf
    from tensorflow.core.framework.attr_value_pb2 import AttrValue
    from tensorflow.core.framework.op_def_pb2 import OpDef

# Below this a computed constant is always stored; above it only when it is not larger than what it
# is computed from: `tf.zeros((1000, 1000))` is four bytes in the graph and four million stored.
_SMALL_BYTES = 65_536


def compute(node: SourceNode, inputs: list[np.ndarray]) -> list[np.ndarray] | None:
    """Run one operation, unless its outputs are better computed by TensorFlow.js.

    Args:
        node: The operation.
        inputs: Its inputs.

    Returns:
        Its outputs, or None when it has a state, or makes large outputs of small inputs.
    """
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(node.op)
    if definition is None or definition.is_stateful:
        return None
    arrays = run_operation(node, inputs)
    produced, consumed = (sum(array.nbytes for array in side) for side in (arrays, inputs))
    return arrays if produced <= max(_SMALL_BYTES, consumed) else None


def run_operation(node: SourceNode, inputs: list[np.ndarray]) -> list[np.ndarray]:
    """Run one operation, however large its outputs are.

    Args:
        node: The operation; it must have no state.
        inputs: Its inputs.

    Returns:
        Its outputs.
    """
    import tensorflow as tf
    from tensorflow.python.eager import context, execute
    from tensorflow.python.framework import op_def_registry

    definition = op_def_registry.get(node.op)
    with context.eager_mode(), tf.device("CPU:0"):
        outputs = execute.execute(
            node.op.encode(),
            _count_outputs(definition, node.attributes),
            [tf.constant(value) for value in inputs],
            _flatten_attributes(node.attributes),
            context.context(),
        )
        # A single number would come as a scalar of NumPy's, which is not an array.
        return [np.asarray(output.numpy()) for output in outputs]


def _count_outputs(definition: "OpDef", attributes: "dict[str, AttrValue]") -> int:
    count = 0
    for output in definition.output_arg:
        if output.number_attr:
            count += attributes[output.number_attr].i
        elif output.type_list_attr:
            count += len(attributes[output.type_list_attr].list.type)
        else:
            count += 1
    return count


def _flatten_attributes(attributes: "dict[str, AttrValue]") -> tuple:
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


def _read_list(tf: "tf", value: "AttrValue.ListValue") -> list:
    for kind in ("s", "i", "f", "b", "type"):
        if len(getattr(value, kind)):
            return list(getattr(value, kind))
    return [tf.TensorShape(shape) for shape in value.shape]
