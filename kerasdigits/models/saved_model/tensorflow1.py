"""A signature of TensorFlow 1 as a function: its part of the graph, the checkpoint's variables.

Nothing else of the graph is looked at, and nothing that the file says about starting is run.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.saved_model.distrust import require_harmless

_VARIABLES = ("VariableV2", "Variable", "VarHandleOp")
# What reads a variable by its handle -> the same of its value, whose dtype has another name there.
_READS = {"ReadVariableOp": ("Identity", "T"), "ResourceGather": ("Gather", "Tparams")}
_WHOEVER = "Whoever has its program can save a signature that takes it"
# Of which its loops and branches are made: a function of TensorFlow 2 cannot hold them.
_BRANCHES = ("Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond", "TensorArrayV3")


def load_function(path: Path, meta_graph: Any, name: str) -> Any:
    """Make a function of a signature.

    Args:
        path: The SavedModel's folder.
        meta_graph: What is to be served of it.
        name: The signature's name.

    Returns:
        A concrete function that takes and gives tensors by the signature's names.

    Raises:
        ModelError: It needs a value that the signature does not take, a variable that the
            checkpoint does not hold, a loop or branch, or an operation that `distrust` refuses.
    """
    import tensorflow as tf

    signature = meta_graph.signature_def[name]
    part = _find_part(meta_graph.graph_def, signature, path)
    _refuse_branches(part, path)
    used = [node for node in part if node.op in _VARIABLES]
    variables = _read_variables(used, _find_slices(meta_graph), path) if used else {}
    graph = tf.compat.v1.GraphDef(
        node=[_by_value(node) for node in part if node.op not in _VARIABLES],
        library=meta_graph.graph_def.library,
        versions=meta_graph.graph_def.versions,
    )

    def call(**inputs: Any) -> dict[str, Any]:
        given = {signature.inputs[key].name: value for key, value in inputs.items()}
        given |= {f"{node}:0": variable.read_value() for node, variable in variables.items()}
        ends = [info.name for info in signature.outputs.values()]
        found = tf.graph_util.import_graph_def(graph, given, ends, name="")
        return dict(zip(signature.outputs, found, strict=True))

    specs = {
        key: tf.TensorSpec(tf.TensorShape(info.tensor_shape), tf.dtypes.as_dtype(info.dtype), key)
        for key, info in signature.inputs.items()
    }
    function = tf.function(call, autograph=False).get_concrete_function(**specs)
    function.kept_alive_by = variables
    return function


def _node_of(tensor: str) -> str:
    """Give the node of a tensor's name, or of an input as a node lists it."""
    return tensor.removeprefix("^").partition(":")[0]


def _find_part(graph: Any, signature: Any, path: Path) -> list[Any]:
    """List the nodes that the outputs are computed from, in the order of the graph."""
    nodes = {node.name: node for node in graph.node}
    given = {_node_of(info.name) for info in signature.inputs.values()}
    left, found = [_node_of(info.name) for info in signature.outputs.values()], set(given)
    while left:
        name = left.pop()
        if name in found:
            continue
        if name not in nodes:
            raise ModelError(
                "This SavedModel is damaged: its signature names what its graph does not hold",
                received=f"{name} in {path}",
                remedy="Copy the whole folder again",
            )
        if nodes[name].op == "Placeholder":
            raise ModelError(
                "The signature needs a value that it does not take",
                received=f'placeholder "{name}" in {path}',
                remedy=_WHOEVER,
            )
        found.add(name)
        left += map(_node_of, nodes[name].input)
    part = [node for node in graph.node if node.name in found - given]
    require_harmless([n for n in part if n.op not in _VARIABLES], graph.library.function, path)
    return part


def _refuse_branches(part: Iterable[Any], path: Path) -> None:
    for node in part:
        if node.op.removeprefix("Ref") in _BRANCHES:
            raise ModelError(
                "This SavedModel has a loop or branch of TensorFlow 1, of which no graph for the "
                "browser can be made",
                received=f'{node.op} "{node.name}" in {path}',
                remedy="Whoever has its program can save it by TensorFlow 2, or without the loop "
                "(tf.unstack over a known number of steps)",
            )


def _find_slices(meta_graph: Any) -> dict[str, tuple[str, tuple[slice, ...]]]:
    """Find of which variables others are parts: a part's name -> the whole's, and its place."""
    from google.protobuf.message import DecodeError
    from tensorflow.core.framework.variable_pb2 import VariableDef

    found = {}
    for collection in meta_graph.collection_def.values():
        for content in collection.bytes_list.value:
            variable = VariableDef()
            try:
                variable.ParseFromString(content)
            except DecodeError:  # a collection of something else
                continue
            part = variable.save_slice_info_def
            if part.full_name:
                ranges = zip(part.var_offset, part.var_shape, strict=True)
                place = tuple(slice(begin, begin + size) for begin, size in ranges)
                found[_node_of(variable.variable_name)] = (part.full_name, place)
    return found


def _read_variables(
    nodes: Iterable[Any], slices: dict[str, tuple[str, tuple[slice, ...]]], path: Path
) -> dict[str, Any]:
    """Read the variables that are used: the name of a node -> a variable of TensorFlow 2."""
    import tensorflow as tf

    checkpoint = tf.train.load_checkpoint(str(path / "variables" / "variables"))
    variables = {}
    for node in nodes:
        own = node.attr["shared_name"].s.decode() or node.name
        name, place = slices.get(node.name, (own, ()))
        if not checkpoint.has_tensor(name):
            raise ModelError(
                "This SavedModel's checkpoint does not hold a variable of its graph",
                received=f"{name} in {path}",
                remedy="Copy the whole folder again",
            )
        variables[node.name] = tf.Variable(checkpoint.get_tensor(name)[place], name=own)
    return variables


def _by_value(node: Any) -> Any:
    """Have a node read the value of a variable, or the value that stands for a missing input."""
    op, dtype = _READS.get(node.op, (None, "T"))
    if node.op == "PlaceholderWithDefault":
        op = "Identity"
    changed = type(node)(name=node.name, op=op or node.op, input=node.input)
    for key, value in node.attr.items():
        if (op is None or key == "Tindices") and key != "_class":  # which lie on one device
            changed.attr[key].CopyFrom(value)
    if op is not None:
        changed.attr[dtype].CopyFrom(node.attr["dtype"])
    return changed
