"""Keras's private side, as Keras 3.15 and 3.16 have it, under names of our own.

What a new version of Keras may change without notice, the package looks up here, or alters in
`keras_altered`, and nowhere else (a test holds it).
"""

import contextlib
import copy
import functools
from collections.abc import Iterator
from typing import Any

# The attributes that are replaced for a while (keras/src: layers/layer.py,
# backend/common/keras_tensor.py and variables.py, ops/function.py).
DTYPE_POLICY = "_dtype_policy"
TENSOR_DTYPE = "_dtype"
VARIABLE_IS_CAST = "_autocast"
RUN_THROUGH_GRAPH = "_run_through_graph"
# How the modules of Keras's own classes and functions begin in what it serializes.
OWN_MODULES = "keras.src."
_OPERATION_MODULE = "keras.src.ops"
_COMPOSED_MODULES = (_OPERATION_MODULE, "keras.src.activations")
_MODEL_MODULES = ("keras", "keras.src.models")


def names_operation(class_name: str) -> bool:
    """Tell whether keras.ops has an operation of a class of this name."""
    from keras.src.ops import core, image, linalg, math, nn, numpy

    modules = (core, image, linalg, math, nn, numpy)
    return any(isinstance(getattr(module, class_name, None), type) for module in modules)


def is_operation_module(module: str | None, *, activations: bool = False) -> bool:
    """Tell whether a module holds operations of keras.ops.

    Args:
        module: Its name, as Keras serializes it; None of a registered class inside a function.
        activations: Whether keras.activations count, too.
    """
    return (module or "").startswith(_COMPOSED_MODULES if activations else _OPERATION_MODULE)


def is_model_module(module: str) -> bool:
    """Tell whether Keras serializes its own Sequential and Functional with a module."""
    return module == _MODEL_MODULES[0] or module.startswith(_MODEL_MODULES[1])


def functional_class() -> type:
    """Give the class of what `keras.Model(inputs, outputs)` makes."""
    from keras.src.models.functional import Functional

    return Functional


def is_saveable(value: Any) -> bool:
    """Tell whether something may keep a state in a file: a layer, a model, an optimizer..."""
    from keras.src.saving.keras_saveable import KerasSaveable

    return isinstance(value, KerasSaveable)


def attributes_of(owner: Any) -> Iterator[tuple[str, Any]]:
    """List what something that keeps a state holds, in the order in which Keras saves it.

    Without what every layer has, or every optimizer; private attributes come last.
    """
    kind = owner._obj_type()
    if kind in ("Sequential", "Functional"):
        yield "layers", owner.layers
    common = _common_attributes(kind)
    for name in sorted(dir(owner), key=lambda name: (name.startswith("_"), name)):
        if name.startswith("__") or name in common:
            continue
        try:
            value = getattr(owner, name)
        except Exception:  # a property that has no value yet raises whatever it likes
            continue
        yield name, value


@functools.cache
def _common_attributes(kind: str) -> frozenset[str]:
    """The attributes of all objects of a kind, which Keras finds anew for every object."""
    from keras.src.saving.saving_lib import get_attr_skipset

    return frozenset(get_attr_skipset(kind))


def as_snake_case(name: str) -> str:
    """Write the name of a class as Keras does in files and names."""
    from keras.src.utils.naming import to_snake_case

    return to_snake_case(name)


def is_random(initializer: Any) -> bool:
    """Tell whether an initializer draws its values."""
    from keras.src.initializers.random_initializers import RandomInitializer

    return isinstance(initializer, RandomInitializer)


def all_layers(model: Any) -> list:
    """List a model and all layers in it, those inside layers and models too."""
    return model._flatten_layers()


def holds_layers(value: Any) -> bool:
    """Tell whether `all_layers` can be asked of something."""
    return hasattr(value, "_flatten_layers")


def sequential_layers(model: Any) -> list:
    """List the layers of a Sequential, its InputLayer first."""
    return model._layers


def scope_of_saved(model: Any) -> Any:
    """Give the scope in which Keras makes the layers of a saved Sequential: from 3.16 on its own.

    The variables of its layers then have its name in their paths.
    """
    used = type(model).from_config.__func__.__code__.co_names
    return model._open_name_scope() if "_open_name_scope" in used else contextlib.nullcontext()


def functional_of(model: Any) -> Any:
    """Return the graph of a model: of a Sequential the Functional that it holds."""
    return getattr(model, "_functional", None) or model


def has_graph(layer: Any) -> bool:
    """Tell whether a layer holds a graph of layers: a Functional, or a Sequential."""
    return hasattr(layer, "operations") or hasattr(layer, "_functional")


def runnable_graphs(layers: list) -> list:
    """Find the `keras.Function`s among layers; a Sequential holds one. Each is given once."""
    held = [getattr(layer, "_functional", None) for layer in layers]
    found = [layer for layer in (*layers, *held) if hasattr(layer, RUN_THROUGH_GRAPH)]
    return list({id(graph): graph for graph in found}.values())


def graph_inputs(graph: Any) -> list:
    """List the symbolic inputs of a `keras.Function` as it keeps them."""
    return graph._inputs


def nodes_in_order(graph: Any) -> list:
    """List the nodes of a `keras.Function` in the order in which it runs them, inputs first."""
    depths = graph._nodes_by_depth
    return [node for depth in sorted(depths, reverse=True) for node in depths[depth]]


def predict_overrules_calls() -> bool:
    """Tell whether `predict` says training=False to layers that are called with training=True.

    Keras 3.15 does; in 3.16 what a call says is what the layer is told.
    """
    from keras.src.models import functional

    return hasattr(functional, "operation_fn")


def belongs_to(graph: Any, operation: Any, index: int) -> bool:
    """Tell whether the call of an operation with some number is part of a graph."""
    from keras.src.ops.function import make_node_key

    return make_node_key(operation, index) in graph._nodes


def calls_of(operation: Any) -> list:
    """List the nodes of an operation's calls, in whatever graph."""
    return getattr(operation, "_inbound_nodes", [])


def place_of(tensor: Any) -> tuple[Any, int, int]:
    """Tell which operation yields a tensor, in which of its calls, and as which output."""
    return tensor._keras_history


def maker_of(tensor: Any) -> Any:
    """Give the operation that yields a tensor."""
    return tensor._keras_history.operation


def readers_of(tensor: Any) -> list:
    """List the nodes that read what the operation of a tensor yields."""
    return maker_of(tensor)._outbound_nodes


def mask_of(tensor: Any) -> Any:
    """Return the mask that Keras attached to a symbolic tensor, or None."""
    return getattr(tensor, "_keras_mask", None)


def takes_mask(layer: Any) -> bool:
    """Tell whether the `call` of a layer has an argument `mask`."""
    return layer._call_has_mask_arg


def backend_numpy() -> Any:
    """Give the module of the backend in use that stands in for NumPy."""
    from keras.src import backend

    return getattr(backend, "ops", backend).numpy


def mask_given(node: Any) -> Any:
    """Return the mask that a layer's call is given by name, or is handed when it runs.

    Keras 3.15 writes what it hands on into the node, as if it had been named; 3.16 does not.

    Args:
        node: A call of a layer.

    Returns:
        The argument `mask`: a tensor, a structure of tensors, or None.
    """
    import keras

    named = node.arguments.kwargs
    if "mask" in named or not getattr(node.operation, "_call_has_mask_arg", False):
        return named.get("mask")
    values = [*node.arguments.args, *named.values()]
    is_tensor = keras.utils.is_keras_tensor
    given = [value for value in values if any(map(is_tensor, keras.tree.flatten(value)))]
    # Of several arguments with tensors none hands its mask on: keras/src/layers/layer.py, step 6.
    return keras.tree.map_structure(mask_of, given[0]) if len(given) == 1 else None


def inner_dense(attention: Any, name: str) -> Any:
    """Give a projection inside an attention of several heads: `query`, `output`, `gate`..."""
    return getattr(attention, f"_{name}_dense")


def has_gate(attention: Any) -> bool:
    """Tell whether an attention of several heads has a gate."""
    return getattr(attention, "_use_gate", getattr(attention, "use_gate", False))


def input_structure(model: Any, default: Any = None) -> Any:
    """Give the lists and dicts in which a model takes its inputs."""
    return getattr(model, "_inputs_struct", default)


def output_structure(model: Any) -> Any:
    """Give the lists and dicts in which a model yields its outputs."""
    return getattr(model, "_outputs_struct", None)


def built_shapes(model: Any) -> dict | None:
    """Give the shapes for which a model was built, by the arguments of `build`."""
    return getattr(model, "_build_shapes_dict", None)


def own_variables(layer: Any) -> list:
    """List the variables that a layer has itself, without those of the layers inside it."""
    return [*layer._trainable_variables, *layer._non_trainable_variables]


def owns_variables(layer: Any) -> bool:
    """Tell whether a layer has variables itself, and not only in the layers inside it."""
    return bool(own_variables(layer))


def replace_value(variable: Any, array: Any) -> None:
    """Have a variable of the numpy backend hold an array itself, where `assign` copies it."""
    variable._value = array


def table_of(embedding: Any) -> Any:
    """Give the variable in which an Embedding looks rows up; None where whole numbers stand."""
    return None if embedding.quantization_mode else embedding._embeddings


def handle_of(variable: Any) -> Any:
    """Give the handle by which a traced graph of TensorFlow's reads a variable."""
    return variable._value.handle


def stand_in_for(model: Any, stand_in: Any, structure: Any) -> None:
    """Have an object answer `all_layers` and `input_structure` in place of a model.

    Args:
        model: The model.
        stand_in: The object.
        structure: In what it takes its inputs.
    """
    stand_in._flatten_layers = model._flatten_layers
    stand_in._inputs_struct = structure


def backend_nn() -> Any:
    """Give the module of the backend in use that runs convolutions and attention."""
    from keras.src import backend

    return getattr(backend, "ops", backend).nn  # Keras 3.16 put them into a room of their own


def cut_dtypes() -> dict[str, str]:
    """Give the table by which Keras's backends cut 64 bits to 32 wherever two dtypes meet."""
    from keras.src.backend.common import dtypes

    return dtypes.BIT64_TO_BIT32_DTYPE


def policy_of(layer: Any) -> Any:
    """Give the dtype policy of a layer: its own, or what a map of policies has under its path."""
    import keras

    policy = layer._dtype_policy
    mapped = isinstance(policy, keras.dtype_policies.DTypePolicyMap) and layer.path
    return policy[layer.path] if mapped else policy


def float64_policy(policy: Any) -> Any:
    """Make the policy of a layer that computes in float64, its variables being float32.

    Args:
        policy: The layer's own; a quantized one stays quantized.
    """
    import keras

    wide = keras.DTypePolicy("float64") if policy.quantization_mode is None else copy.copy(policy)
    wide._compute_dtype, wide._variable_dtype = "float64", "float32"
    return wide


def scale_of_kernel(layer: Any) -> Any:
    """Give what the whole numbers of an int8 kernel are divided by, in the kernel's axes."""
    import keras

    scale = layer.kernel_scale
    if isinstance(layer, keras.layers.EinsumDense):
        scale = layer._adjust_scale_for_dequant(scale)
    return keras.ops.convert_to_numpy(scale)


def dequantize(layer: Any) -> Any:
    """Give what the weight of a quantized layer stands for, where Keras says it itself: from 3.16.

    Returns:
        A tensor, without what low-rank adapters add; None where Keras does not say.
    """
    view = getattr(layer, "_quantized_weight", lambda: None)()
    return None if view is None else view.dequantize("float32")
