"""What one entry of the layer table says, and how it is applied to one layer.

A rule lists every argument that TensorFlow.js honours. An argument that no rule mentions is
accepted only when it is switched off (None or False): TensorFlow.js ignores arguments that it does
not know, silently, and would compute something else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.training_arguments import (
    is_for_training,
    note_what_is_lost,
    write_training_argument,
)

# Keras's name -> the name after which tfjs-layers registers the same function (activations.ts).
# hard_sigmoid is missing on purpose: there it is max(0, min(1, 0.2 x + 0.5)), in Keras x / 6.
ACTIVATIONS = {
    "celu": "elu",
    "elu": "elu",
    "gelu": "gelu",
    "linear": "linear",
    "log_softmax": "log_softmax",
    "mish": "mish",
    "relu": "relu",
    "relu6": "relu6",
    "selu": "selu",
    "sigmoid": "sigmoid",
    "silu": "swish",
    "softmax": "softmax",
    "softplus": "softplus",
    "softsign": "softsign",
    "tanh": "tanh",
}

# The registered name of an activation of ours -> tfjs-layers's name of the same function.
OWN_ACTIVATIONS = {"kerasdigits>keras2_hard_sigmoid": "hard_sigmoid"}

KERAS_LAYERS = "keras.layers"
_EVERY_LAYER = ("name", "trainable", "dtype", "seed", "data_format", "lora_rank", "lora_alpha")


@dataclass(frozen=True)
class LayerRule:
    """How one Keras layer class is written for TensorFlow.js.

    Attributes:
        keep: Arguments that mean the same on both sides and are copied.
        activations: Arguments that hold an activation.
        renames: Arguments that TensorFlow.js calls something else.
        only: Arguments with the values for which TensorFlow.js agrees with Keras.
        ignored: Arguments without influence on what the exported model computes.
        weights: Keras's weight name -> TensorFlow.js's, all that the layer can own.
        inspect: Refuses (through `LayerCase.refuse`) or notes what the fields cannot say.
        rewrite: Gets the case and the translated config; returns the class and config to write.
        compose: Returns what composes the layer as a small graph of others (see
            composed/layer_graph.py), or None where the layer itself can be written; `only` is not
            looked at then.
        idle: Whether no argument has an influence on what the exported model computes.
        masks: Whether `compose` composes the layer with masks too.
        native: Whether a layer that may be composed is TensorFlow.js's own for some arguments,
            registered by tfjs-layers 4.22 and computing there what it computes in Keras. A layer
            that is never composed always is.
        penalised: Whether TensorFlow.js adds penalties on its weights to the loss as Keras does.
        note: What to know about it, one sentence or nothing.
    """

    keep: tuple[str, ...] = ()
    activations: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    weights: Mapping[str, str] = field(default_factory=dict)
    inspect: Callable[[LayerCase], None] | None = None
    rewrite: Callable[[LayerCase, dict], tuple[str, dict]] | None = None
    compose: Callable[[LayerCase], Callable | None] | None = None
    idle: bool = False
    masks: bool = False
    native: bool = False
    penalised: bool = False
    note: str = ""

    def translate(self, case: LayerCase) -> dict:
        """Write one layer the way tfjs-layers reads it.

        Args:
            case: The layer.

        Returns:
            `{"class_name": ..., "config": {...}}`.

        Raises:
            ExportError: TensorFlow.js would compute something else than Keras.
        """
        _require_channels_last(case)
        if self.inspect is not None:
            self.inspect(case)
        config = {"name": case.name, "trainable": bool(case.config.get("trainable", True))}
        for key, value in case.config.items():
            written = write_training_argument(case, key, value, penalised=self.penalised)
            if written is not None:
                config[key] = written
            elif not _is_dropped(case, key, value):
                self._carry(case, key, value, config)
        if self.rewrite is None:
            return {"class_name": case.class_name, "config": config}
        class_name, config = self.rewrite(case, config)
        return {"class_name": class_name, "config": config}

    def check_arguments(self, case: LayerCase) -> None:
        """Refuse arguments that the rule does not name, for a layer that is composed as a graph.

        Args:
            case: The layer.

        Raises:
            ExportError: There is such an argument, and it is not switched off.
        """
        if self.idle:
            return
        known = {*self.keep, *self.activations, *self.renames, *self.only, *self.ignored}
        for key, value in case.config.items():
            if not _is_dropped(case, key, value) and key not in known:
                self._carry(case, key, value, {})

    def _carry(self, case: LayerCase, key: str, value: object, config: dict) -> None:
        """Copy one argument into `config`, or refuse it."""
        if key in self.only and value not in self.only[key]:
            allowed = " or ".join(repr(choice) for choice in self.only[key])
            case.refuse(
                f"uses {key}={value!r}, which TensorFlow.js ignores or computes differently",
                remedy=f"It can be exported with {key}={allowed}",
            )
        if key in self.activations:
            config[key] = translate_activation(case, key, value)
        elif key in self.keep:
            config[key] = value
        elif key in self.renames:
            config[self.renames[key]] = value
        elif key not in self.only and key not in self.ignored and value not in (None, False):
            case.refuse(
                f"has an argument {key} that TensorFlow.js does not know",
                received=f"{key}={value!r}",
                remedy=f"It can be exported without {key}",
            )

    def weight_names(self, case: LayerCase) -> list[tuple[Any, str]]:
        """Pair the layer's variables with their names in TensorFlow.js.

        Low-rank adapters are added to the weight that they adapt, as Keras adds them.

        Args:
            case: The layer.

        Returns:
            `(variable, name)` in Keras's order, the name without the layer's prefix.

        Raises:
            ExportError: The layer owns a variable that the rule does not know, as quantized
                layers do.
        """
        named, adapted = [], getattr(case.layer, "lora_enabled", False)
        for variable in case.layer.weights:
            if adapted and variable.name.startswith("lora_"):
                continue
            if variable.name not in self.weights:
                case.refuse(
                    "owns a weight that TensorFlow.js has no place for",
                    received=variable.path,
                    remedy="Export the model before it is quantized or extended",
                )
            added = adapted and variable.name in ("kernel", "embeddings")
            value = getattr(case.layer, variable.name) if added else variable
            named.append((value, self.weights[variable.name]))
        return named


def translate_activation(case: LayerCase, key: str, value: object) -> str:
    """Return TensorFlow.js's name of an activation.

    Args:
        case: The layer that owns it.
        key: The argument, `activation` or `recurrent_activation`.
        value: As Keras serialized it: a name, None, or a dict for anything else.

    Returns:
        The snake-case name that tfjs-layers reads.

    Raises:
        ExportError: TensorFlow.js lacks it, or means something else by it.
    """
    if value is None:
        return "linear"
    if isinstance(value, str) and value in ACTIVATIONS:
        return ACTIVATIONS[value]
    own = find_own_activation(value)
    if own is not None:
        return own
    shown = value.get("config", value) if isinstance(value, dict) else value
    case.refuse(
        f"uses an {key.replace('_', ' ')} that TensorFlow.js lacks or computes differently",
        received=shown,
        remedy=f"TensorFlow.js has {', '.join(sorted(ACTIVATIONS))}; others need --format graph",
    )


def find_own_activation(value: object) -> str | None:
    """Return TensorFlow.js's name of an activation of ours, None for any other.

    Args:
        value: As Keras serialized it.
    """
    name = value.get("config") if isinstance(value, dict) else None
    return OWN_ACTIVATIONS.get(name) if isinstance(name, str) else None


def _is_dropped(case: LayerCase, key: str, value: object) -> bool:
    """Tell whether an argument is left out of every layer; note the ones that shape training."""
    if is_for_training(key):
        note_what_is_lost(case, key, value)
    return key in _EVERY_LAYER or is_for_training(key)


def _require_channels_last(case: LayerCase) -> None:
    if case.config.get("data_format") not in (None, "channels_last"):
        case.refuse(
            f"uses data_format={case.config['data_format']!r}",
            remedy="Build the model with channels_last; its weights stay the same",
        )
