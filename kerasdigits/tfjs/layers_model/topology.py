"""From a live Keras 3 model to the `model_config` that tfjs-layers reads.

The format is the one of Keras 2: `{"class_name", "config"}` with snake-case keys, which the loader
turns into camel case (tfjs-layers/src/utils/serialization_utils.ts). Configs come from Keras,
weights from the live layers beside them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.names import NameTable, clean_name
from kerasdigits.tfjs.format.weights import NamedWeight
from kerasdigits.tfjs.layers_model.call_order import number_calls
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph
from kerasdigits.tfjs.layers_model.composition import compose_inner, find_composition
from kerasdigits.tfjs.layers_model.inputs import forget_states, write_input
from kerasdigits.tfjs.layers_model.masks import (
    own_nodes,
    plan_masks,
    read_masks,
)
from kerasdigits.tfjs.layers_model.nodes import (
    added_key,
    check_references,
    flatten_endpoints,
    is_nested_model,
    keras_name,
    refer,
    translate_calls,
)
from kerasdigits.tfjs.layers_model.operations.table import (
    compose_operation,
    find_operations,
    is_operation,
)
from kerasdigits.tfjs.layers_model.rule_finder import find_rule
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, NO_MASKS, LayerCase
from kerasdigits.tfjs.layers_model.shared_tensors import separate_tensors
from kerasdigits.tfjs.layers_model.wrappers import WRAPPERS
from kerasdigits.tfjs.reference.keras_internals import (
    calls_of,
    functional_class,
    functional_of,
    is_operation_module,
    sequential_layers,
)
from kerasdigits.tfjs.reference.precision import describe_model

if TYPE_CHECKING:
    import keras

_MODELS = ("Functional", "Sequential")


@dataclass
class Topology:
    """A model on TensorFlow.js's side.

    Attributes:
        model_config: `{"class_name": "Sequential" | "Functional", "config": {...}}`.
        weights: The variables with their names, in the order in which they are written.
        output_names: The names of the layers that yield the outputs, in order.
        notes: What the person who exports should know.
    """

    model_config: dict
    weights: list[NamedWeight]
    output_names: list[str]
    notes: list[str]


def translate_model(model: "keras.Model") -> Topology:
    """Translate a live model.

    Args:
        model: A built Sequential or Functional model.

    Returns:
        Its topology for TensorFlow.js, and where its weights go.

    Raises:
        ExportError: The model is not built, is code rather than a graph of layers, or holds a
            layer that TensorFlow.js cannot run as Keras does.
    """
    _require_graph(model)
    try:
        config = describe_model(model)
    except (NotImplementedError, TypeError) as error:
        raise ExportError(
            "A layer of the model cannot describe itself, so it is a custom class",
            received=str(error).strip().splitlines()[0],
            remedy="Build the model from Keras's layers",
        ) from error
    state_notes = forget_states(model)
    translator = Translator(
        masking=plan_masks(model), stateful=bool(state_notes), notes=state_notes
    )
    config = translator.model({"class_name": type(model).__name__, "config": config}, model)
    return Topology(
        model_config=config,
        weights=translator.weights,
        output_names=translator.output_names,
        notes=translator.notes,
    )


@dataclass
class Translator:
    """Walks the layers of a model and collects weights, names and notes on the way."""

    masking: str = NO_MASKS
    stateful: bool = False
    weights: list[NamedWeight] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    output_names: list[str] = field(default_factory=list)
    _models: int = 0
    _written: set[int] = field(default_factory=set)
    _names: NameTable = field(default_factory=NameTable)

    def model(self, entry: dict, model: "keras.Model", name: str | None = None) -> dict:
        """Write a model, nested ones included.

        Args:
            entry: `{"class_name", "config"}` from Keras.
            model: The live model.
            name: Its name when it is nested; the outermost keeps its own.

        Returns:
            `{"class_name", "config"}` for TensorFlow.js.
        """
        _require_graph(model)
        outermost, self._models = self._models == 0, self._models + 1
        class_name, config, masks = entry["class_name"], entry["config"], {}
        if class_name == "Sequential" and self.masking == COMPOSED:
            # Masks have paths of their own, which a Sequential cannot hold.
            class_name, name = "Functional", name or clean_name(config["name"])
            model = functional_of(model)
            config = describe_model(model)
            # Their names are not in the file: Keras numbers them anew whenever it is read.
            masks = {keras_name(e): e["class_name"] for e in config["layers"] if _is_of_ops(e)}
        # All names of this model are claimed before those of models inside it, so that the
        # outermost layers, which people refer to, keep theirs.
        names = {
            name: self._names.claim(masks[name].lower()) if name in masks else self._claim(name)
            for name in map(keras_name, config["layers"])
        }
        written: dict = {"name": name or clean_name(config["name"])}
        if class_name == "Sequential":
            written["layers"] = self._sequential(config, model, names)
            outputs = [written["layers"][-1]["config"]["name"]]
        else:
            written |= self._functional(config, model, names)
            outputs = [layer for layer, _, _ in written["output_layers"]]
        if outermost:
            self.output_names = outputs
        return {"class_name": class_name, "config": written}

    def _sequential(self, config: dict, model: "keras.Model", names: dict) -> list[dict]:
        live = {layer.name: layer for layer in sequential_layers(model)}
        layers = []
        for entry in config["layers"]:
            name = keras_name(entry)
            layers.append(self.layer(entry, self._case(entry, live.get(name), names[name])))
        return layers

    def _functional(self, config: dict, model: "keras.Model", names: dict) -> dict:
        live = {operation.name: operation for operation in model.operations}
        entries = {keras_name(entry): entry for entry in config["layers"]}
        cases = {}
        for name, entry in entries.items():
            case = self._case(entry, live.get(name), names[name])
            case.nodes = own_nodes(case.layer, model)
            if self.masking == COMPOSED:
                read_masks(case)
            cases[name] = case
        # Operations that only make masks are left out where nobody reads them, and made where
        # Keras finds them at run time.
        used = find_operations(model, cases)
        cases = {name: c for name, c in cases.items() if c.layer in used or not is_operation(c)}
        written_already = {id(case.layer) for case in cases.values()}
        for operation in used:
            if id(operation) in written_already:
                continue
            # Keras numbers them anew whenever a file is read, perhaps by a name that the file
            # holds already; the same file gives the same names here.
            class_name, key = type(operation).__name__, added_key(operation)
            name = names[key] = self._names.claim(class_name.lower())
            entries[key] = {"class_name": class_name}
            case = self._case(entries[key], operation, name)
            case.nodes = calls_of(operation)[:1]
            cases[key] = case
        written = {name: self.layer(entries[name], case) for name, case in cases.items()}
        nested = {name for name, layer in written.items() if layer["class_name"] in _MODELS}
        layers = []
        for name, case in cases.items():
            if is_operation(case):
                calls = [refer(case.call_tensors[0], model, nested, names)]
            else:
                calls = translate_calls(entries[name], case, nested, names)
                for call, masks in zip(calls, case.mask_tensors, strict=False):
                    call += refer(masks, model, nested, names)
            layers.append({**written[name], "name": names[name], "inbound_nodes": calls})
        from_zero = {name for name in nested if entries[name]["class_name"] != "Functional"}
        inputs = flatten_endpoints(config["input_layers"], from_zero, names)
        outputs = flatten_endpoints(config["output_layers"], from_zero, names)
        check_references(layers, [*inputs, *outputs])
        outputs, copies = separate_tensors(layers, outputs, self._names.claim)
        number_calls(layers, [*inputs, *outputs])
        self.notes += [
            f'output "{name}" is a copy: the model yields one tensor twice' for name in copies
        ]
        return {"layers": layers, "input_layers": inputs, "output_layers": outputs}

    def _case(self, entry: dict, layer: object, name: str) -> LayerCase:
        config = entry.get("config", {"name": name})
        return LayerCase(layer, entry["class_name"], config, name, self.notes, masking=self.masking)

    def layer(self, entry: dict, case: LayerCase, scope: str | None = None) -> dict:
        """Write one layer and collect its weights.

        Args:
            entry: The layer as Keras serialized it; of an operation that it left out, the class.
            case: The same layer.
            scope: What its weights' names begin with; the layer's name by default.

        Returns:
            `{"class_name", "config"}` for TensorFlow.js.
        """
        if is_operation(case):
            return self.compose(case, compose_operation(case))
        if is_nested_model(entry):
            return self.model(entry, case.layer, case.name)
        if case.class_name == "InputLayer":
            return write_input(case, fixed=self.stateful)
        wrapper = WRAPPERS.get((entry["module"], case.class_name))
        if wrapper is not None:
            return wrapper.write(self, case, scope or case.name)
        rule = find_rule(entry["module"], case)
        compose = find_composition(rule, case)
        if case.masks and not (compose and rule.masks):
            case.refuse(
                "is called with a mask, with which it cannot be composed",
                remedy="Export it with --format graph, or use mask_zero=False",
            )
        if compose is not None:
            rule.check_arguments(case)
            return self.compose(case, compose)
        written = rule.translate(case)
        self._collect(rule.weight_names(case), scope or case.name)
        return written

    def compose(self, case: LayerCase, compose: Callable) -> dict:
        """Write a layer as a small graph of layers that TensorFlow.js has.

        Args:
            case: The layer.
            compose: Takes the Graph and its inputs, returns the output or a list of them.

        Returns:
            `{"class_name": "Functional", "config"}`.
        """
        graph = Graph(case, self._names.claim, compose_inner)
        inputs = graph.inputs()
        outputs = compose(graph, *inputs)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        parts = list(dict.fromkeys(layer["class_name"] for layer in graph.layers[len(inputs) :]))
        self.notes.append(
            f'layer "{case.name}" ({case.class_name}) is written as {", ".join(parts)}'
        )
        self.weights += graph.weights
        return graph.write(inputs, outputs)

    def wrapped(self, entry: dict, layer: object, name: str, scope: str, shape: tuple) -> dict:
        """Write the layer inside a wrapper; a model there keeps names of its own.

        Args:
            entry: The inner layer as Keras serialized it.
            layer: The live inner layer.
            name: Its name; it need not be unique, `scope` is.
            scope: What its weights' names begin with.
            shape: What the wrapper gives it, batch included.

        Returns:
            `{"class_name", "config"}` for TensorFlow.js.
        """
        if is_nested_model(entry):
            name = self._claim(name)
        case = self._case(entry, layer, name)
        case.inputs = [shape]
        return self.layer(entry, case, scope)

    def _claim(self, name: str) -> str:
        """Give a layer of Keras's its name, and note when it is another than Keras's."""
        free = self._names.claim(name)
        if free != name:
            taken = clean_name(name) == name
            why = "taken by another layer" if taken else "not a name for TensorFlow.js"
            self.notes.append(f'layer "{name}" is called "{free}" ({why})')
        return free

    def _collect(self, named: list[tuple], scope: str) -> None:
        for variable, name in named:
            if id(variable) in self._written:
                self.notes.append(
                    f'weight "{scope}/{name}" is a copy: two places share it in Keras, but '
                    "would be trained separately in TensorFlow.js"
                )
            self._written.add(id(variable))
            self.weights.append(NamedWeight(f"{scope}/{name}", variable))


def _require_graph(model: "keras.Model") -> None:
    """Refuse what is not a built graph of layers."""
    import keras

    if not isinstance(model, keras.Model):
        raise ExportError(
            "Only a Keras model can be exported",
            received=type(model).__name__,
            remedy="Give a keras.Model, such as keras.saving.load_model returns",
        )
    if type(model) not in (keras.Sequential, functional_class()):
        raise ExportError(
            f'Model "{model.name}" is a custom class, so it is code rather than a graph',
            received=type(model).__name__,
            remedy="Build it with keras.Sequential or keras.Model(inputs, outputs)",
        )
    # A Sequential that could not be made a graph of has no such attribute.
    if not model.built or not getattr(model, "inputs", None):
        raise ExportError(
            f'Model "{model.name}" is not built: the shapes of its weights are not known',
            remedy="Begin it with keras.Input(shape=...), or call it on data once",
        )


def _is_of_ops(entry: dict) -> bool:
    return is_operation_module(entry["module"])
