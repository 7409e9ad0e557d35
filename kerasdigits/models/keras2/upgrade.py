"""The walk over a config that Keras 2 wrote: models, layers and calls, by the table.

The first Keras 2 wrote a Sequential as a bare list. Keras 2 counted the calls of a model inside a
model from 1 (keras 2.15, engine/functional.py, `get_network_config`), Keras 3 from 0.
"""

from collections.abc import Container, Mapping

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import (
    Call,
    Tensor,
    read_argument,
    read_call,
    tensors_in,
    write_call,
)
from kerasdigits.models.keras2.masks import find_masked, yields_mask
from kerasdigits.models.keras2.operations import CLASSES, upgrade_operation
from kerasdigits.models.keras2.table import (
    EVERY_LAYER,
    GONE_CLASSES,
    LAYERS,
    OLDER_NAMES,
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

    def _upgrade_entry(self, entry: dict, *, masked: bool) -> dict:
        """Write a layer or a model; `masked` is whether a mask may arrive at it."""
        class_name = OLDER_NAMES.get(entry["class_name"], entry["class_name"])
        if class_name not in _MODELS:
            return self._upgrade_layer(entry, class_name, masked)
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
            name = _without_slash(first["config"]["name"])
            entry = {"batch_shape": shape, "dtype": "float32", "name": f"{name}_input"}
            layers.insert(0, _built_in("InputLayer", entry))
        kept = {key: config[key] for key in ("trainable", "build_input_shape") if key in config}
        return {"name": _without_slash(config.get("name", "sequential")), **kept, "layers": layers}

    def _upgrade_functional(self, config: dict, masked: bool) -> dict:
        inner = {
            _without_slash(layer["name"]): layer["class_name"]
            for layer in config["layers"]
            if layer["class_name"] in (*_MODELS, "Model")
        }
        calls = [[read_call(node) for node in x["inbound_nodes"]] for x in config["layers"]]
        ends = {key: read_argument(config[key]) for key in ("input_layers", "output_layers")}
        used = [tensor for group in calls for call in group for tensor in tensors_in(call)]
        for tensor in [*used, *tensors_in(ends)]:
            tensor.layer = _without_slash(tensor.layer)
        _count_from_0(inner, used, tensors_in(ends["output_layers"]))
        named = {
            _without_slash(layer["name"]): group
            for layer, group in zip(config["layers"], calls, strict=True)
        }
        reached = find_masked(config["layers"], named, masked)
        layers = [
            self._upgrade_called(layer, group, masked=name in reached)
            for layer, (name, group) in zip(config["layers"], named.items(), strict=True)
        ]
        kept = {"trainable": config["trainable"]} if "trainable" in config else {}
        written = {key: _write_end(_unpack(value)) for key, value in ends.items()}
        name = _without_slash(config.get("name", "model"))
        return {"name": name, **kept, "layers": layers, **written}

    def _upgrade_called(self, layer: dict, calls: list[Call], *, masked: bool) -> dict:
        """Write a layer of a Functional, with its calls."""
        name = _without_slash(layer["name"])
        if layer["class_name"] in CLASSES:
            layer = {**layer, "name": name, "config": {**layer["config"], "name": name}}
            made = [upgrade_operation(layer, call) for call in calls]
            entry, calls = made[0][0], [call for _, call in made]
        else:
            entry = {**self._upgrade_entry(layer, masked=masked), "name": name}
            calls = [self._upgrade_call(layer, call) for call in calls]
        return {**entry, "inbound_nodes": [write_call(call) for call in calls]}

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

    def _upgrade_layer(self, entry: dict, class_name: str, masked: bool) -> dict:
        import keras

        if class_name in self._own or ">" in str(entry.get("registered_name") or class_name):
            return entry
        if class_name in CLASSES:
            raise ModelError(
                "An operation of TensorFlow stands outside a graph", received=class_name
            )
        if class_name in GONE_CLASSES:
            raise ModelError(
                f"{class_name} is a layer of Keras 2 that Keras 3 does not have",
                received=f'layer "{entry["config"].get("name")}", written by {self.version}',
                remedy="Build the model without it in Keras 2, and save it again",
            )
        if class_name not in LAYERS and not hasattr(keras.layers, class_name):
            return entry  # a class of the user's own, which Keras will look for
        rule = LAYERS.get(class_name, EVERY_LAYER)
        if masked:
            self._refuse_other_meanings(class_name, entry["config"])
        config = self._upgrade_arguments(class_name, rule, entry["config"], masked)
        stand_in = rule.stand_in
        if stand_in is not None and (masked or not rule.masks_only):
            registered = f"{_PACKAGE}>{stand_in}"
            return {
                "module": None,
                "class_name": stand_in,
                "config": config,
                "registered_name": registered,
            }
        return _built_in(class_name, config)

    def _refuse_other_meanings(self, class_name: str, config: dict) -> None:
        if class_name == "MultiHeadAttention" and self.version < (2, 10):
            raise ModelError(
                f'Layer "{config.get("name")}" (MultiHeadAttention) read no masks in Keras 2 '
                "before 2.10, and reads them in Keras 3",
                received=f"a model with masks, written by {self.version}",
                remedy="Build the model without masks, and save it again",
            )

    def _upgrade_arguments(
        self, class_name: str, rule: LayerUpgrade, config: dict, masked: bool
    ) -> dict:
        gone = {**EVERY_LAYER.gone, **rule.gone}
        upgraded = dict(rule.absent)
        for key, value in config.items():
            if key in rule.renamed:
                upgraded[rule.renamed[key]] = _plain(value)
            elif key in rule.single:
                upgraded[key] = _unpack(value)
            elif key in rule.moved:
                continue
            elif key in gone:
                self._require_harmless(class_name, config, key, gone[key])
            elif key in rule.held:
                upgraded[key] = self._upgrade_held(value, masked)
            elif key in _ACTIVATIONS:
                upgraded[key] = self._upgrade_activation(value)
            elif key == "dtype":
                upgraded[key] = _name_policy(value)
            else:
                upgraded[key] = _upgrade_object(value)
        name = config.get("name")
        if isinstance(name, str):
            upgraded["name"] = _without_slash(name)
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


def _without_slash(name: str) -> str:
    """Keras 3 takes no slash in a name."""
    return name.replace("/", "_")


def _count_from_0(inner: dict[str, str], used: list[Tensor], ends: list[Tensor]) -> None:
    # Keras 3 itself takes the ends of a Functional as Keras 2 counted them.
    ends = [tensor for tensor in ends if inner.get(tensor.layer) == "Sequential"]
    for name in inner:
        own = [tensor for tensor in [*used, *ends] if tensor.layer == name]
        if own and min(tensor.call for tensor in own) > 0:
            for tensor in own:
                tensor.call -= 1


def _unpack(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _write_end(value: object) -> object:
    if isinstance(value, Tensor):
        return [value.layer, value.call, value.output]
    if isinstance(value, list):
        return [_write_end(part) for part in value]
    if isinstance(value, dict):
        return {key: _write_end(part) for key, part in value.items()}
    return value


def _plain(value: object) -> object:
    """Give a number that Keras 2 wrote as an array."""
    if isinstance(value, dict) and value.get("class_name") == "__numpy__":
        return value["config"]["value"]
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _name_policy(value: object) -> object:
    """Give the name of a policy of dtypes, `mixed_float16` for instance."""
    if isinstance(value, dict) and isinstance(value.get("config"), dict):
        return value["config"].get("name", "float32")
    return value


def _upgrade_object(value: object) -> object:
    """Write an initializer, a regularizer or a constraint; numbers as they are."""
    value = _plain(value)
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return value
    config = {k: v for k, v in value["config"].items() if k not in ("dtype", "shared_object_id")}
    if config.get("distribution") == "normal":
        config["distribution"] = "truncated_normal"
    return {"class_name": value["class_name"], "config": config}
