"""Let TensorFlow trace a model: from here on it is a graph of operations."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError, option
from kerasdigits.tfjs.format.input_dtypes import describe_product
from kerasdigits.tfjs.format.names import clean_name
from kerasdigits.tfjs.graph_model.evaluation.dtypes import narrow_name
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Evaluator
from kerasdigits.tfjs.graph_model.evaluation.source_graph import read_function_graph
from kerasdigits.tfjs.graph_model.evaluation.values import LookupTable, ModelWeight, Value
from kerasdigits.tfjs.graph_model.names import claim_names
from kerasdigits.tfjs.graph_model.open_sizes import advise_sizes
from kerasdigits.tfjs.graph_model.tables import DECOMPOSITIONS, HANDLERS
from kerasdigits.tfjs.graph_model.traceable import traceable_operations
from kerasdigits.tfjs.reference.keras_altered import (
    calling_for_inference,
    naming_scopes,
    resizing_to_computed_sizes,
)
from kerasdigits.tfjs.reference.keras_internals import (
    all_layers,
    handle_of,
    maker_of,
    names_operation,
    runnable_graphs,
)
from kerasdigits.tfjs.reference.key_names import describe_keys, describe_renamed
from kerasdigits.tfjs.reference.model_inputs import ModelInputs
from kerasdigits.tfjs.reference.quantized_layers import find_quantized

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

_SIZES = ("Shape", "ShapeN", "Size", "Rank")
_PRODUCTS = ("Mul", "Square", "Prod", "MatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum")
# Keras underlines parts of its messages with a terminal's control sequences.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# How Keras begins to tell who raised an error.
_CALLED = re.compile(r"when calling (\w+)\.call\(\)")


@dataclass(frozen=True)
class TracedModel:
    """A model as a graph of TensorFlow.js's operations, not yet folded and fused.

    Attributes:
        graph: The `tf.Graph`; weights are placeholders in it.
        inputs: name -> its placeholder, in the model's order.
        outputs: name -> the tensor, in the model's order.
        weights: The name of a placeholder -> the weight that fills it.
        notes: Sentences for the person who exports: what is called otherwise than in Keras.
    """

    graph: "tf.Graph"
    inputs: dict[str, "tf.Tensor"]
    outputs: dict[str, "tf.Tensor"]
    weights: dict[str, ModelWeight]
    notes: tuple[str, ...] = ()


def trace_model(model: "keras.Model", inputs: ModelInputs) -> TracedModel:
    """Trace a model in inference mode and write it in TensorFlow.js's operations.

    Args:
        model: A built model, on the tensorflow backend.
        inputs: What it takes.

    Returns:
        Its graph.

    Raises:
        ExportError: The model cannot be traced, has control flow that depends on its inputs, or
            needs operations that TensorFlow.js lacks.
    """
    import tensorflow as tf

    concrete, structure = _trace(model, inputs)
    source = read_function_graph(concrete.graph, concrete.outputs)
    definitions = {
        function.signature.name: function
        for function in concrete.graph.as_graph_def().library.function
    }
    evaluator = Evaluator(
        tf.Graph(),
        concrete.graph,
        definitions,
        handlers=HANDLERS,
        decompositions=DECOMPOSITIONS,
        advice=advise_sizes(inputs.tensors),
    )
    input_keys = _input_names(model, inputs)
    input_names = claim_names(input_keys, "input")
    shapes = _list_shapes(model, inputs)
    placeholders = _placeholders(evaluator, inputs, shapes, input_names)
    captured = _captured(model, concrete)
    results = evaluator.run(source, [*placeholders.values(), *captured])
    output_keys = _output_names(model, structure)
    # An input that is passed on may be an output under its own name, and no other output may.
    plain = zip(claim_names(output_keys, "output"), results, strict=True)
    own = {name for name, value in plain if placeholders.get(name) is value}
    taken = [name for name in placeholders if name not in own]
    names = claim_names(output_keys, "output", taken)
    outputs = {name: evaluator.tensor(value) for name, value in zip(names, results, strict=True)}
    return TracedModel(
        graph=evaluator.graph,
        inputs=placeholders,
        outputs=outputs,
        weights=evaluator.weights,
        notes=(
            *describe_renamed("input", input_keys, input_names),
            *describe_renamed("output", output_keys, names),
            *_describe_products(concrete.graph),
        ),
    )


def _describe_products(graph: "tf.Graph") -> list[str]:
    """Say where whole numbers are multiplied that inputs decide on; places and sizes are not."""
    places = [
        op.name.rpartition("/")[0] or op.name
        for op in graph.get_operations()
        if op.type in _PRODUCTS
        and op.inputs[0].dtype.name in ("int32", "int64")
        and op.outputs[0].shape.rank != 0
        and _reads_values(op)
    ]
    return [describe_product(f'operation "{place}"') for place in dict.fromkeys(places)]


def _reads_values(op: "tf.Operation") -> bool:
    """Tell whether an operation computes with the values of an input, and not with its sizes."""
    found, stack = set(), [op]
    while stack:
        op = stack.pop()
        if op.type == "Placeholder" and op.outputs[0].dtype.name != "resource":
            return True
        if op.name not in found and op.type not in _SIZES:
            found.add(op.name)
            stack += [source.op for source in op.inputs]
    return False


def _trace(model: "keras.Model", inputs: ModelInputs) -> tuple:
    """Call the model on symbolic tensors; give the traced function and its outputs' structure."""
    import keras
    import tensorflow as tf

    structures = []

    def call(*tensors: "tf.Tensor") -> list:
        arguments, keywords = inputs.arrange(list(tensors))
        outputs = model(*arguments, **keywords, training=False)
        structures.append(outputs)
        return [tf.identity(output) for output in keras.tree.flatten(outputs)]

    shapes = _list_shapes(model, inputs)
    specs = [
        tf.TensorSpec(shape, tensor.dtype)
        for shape, tensor in zip(shapes, inputs.tensors, strict=True)
    ]
    try:
        # TensorFlow takes other names than Keras, which lets layers be called what they like.
        graphs = runnable_graphs(all_layers(model))
        with (
            _without_cudnn(model),
            naming_scopes(clean_name),
            resizing_to_computed_sizes(),
            calling_for_inference(graphs),
            traceable_operations(),
        ):
            function = tf.function(call, autograph=False)
            return function.get_concrete_function(*specs), structures[-1]
    except ExportError:
        raise
    except Exception as error:  # whatever the model's code raises
        raise ExportError(
            f'Model "{model.name}" cannot be traced by TensorFlow',
            received=_COLOUR.sub("", f"{type(error).__name__}: {error}"),
            remedy=advise_sizes(inputs.tensors) or _advise(str(error)),
        ) from error


def _list_shapes(model: "keras.Model", inputs: ModelInputs) -> list[tuple]:
    """Give the shapes of the inputs: of any number of samples, unless a layer insists on one."""
    insists = any(getattr(layer, "insists_on_batch", False) for layer in all_layers(model))
    return [(tensor.shape[0] if insists else None, *tensor.shape[1:]) for tensor in inputs.tensors]


def _advise(message: str) -> str:
    """Say what to do about an error that a layer or an operation raised."""
    called = _CALLED.search(message)
    if called and names_operation(called[1]):
        return (
            f"Keras's tensorflow backend, which traces the graph, cannot trace its operation "
            f"{called[1]}: write it with other operations of keras.ops"
        )
    return (
        "A custom class must use keras.ops; describe its inputs with "
        f"{option('input_signature')} when they are not those of its first call"
    )


@contextmanager
def _without_cudnn(model: "keras.Model") -> Iterator[None]:
    """Keep recurrent layers from choosing a kernel of NVIDIA's, which is one opaque operation."""
    layers = [layer for layer in all_layers(model) if hasattr(layer, "use_cudnn")]
    before = [layer.use_cudnn for layer in layers]
    for layer in layers:
        layer.use_cudnn = False
    try:
        yield
    finally:
        for layer, value in zip(layers, before, strict=True):
            layer.use_cudnn = value


def _placeholders(
    evaluator: Evaluator, inputs: ModelInputs, shapes: list[tuple], names: list[str]
) -> dict:
    import tensorflow as tf

    with evaluator.graph.as_default():
        return {
            name: tf.compat.v1.placeholder(narrow_name(tensor.dtype), shape, name=name)
            for name, shape, tensor in zip(names, shapes, inputs.tensors, strict=True)
        }


def _captured(
    model: "keras.Model", concrete: "tf.types.experimental.ConcreteFunction"
) -> list[Value]:
    """Give what the function reads from outside: variables by their handle, else numbers."""
    own = {id(handle_of(variable)): variable for variable in model.variables}
    modes = {
        id(handle_of(variable)): layer.quantization_mode
        for layer in find_quantized(model)
        for variable in layer.variables
    }
    by_handle = {id(variable.handle): variable for variable in concrete.graph.variables}
    values: list[Value] = []
    for outside, _ in concrete.graph.captures:
        if outside.dtype.name != "resource":
            values.append(outside.numpy())
            continue
        variable = by_handle.get(id(outside))
        table = None if variable is not None else _find_table(model, outside)
        if table is not None:
            values.append(table)
            continue
        if variable is None:
            raise ExportError(
                "The model looks text up in a table of TensorFlow's, which TensorFlow.js lacks",
                received=", ".join(_find_lookups(model)) or model.name,
                remedy="Look them up in the page, and export the rest of the model",
            )
        keras_variable = own.get(id(outside))
        if keras_variable is None:
            path, read = variable.name.partition(":")[0], variable.numpy
        else:
            path, read = keras_variable.path, keras_variable.numpy
        # After a colon, the executor reads which output of a node is meant.
        name = "/".join(map(clean_name, path.split("/")))
        shape = tuple(variable.shape.as_list())
        mode, dtype = modes.get(id(outside)), variable.dtype.name
        values.append(ModelWeight(name, shape, dtype, read, mode=mode))
    return values


def _find_table(model: "keras.Model", handle: "tf.Tensor") -> LookupTable | None:
    """Read a layer's table of whole numbers; None when it is not one."""
    for layer in all_layers(model):
        table = getattr(layer, "lookup_table", None)
        if table is not None and table.resource_handle is handle and table.key_dtype.is_integer:
            keys, found = (part.numpy() for part in table.export())
            order = np.argsort(found)  # the table's own differs from run to run
            return LookupTable(keys[order], found[order])
    return None


def _find_lookups(model: "keras.Model") -> list[str]:
    layers = all_layers(model)
    return [f'layer "{layer.name}"' for layer in layers if hasattr(layer, "lookup_table")]


def _input_names(model: "keras.Model", inputs: ModelInputs) -> list[str]:
    keys = describe_keys(model).get("input_names")
    return keys or [tensor.name for tensor in inputs.tensors]


def _output_names(model: "keras.Model", structure: object) -> list[str]:
    import keras

    keys = describe_keys(model).get("output_names")
    if keys is not None:
        return keys
    if getattr(model, "outputs", None):
        return [maker_of(tensor).name for tensor in model.outputs]
    paths = [path for path, _ in keras.tree.flatten_with_path(structure)]
    if len(paths) == 1 and not paths[0]:
        return ["output"]
    parts = ["/".join(map(str, path)) for path in paths]
    return [f"output_{part}" if part.isdigit() else part for part in parts]
