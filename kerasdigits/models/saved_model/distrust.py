"""What a SavedModel may hold: TensorFlow's own operations that compute, and no other ones.

`tf.saved_model.load` runs functions of the file: those that make and fill its resources. So all of
them are read first, as the protocol buffer that they are, and an operation that touches files, the
network, the process or Python is refused by its name. The two functions that save and restore the
variables are there in every SavedModel and are not run: they may read and write checkpoints.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kerasdigits.errors import ModelError

# Operations with a state that a model computes with; every other stateful one is refused.
_HARMLESS_STATE = re.compile(
    r"Placeholder|Assert|(Stateful|Parallel)?PartitionedCall|StatefulPartitionedCall|If|While|Case"
    r"|VarHandleOp|ReadVariableOp|Assign(Add|Sub)?VariableOp|VarIsInitializedOp|DestroyResourceOp"
    r"|VariableShape|DisableCopyOnRead|ResourceGather(Nd)?|ResourceScatter\w+|ResourceStridedSliceAssign"
    r"|(Mutable|Anonymous|AnonymousMutable)?HashTable(V2|OfTensorsV2|OfTensors)?"
    r"|LookupTable(Find|Import|Insert|Remove|Size|Export)V2|InitializeTableV2"
    r"|Random(Uniform|UniformInt|StandardNormal|Shuffle|Gamma|Poisson|PoissonV2)|TruncatedNormal"
    r"|Multinomial|ParameterizedTruncatedNormal|Stateful(Uniform|StandardNormal|Truncated)\w*"
    r"|Bernoulli|RngSkip|RngReadAndSkip|Stack\w*V2|TensorArray\w*V3|TensorListConcat\w*"
    r"|NonMaxSuppression\w*|CudnnRNN\w*|FakeParam|NoOp|Bucketize"
)
_FOR_VARIABLES = ("SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename")
# Such names are refused whatever TensorFlow says of their state.
_REACH_OUTSIDE = re.compile(
    r"PyFunc|File|Dataset|Reader|Summary|Print|Save|Restore|Checkpoint|Iterator|Remote|Rpc|Xla"
    r"|TPU|Tpu|Debug|Dump|Sql|Send|Recv|Collective|Barrier|Queue|Enqueue|Session|Symbolic"
)


def read_saved_model(path: Path) -> Any:
    """Read a SavedModel's description, and refuse what it must not hold; nothing is run.

    Args:
        path: The folder.

    Returns:
        The `SavedModel`, with the graph for serving alone.

    Raises:
        ModelError: It cannot be read, or holds an operation that reaches outside the model, or one
            that TensorFlow does not have. (Of TensorFlow 1's, whose graph holds all that training
            and saving need, `require_harmless` looks at the part that is used.)
    """
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    file = path / "saved_model.pb"
    if not file.is_file():
        raise ModelError(
            "This SavedModel is written as text, which is not read here",
            received=path / "saved_model.pbtxt",
            remedy="Where it comes from, tf.saved_model.save writes what is read here",
        )
    saved = SavedModel()
    try:
        saved.ParseFromString(file.read_bytes())
    except DecodeError as error:
        raise _damaged(file) from error
    served = _find_served(saved.meta_graphs, file)
    if not is_of_tensorflow_1(served):
        _refuse_what_reaches_outside(served, path)
    del saved.meta_graphs[:]
    saved.meta_graphs.append(served)
    return saved


def _find_served(graphs: Any, file: Path) -> Any:
    """Choose the graph to be served: its tag says so; TensorFlow 1's Hub gives it no tag at all."""
    if not graphs:
        raise _damaged(file)
    tagged = {frozenset(graph.meta_info_def.tags): graph for graph in graphs}
    served = [graph for tags, graph in tagged.items() if "serve" in tags]
    served += [graph for tags, graph in tagged.items() if not tags]
    if not served:
        raise ModelError(
            "This SavedModel holds no graph that is meant to be served",
            received=f"{file}, tagged {', '.join(sorted(frozenset.union(*tagged)))}",
            remedy='Whoever has the model in Python can save it with the tag "serve"',
        )
    return served[0]


def is_of_tensorflow_1(meta_graph: Any) -> bool:
    """Tell whether a graph has no functions, but sessions that run parts of it."""
    return not meta_graph.HasField("object_graph_def")


def require_harmless(nodes: Iterable[Any], functions: Iterable[Any], path: Path) -> None:
    """Refuse part of a graph that reaches outside.

    Args:
        nodes: The part.
        functions: What it may call.
        path: The SavedModel's folder.

    Raises:
        ModelError: It does, or needs an operation that TensorFlow does not have.
    """
    for some in (nodes, *(function.node_def for function in functions)):
        _check_nodes(some, (), path)


def _damaged(file: Path) -> ModelError:
    return ModelError(
        "This SavedModel is damaged, or only part of one",
        received=file,
        remedy="Copy the whole folder again",
    )


def _refuse_what_reaches_outside(meta_graph: Any, path: Path) -> None:
    graph = meta_graph.graph_def
    functions = {function.signature.name: function for function in graph.library.function}
    own = _functions_of_the_saver(meta_graph, functions)
    for name, function in functions.items():
        allowed = _FOR_VARIABLES if name in own else ()
        _check_nodes(function.node_def, allowed, path)
    # The graph beside the functions is for TensorFlow 1 and is never run.
    _check_nodes(graph.node, _FOR_VARIABLES, path)


def _functions_of_the_saver(meta_graph: Any, functions: dict[str, Any]) -> set[str]:
    """Find the functions that only the saver calls, with the ones that they call."""
    saver = meta_graph.saver_def
    starts = {
        name.partition(":")[0].removeprefix("^")
        for name in (saver.save_tensor_name, saver.restore_op_name)
    }
    nodes = meta_graph.graph_def.node
    called = set(_called(node for node in nodes if node.name in starts))
    elsewhere = set(meta_graph.object_graph_def.concrete_functions)
    elsewhere |= set(_called(node for node in nodes if node.name not in starts))
    for name, function in functions.items():
        if name not in called:
            elsewhere |= set(_called(function.node_def))
    for node in meta_graph.object_graph_def.nodes:
        for saveable in node.saveable_objects.values():
            elsewhere |= {str(saveable.save_function), str(saveable.restore_function)}
    return called - elsewhere


def _called(nodes: Iterable[Any]) -> Iterator[str]:
    for node in nodes:
        for attribute in node.attr.values():
            yield from (function.name for function in attribute.list.func)
            if attribute.HasField("func"):
                yield attribute.func.name


def _check_nodes(nodes: Iterable[Any], allowed: tuple[str, ...], path: Path) -> None:
    from tensorflow.python.framework import op_def_registry

    for node in nodes:
        if node.op in allowed:
            continue
        if node.op == "XlaCallModule":
            raise ModelError(
                "This SavedModel holds a program that XLA compiled (JAX exports such), of which no "
                "graph can be made",
                received=f"{node.op} in {path}",
                remedy="Export the Keras model that it was made from (a .keras file) itself",
            )
        definition = op_def_registry.get(node.op)
        if definition is None:
            raise ModelError(
                "This SavedModel needs an operation that TensorFlow itself does not have",
                received=f"{node.op} in {path}",
                remedy="Whoever has the model in Python can save it without that",
            )
        stateful = definition.is_stateful and not _HARMLESS_STATE.fullmatch(node.op)
        if stateful or _REACH_OUTSIDE.search(node.op):
            raise ModelError(
                "This SavedModel holds an operation that reaches outside the model (files, "
                "network, Python), so none of it is run",
                received=f"{node.op} in {path}",
                remedy="Whoever has the model in Python can save it without that: what reads files "
                "belongs before the model",
            )
