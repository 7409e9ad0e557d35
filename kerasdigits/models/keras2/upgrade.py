"""The walk over a config that Keras 2 wrote: models, layers and calls, by the table.

The first Keras 2 wrote a Sequential as a bare list. Keras 2 counted the calls of a model inside a
model from 1 (keras 2.15, engine/functional.py, `get_network_config`), Keras 3 from 0.
"""

from collections.abc import Container, Mapping, Sequence
from typing import NoReturn

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.arguments import name_policy, plain, upgrade_object
from kerasdigits.models.keras2.calls import Call, read_argument, tensors_in, write_call
from kerasdigits.models.keras2.graph import (
    count_from_0,
    read_graph,
    unpack,
    without_slash,
    write_end,
)
from kerasdigits.models.keras2.masks import (
    ends_at_recurrent_layers,
    find_masked,
    passes_by_recurrence,
    yields_mask,
)
from kerasdigits.models.keras2.operations.sizes import resolve_sizes
from kerasdigits.models.keras2.operations.upgrade import upgrade_operation
from kerasdigits.models.keras2.table import (
    EVERY_LAYER,
    GONE_CLASSES,
    LAYERS,
    OLDER_NAMES,
    OPERATION_CLASSES,
    LayerUpgrade,
)
from kerasdigits.models.keras2.version import KerasVersion
from kerasdigits.tfjs.reference.keras_internals import OWN_MODULES

_MODELS = {"Functional": f"{OWN_MODULES}models.functional", "Sequential": "keras"}
_PACKAGE = "kerasdigits"
_ACTIVATIONS = ("activation", "recurrent_activation")
_HARD_SIGMOID = {
    "class_name": "function",
    "config": f"{_PACKAGE}>keras2_hard_sigmoid",
    "registered_name": f"{_PACKAGE}>keras2_hard_sigmoid",
    "module": "builtins",
}


class ConfigUpgrade:
    """The upgrade of one file's config.

    Args:
        version: The Keras that wrote it.
        own_classes: Classes that the user has registered or named; they are left as they are.
    """

    def __init__(self, version: KerasVersion, own_classes: Mapping[str, object] | None = None):
        self.version = version
        self._own = own_classes or {}

    def upgrade(self, entry: dict) -> dict:
        """Write the config of a model as Keras 3 takes it.

        Args:
            entry: `{"class_name": ..., "config": ...}` of a model.

        Returns:
            The same model; nothing of `entry` is changed.

        Raises:
            ModelError: It holds a class or an argument that Keras 3 has no place for, or one that
                means something else there.
        """
        return self._upgrade_entry(entry, masked=False)

    def upgrade_whole(self, config: dict) -> dict:
        """Write the config of a model that anybody may have made.

        Raises:
            ModelError: As `upgrade`, or it is not a config of a model.
        """
        try:
            return self.upgrade(config)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            raise ModelError(
                f"The config of this model is not one that {self.version} wrote",
                received=f"{type(error).__name__}: {error}",
                remedy="Save the model again",
            ) from error

    def _upgrade_entry(self, entry: dict, *, masked: bool, calls: Sequence[Call] = ()) -> dict:
        """Write a layer or a model; `masked` is whether a mask may arrive at it."""
        class_name = OLDER_NAMES.get(entry["class_name"], entry["class_name"])
        if class_name not in _MODELS:
            return self._upgrade_layer(entry, class_name, masked, calls)
        config = entry["config"]
        if isinstance(config, list):
            config = {"name": "sequential", "layers": config}
        if class_name == "Sequential":
            config = self._upgrade_sequential(config, masked)
        else:
            config = self._upgrade_functional(config, masked)
        kept = {key: entry[key] for key in ("name",) if key in entry}
        return {
            "module": _MODELS[class_name],
            "class_name": class_name,
            "config": config,
            "registered_name": None if class_name == "Sequential" else "Functional",
            **kept,
        }

    def _upgrade_sequential(self, config: dict, masked: bool) -> dict:
        layers = []
        for layer in config["layers"]:
            layers.append(self._upgrade_entry(layer, masked=masked))
            masked = yields_mask(layer, masked)
        first = config["layers"][0] if config["layers"] else {}
        shape = _first_shape(first)
        if shape is not None and first["class_name"] not in ("InputLayer", *_MODELS, "Model"):
            name = without_slash(first["config"]["name"])
            entry = {"batch_shape": shape, "dtype": "float32", "name": f"{name}_input"}
            layers.insert(0, _built_in("InputLayer", entry))
        kept = {key: config[key] for key in ("trainable", "build_input_shape") if key in config}
        return {"name": without_slash(config.get("name", "sequential")), **kept, "layers": layers}

    def _upgrade_functional(self, config: dict, masked: bool) -> dict:
        graph = read_graph(config["layers"])
        ends = {key: read_argument(config[key]) for key in ("input_layers", "output_layers")}
        for tensor in tensors_in(ends):
            tensor.layer = without_slash(tensor.layer)
        count_from_0(graph, tensors_in(ends["output_layers"]))
        graph = resolve_sizes(graph)
        if any(tensor.layer not in graph for tensor in tensors_in(ends)):
            raise ModelError(
                "The model has an output that it does not compute, or that is a size (tf.shape)",
                received=f"output_layers={config['output_layers']}, written by {self.version}",
            )
        entries = [layer for layer, _ in graph.values()]
        called = {name: calls for name, (_, calls) in graph.items()}
        reached = find_masked(entries, called, masked)
        layers = [
            entry
            for name, (layer, calls) in graph.items()
            for entry in self._upgrade_called(name, layer, calls, masked=name in reached)
        ]
        kept = {"trainable": config["trainable"]} if "trainable" in config else {}
        written = {key: write_end(unpack(value)) for key, value in ends.items()}
        name = without_slash(config.get("name", "model"))
        return {"name": name, **kept, "layers": layers, **written}

    def _upgrade_called(
        self, name: str, layer: dict, calls: list[Call], *, masked: bool
    ) -> list[dict]:
        """Write a layer of a Functional, with its calls; an operation may become several."""
        if layer["class_name"] in OPERATION_CLASSES:
            return upgrade_operation({**layer, "name": name}, calls)
        calls = [self._upgrade_call(layer, call) for call in calls]
        entry = {**self._upgrade_entry(layer, masked=masked, calls=calls), "name": name}
        return [{**entry, "inbound_nodes": list(map(write_call, calls))}]

    def _upgrade_call(self, layer: dict, call: Call) -> Call:
        rule = LAYERS.get(layer["class_name"], EVERY_LAYER)
        named = {key: value for key, value in call.named.items() if value is not None}
        for key, moved in rule.moved.items():
            if layer["config"].get(key):
                named[moved] = True
        first, *others = call.arguments
        if rule.states and isinstance(first, list):
            first, *states = first
            named["initial_state"] = states
        return Call([first, *others], named)

    def _upgrade_layer(
        self, entry: dict, class_name: str, masked: bool, calls: Sequence[Call]
    ) -> dict:
        import keras

        if class_name in self._own or ">" in str(entry.get("registered_name") or class_name):
            return entry
        self._refuse_gone(entry, class_name)
        if class_name not in LAYERS and not hasattr(keras.layers, class_name):
            return entry  # a class of the user's own, which Keras will look for
        rule = LAYERS.get(class_name, EVERY_LAYER)
        if self.version < rule.since:
            self._refuse_class(class_name, entry["config"], "computed something else before")
        self._refuse_other_meanings(class_name, entry["config"])
        if masked:
            self._refuse_other_masks(class_name, entry["config"], calls)
        config = self._upgrade_arguments(class_name, rule, entry["config"], masked)
        stand_in = self._find_stand_in(rule, masked, calls)
        if stand_in is None:
            return _built_in(rule.becomes or class_name, config)
        return {
            "module": None,
            "class_name": stand_in,
            "config": config,
            "registered_name": f"{_PACKAGE}>{stand_in}",
        }

    def _find_stand_in(self, rule: LayerUpgrade, masked: bool, calls: Sequence[Call]) -> str | None:
        if rule.masks_only and not masked:
            return None
        if self.version.is_multi_backend and (rule.multi_backend or rule.before):
            return rule.multi_backend
        new = rule.before is not None and not self.version < rule.before
        stateless = rule.states_only and not any("initial_state" in call.named for call in calls)
        return None if new or stateless else rule.stand_in

    def _refuse_gone(self, entry: dict, class_name: str) -> None:
        if class_name in OPERATION_CLASSES:
            raise ModelError(
                "An operation of TensorFlow stands outside a graph", received=class_name
            )
        if class_name in GONE_CLASSES:
            self._refuse_class(class_name, entry["config"], "is a layer that Keras 3 does not have")

    def _refuse_class(self, class_name: str, config: dict, why: str) -> NoReturn:
        raise ModelError(
            f"{class_name} of Keras 2 {why}",
            received=f'layer "{config.get("name")}", written by {self.version}',
            remedy="Build the model without it in Keras 2, and save it again",
        )

    def _refuse_other_meanings(self, class_name: str, config: dict) -> None:
        bilinear = class_name == "UpSampling2D" and config.get("interpolation") == "bilinear"
        if bilinear and self.version.is_multi_backend:
            self._refuse_class(class_name, config, 'placed pixels otherwise with "bilinear"')

    def _refuse_other_masks(self, class_name: str, config: dict, calls: Sequence[Call]) -> None:
        scores = any(call.named.get("return_attention_scores") for call in calls)
        if class_name == "MultiHeadAttention" and scores and not self.version < (2, 10):
            raise ModelError(
                f'Layer "{config.get("name")}" (MultiHeadAttention) gives its scores, which are '
                "other numbers in Keras 3 where every step is hidden",
                received=f"a model with masks, written by {self.version}",
                remedy="Build the model without masks or without scores, and save it again",
            )
        if passes_by_recurrence({"class_name": class_name, "config": config}):
            self._refuse_where_masks_end(class_name, config)
        stacked = class_name == "RNN" and config["cell"].get("class_name") == "StackedRNNCells"
        if stacked and self.version.is_multi_backend:
            self._refuse_class("StackedRNNCells", config, "yielded another state at hidden steps")

    def _refuse_where_masks_end(self, class_name: str, config: dict) -> None:
        if ends_at_recurrent_layers():
            raise ModelError(
                f'Layer "{config.get("name")}" ({class_name}) passes its mask on in Keras 2, and '
                "ends it from Keras 3.16 on",
                received=f"a model with masks, written by {self.version}",
                remedy="Read it with Keras 3.15: pip install 'keras<3.16'",
            )

    def _upgrade_arguments(
        self, class_name: str, rule: LayerUpgrade, config: dict, masked: bool
    ) -> dict:
        gone = {**EVERY_LAYER.gone, **rule.gone}
        upgraded = dict(rule.absent)
        for key, value in config.items():
            if key in rule.known:
                self._require_harmless(class_name, config, key, rule.known[key])
            if key in rule.renamed:
                upgraded[rule.renamed[key]] = plain(value)
            elif key in rule.single:
                upgraded[key] = unpack(value)
            elif key in rule.moved:
                continue
            elif key in gone:
                self._require_harmless(class_name, config, key, gone[key])
            elif key in rule.held:
                upgraded[key] = self._upgrade_held(value, masked)
            elif key in _ACTIVATIONS:
                upgraded[key] = self._upgrade_activation(value)
            elif key == "dtype":
                upgraded[key] = name_policy(value)
            else:
                upgraded[key] = upgrade_object(value)
        name = config.get("name")
        if isinstance(name, str):
            upgraded["name"] = without_slash(name)
        return upgraded

    def _require_harmless(
        self, class_name: str, config: dict, key: str, harmless: Container[object]
    ) -> None:
        value = config[key]
        if value not in harmless:
            raise ModelError(
                f'Layer "{config.get("name")}" ({class_name}) has an argument of Keras 2 that '
                "Keras 3 does not have",
                received=f"{key}={value!r}, written by {self.version}",
                remedy=f"Build the model without {key} in Keras 2, and save it again",
            )

    def _upgrade_held(self, value: object, masked: bool) -> object:
        if isinstance(value, list):
            return [self._upgrade_held(part, masked) for part in value]
        if isinstance(value, dict) and "class_name" in value:
            return self._upgrade_entry(value, masked=masked)
        return value

    def _upgrade_activation(self, value: object) -> object:
        if value == "hard_sigmoid":
            return _HARD_SIGMOID
        if isinstance(value, dict) and value.get("class_name") == "function":
            return self._upgrade_activation(value["config"])
        return self._upgrade_held(value, masked=False)


def _built_in(class_name: str, config: dict) -> dict:
    return {
        "module": "keras.layers",
        "class_name": class_name,
        "config": config,
        "registered_name": None,
    }


def _first_shape(layer: dict) -> list | None:
    config = layer.get("config")
    return config.get("batch_input_shape") if isinstance(config, dict) else None
