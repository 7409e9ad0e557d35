"""A Keras model with the layers of a TensorFlow.js model; its weights come afterwards."""

from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.tfjs_layers.graph import Reference, Replay, read_calls, read_ends
from kerasdigits.models.tfjs_layers.layer import describe, make_layer
from kerasdigits.models.tfjs_layers.masks import (
    MODELS,
    GivenMasks,
    MaskPlan,
    hands_masks_on,
    plan_masks,
)
from kerasdigits.models.tfjs_layers.names import LayerWeights
from kerasdigits.models.tfjs_layers.table import LAYERS, find_rule

_DTYPES = ("float32", "int32", "bool")
_DEEPEST = 40


class Rebuilder:
    """Makes the model, and remembers which layer of whose name it made.

    Attributes:
        made: The layers with weights, in TensorFlow.js's order.
        notes: Sentences for the person who imports.
    """

    def __init__(self) -> None:
        self.made: list[LayerWeights] = []
        self.notes: list[str] = []
        self._depth = 0

    def model(self, entry: dict, name: str | None = None) -> Any:
        """Make a model.

        Args:
            entry: `{"class_name", "config"}`.
            name: What to call it; as the config says by default.

        Returns:
            A Sequential or a Functional.

        Raises:
            ModelError: Keras has no model that computes the same.
        """
        class_name, config = entry.get("class_name"), entry.get("config")
        if class_name == "Sequential" and isinstance(config, list):
            config = {"name": "sequential", "layers": config}
        if class_name not in MODELS or not isinstance(config, dict):
            raise ModelError(
                "The model is of a class that TensorFlow.js does not have", received=class_name
            )
        if self._depth >= _DEEPEST:
            raise ModelError("Models stand inside models too deeply", received=f"{_DEEPEST} levels")
        self._depth += 1
        layers = [_read_layer(layer) for layer in _read_list(config.get("layers"))]
        for layer in layers:
            if layer["class_name"] not in ("InputLayer", *MODELS):
                find_rule(layer["class_name"], describe(layer))  # before its calls are read
        name = name or _plain_name(config.get("name")) or class_name.lower()
        config = {**config, "name": name}
        if class_name == "Sequential" and self._has_given_masks(layers):
            layers, config = _as_graph(layers, config)
            class_name = "Functional"
        make = self._sequential if class_name == "Sequential" else self._functional
        made = make(layers, config)
        self._depth -= 1
        return made

    def _has_given_masks(self, layers: list[dict]) -> bool:
        """Tell whether the masks of a chain of layers must be arguments, which it cannot hold."""
        return bool(plan_masks(layers, _chain(layers)).reached) and not hands_masks_on()

    def _sequential(self, layers: list[dict], config: dict) -> Any:
        import keras

        plan = plan_masks(layers, _chain(layers))
        parts = []
        if layers and layers[0]["class_name"] not in ("InputLayer", *MODELS):
            parts.append(_make_input(_describe_input(layers[0])))
        for layer in layers:
            parts.append(self._make(layer, plan))
        return _attempt(lambda: keras.Sequential(parts, name=config["name"]), config["name"])

    def _functional(self, layers: list[dict], config: dict) -> Any:
        import keras

        named = {layer["config"]["name"]: layer for layer in layers}
        if len(named) != len(layers):
            raise ModelError("Two layers of the model have one name", received=sorted(named))
        calls = {name: read_calls(layer) for name, layer in named.items()}
        sources = {n: [[r.layer for r in call] for call in group] for n, group in calls.items()}
        plan = plan_masks(layers, sources)
        made = {name: self._make(layer, plan) for name, layer in named.items()}
        replay = Replay({name: _before_any_call(named[name], made[name]) for name in named})

        given = GivenMasks() if plan.reached and not hands_masks_on() else None

        def call(name: str, tensors: list) -> list:
            layer, live = named[name], made[name]
            mask = given.find(layer, tensors) if given is not None else None
            outputs = _attempt(lambda: _call(layer, live, tensors, mask), describe(layer))
            if given is not None:
                given.follow(layer, live, tensors, outputs)
            return outputs

        replay.run(calls, call)
        inputs = [_find(replay, end) for end in read_ends(config.get("input_layers"))]
        outputs = [_find(replay, end) for end in read_ends(config.get("output_layers"))]
        return _attempt(
            lambda: keras.Model(_alone(inputs), _alone(outputs), name=config["name"]),
            config["name"],
        )

    def _make(self, layer: dict, plan: MaskPlan) -> Any:
        """Make one layer of a graph."""
        from kerasdigits.models.tfjs_layers.meanings import STAND_INS, Masking

        class_name, config = layer["class_name"], layer["config"]
        if class_name == "InputLayer":
            return _make_input(config)
        if class_name in MODELS:
            return self.model(layer, _plain_name(config["name"]))
        stand_in = STAND_INS.get(class_name) if config["name"] in plan.reached else None
        if plan.dropped and (class_name == "Masking" or config.get("mask_zero")):
            layer = {**layer, "config": {**config, "mask_zero": False}}
            stand_in = Masking if class_name == "Masking" else None
            self.notes.append(
                f"{describe(layer)} makes a mask that no layer reads in TensorFlow.js; in Keras it "
                "makes none"
            )
        live = make_layer(layer, self._inner, stand_in)
        self.made.append(LayerWeights(layer, live))
        return live

    def _inner(self, entry: dict) -> Any:
        """Make a layer or model inside a wrapper."""
        if entry.get("class_name") in MODELS:
            return self.model(entry)
        return make_layer(_read_layer(entry), self._inner, None)


def _read_layer(layer: object) -> dict:
    """Read an entry of a list of layers, and put its name into its config."""
    is_layer = isinstance(layer, dict) and isinstance(layer.get("class_name"), str)
    if not isinstance(layer, dict) or not is_layer:
        raise ModelError("An entry of the model's layers is not a layer", received=layer)
    config = layer.get("config")
    if layer["class_name"] in MODELS and isinstance(config, list):
        config = {"layers": config}
    if not isinstance(config, dict):
        raise ModelError("An entry of the model's layers is not a layer", received=layer)
    name = config.get("name") or layer.get("name")
    if not isinstance(name, str):
        raise ModelError("A layer of the model has no name", received=layer["class_name"])
    return {**layer, "config": {**config, "name": name}}


def _chain(layers: list[dict]) -> dict[str, list[list[str]]]:
    """Give what each layer of a Sequential reads: the one before it."""
    names = [layer["config"]["name"] for layer in layers]
    calls: list[list[list[str]]] = [[], *([[name]] for name in names)]
    return dict(zip(names, calls, strict=False))


def _as_graph(layers: list[dict], config: dict) -> tuple[list[dict], dict]:
    """Write a Sequential as the Functional that it is."""
    if layers[0]["class_name"] not in ("InputLayer", *MODELS):
        entry = _describe_input(layers[0])
        layers = [{"class_name": "InputLayer", "config": entry}, *layers]
    names = [layer["config"]["name"] for layer in layers]
    before = [None, *layers]
    graph = []
    for layer, last in zip(layers, before, strict=False):
        call = [] if last is None else [[_reference(last)]]
        graph.append({**layer, "name": layer["config"]["name"], "inbound_nodes": call})
    ends = {"input_layers": [[names[0], 0, 0]], "output_layers": [_reference(layers[-1])[:3]]}
    return graph, {**config, **ends}


def _reference(layer: dict) -> list:
    return [layer["config"]["name"], int(layer["class_name"] in MODELS), 0, {}]


def _read_list(layers: object) -> list:
    if not isinstance(layers, list):
        raise ModelError("The model has no list of layers", received=layers)
    return layers


def _plain_name(name: object) -> str:
    """Keras takes no slash in a name."""
    return str(name or "").replace("/", "_")


def _describe_input(layer: dict) -> dict:
    """Describe the input of a Sequential that begins with another layer than an InputLayer."""
    config = layer["config"]
    shape = config.get("batch_input_shape")
    if shape is None and config.get("input_shape") is not None:
        shape = [config.get("batch_size"), *config["input_shape"]]
    if shape is None and config.get("input_dim") is not None and layer["class_name"] == "Dense":
        shape = [config.get("batch_size"), config["input_dim"]]
    if shape is None and layer["class_name"] == "Embedding":
        length = config.get("input_length")
        shape = [config.get("batch_size"), *(length if isinstance(length, list) else [length])]
    dtype = config.get("dtype")
    return {
        "name": f"{config['name']}_input",
        "batch_input_shape": shape,
        "dtype": dtype if dtype in _DTYPES else "float32",
    }


def _make_input(config: dict) -> Any:
    import keras

    shape, dtype = config.get("batch_input_shape"), config.get("dtype") or "float32"
    if shape is None and isinstance(config.get("input_shape"), list):
        shape = [config.get("batch_size"), *config["input_shape"]]
    sizes_fit = isinstance(shape, list) and all(
        size is None or (type(size) is int and size >= 0) for size in shape
    )
    if not isinstance(shape, list) or not shape or not sizes_fit or dtype not in _DTYPES:
        raise ModelError(
            f'Input "{config.get("name")}" has no shape and dtype that a model can take',
            received=f"shape {shape}, dtype {dtype}",
        )
    return keras.layers.InputLayer(
        batch_shape=tuple(shape), dtype=dtype, name=_plain_name(config["name"])
    )


def _before_any_call(layer: dict, live: Any) -> list[list]:
    """Give the outputs of the calls that a layer has before the outer graph makes any."""
    if layer["class_name"] == "InputLayer":
        return [[live.output]]
    return [[None]] if layer["class_name"] in MODELS else []


def _call(layer: dict, live: Any, tensors: list, mask: Any) -> list:
    import keras

    rule = LAYERS.get(layer["class_name"])
    first, *others = tensors
    if rule is not None and rule.recurrent and (others or mask is not None):
        named = {"initial_state": others} if others else {}
        result = live(first, **named, **({} if mask is None else {"mask": mask}))
    elif rule is not None and rule.merges:
        result = live(tensors)
    elif rule is not None and others:
        raise ModelError(
            f"{describe(layer)} is called on {len(tensors)} tensors where it takes one",
            received=f"{len(tensors)} tensors",
        )
    else:
        result = live(_alone(tensors))
    return keras.tree.flatten(result)


def _find(replay: Replay, end: Reference) -> Any:
    tensor = replay.find(end)
    if tensor is None:
        raise ModelError(
            "The graph of layers in model.json ends in a tensor that it does not compute",
            received=f"output {end.output} of call {end.call} of {end.layer}",
        )
    return tensor


def _alone(tensors: list) -> Any:
    return tensors[0] if len(tensors) == 1 else tensors


def _attempt(make: Any, what: str) -> Any:
    """Make a layer's call or a model; what Keras raises becomes one line."""
    try:
        return make()
    except ModelError:
        raise
    except Exception as error:  # each layer and backend has exceptions of its own
        raise ModelError(
            f"Keras cannot build {what[0].lower()}{what[1:]} as model.json describes it",
            received=error,
        ) from error
