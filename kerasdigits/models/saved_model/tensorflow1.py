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
_LOOK_UP = ("ResourceGather", "Gather", "GatherV2")
_WHOEVER = "Whoever has its program can save a signature that takes it"


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
            checkpoint does not hold, or an operation that `distrust` refuses.
    """
    import tensorflow as tf

    signature = meta_graph.signature_def[name]
    part = _find_part(meta_graph.graph_def, signature, path)
    variables = _read_variables([node for node in part if node.op in _VARIABLES], path)
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
    function.looks_up = any(node.op in _LOOK_UP for node in part)
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


def _read_variables(nodes: Iterable[Any], path: Path) -> dict[str, Any]:
    """Read the variables that are used: the name of a node -> a variable of TensorFlow 2."""
    import tensorflow as tf

    checkpoint = tf.train.load_checkpoint(str(path / "variables" / "variables"))
    variables = {}
    for node in nodes:
        name = node.attr["shared_name"].s.decode() or node.name
        if not checkpoint.has_tensor(name):
            raise ModelError(
                "This SavedModel's checkpoint does not hold a variable of its graph",
                received=f"{name} in {path}",
                remedy="Copy the whole folder again; variables in parts are not read here",
            )
        variables[node.name] = tf.Variable(checkpoint.get_tensor(name), name=name)
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
