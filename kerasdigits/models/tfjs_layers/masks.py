"""Where masks are in a TensorFlow.js model, and how Keras has them in the same places.

TensorFlow.js runs a graph in `engine/executor.ts`: a layer that does not support masking ends a
mask; a layer is handed the mask of its first input, and where it has none the one that the layer
before it was handed, models inside models too. So a recurrent layer without a mask of its own reads
a stale one when there is any mask in the model. The merging layers make masks of a rank that no
layer can read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kerasdigits.errors import ModelError

MODELS = ("Functional", "Model", "Sequential")
_RECURRENT = ("GRU", "LSTM", "RNN", "SimpleRNN", "Bidirectional")
_READERS = (*_RECURRENT, "ConvLSTM2D", "Softmax")
# What TensorFlow.js hands masks on through; Keras does too.
_PASS = (
    "Activation",
    "AlphaDropout",
    "BatchNormalization",
    "Dense",
    "Dropout",
    "GaussianDropout",
    "GaussianNoise",
    "LayerNormalization",
    "Masking",
    "PReLU",
    "ReLU",
    "SpatialDropout1D",
    "TimeDistributed",
)
_KERAS_PASSES = (
    *_PASS,
    "Add",
    "Average",
    "CategoryEncoding",
    "Concatenate",
    "Dot",
    "ELU",
    "LeakyReLU",
    "Maximum",
    "Minimum",
    "Multiply",
    "Rescaling",
    "ThresholdedReLU",
)

Sources = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class MaskPlan:
    """What becomes of the masks of one model.

    Attributes:
        dropped: Whether nothing reads them in TensorFlow.js, so that Keras is to have none.
        reached: The layers that a mask may arrive at in Keras.
    """

    dropped: bool = False
    reached: frozenset[str] = frozenset()


def plan_masks(layers: Sequence[dict], sources: Sources) -> MaskPlan:
    """Plan the masks of a graph.

    Args:
        layers: `{"class_name", "config"}` each, keys in snake case.
        sources: The name of a layer -> the names of the layers that each of its calls reads.

    Returns:
        What becomes of its masks.

    Raises:
        ModelError: A layer reads a mask in TensorFlow.js that it would not have in Keras.
    """
    named = {layer["config"]["name"]: layer for layer in layers}
    makers = [name for name, layer in named.items() if _holds(layer, _makes_mask)]
    readers = [name for name, layer in named.items() if _holds(layer, _reads_mask)]
    if not makers:
        return MaskPlan()
    if not readers:
        return MaskPlan(dropped=True)
    inside = [name for name in makers if named[name]["class_name"] in MODELS]
    if inside:
        if makers != inside or len(inside) > 1 or readers != inside:
            raise _refuse(named[readers[-1]])
        return MaskPlan(reached=frozenset(named))
    masked = _follow(named, sources, _hands_on, first_only=True)
    for name in readers:
        own = all(call and call[0] in masked for call in sources.get(name, ()))
        if named[name]["class_name"] not in _RECURRENT or not own:
            raise _refuse(named[name])
    spread = _follow(named, sources, _keras_hands_on, first_only=False)
    reached = {name for name, calls in sources.items() if _reads_any(calls, spread)}
    return MaskPlan(reached=frozenset(reached))


class GivenMasks:
    """The masks of a graph, handed to its recurrent layers by name.

    From Keras 3.16 on, a mask ends at a recurrent layer unless it is an argument of the next one.
    """

    def __init__(self) -> None:
        self._behind: dict[int, Any] = {}

    def find(self, layer: dict, tensors: list) -> Any:
        """Give the mask that a recurrent layer reads; None for others, and where there is none."""
        return self._behind.get(id(tensors[0])) if layer["class_name"] in _RECURRENT else None

    def follow(self, layer: dict, live: Any, tensors: list, outputs: list) -> None:
        """Note the mask behind a call.

        Args:
            layer: The layer as TensorFlow.js has it.
            live: Keras's.
            tensors: What it was called on.
            outputs: What it yields.
        """
        if _makes_mask(layer):
            mask = live.compute_mask(tensors[0])
        else:
            mask = self._behind.get(id(tensors[0])) if _hands_on(layer) else None
        if mask is not None:
            self._behind[id(outputs[0])] = mask


def hands_masks_on() -> bool:
    """Tell whether this Keras's recurrent layers hand masks on by themselves."""
    import keras

    return bool(keras.layers.LSTM(1).supports_masking)


def _refuse(layer: dict) -> ModelError:
    return ModelError(
        f'Layer "{layer["config"]["name"]}" ({layer["class_name"]}) is handed a mask in '
        "TensorFlow.js that Keras does not hand it",
        received="a model with masks (Masking, or Embedding with mask_zero)",
        remedy="Build the model without masks, or use the Keras model that it was made from",
    )


def _follow(
    named: Mapping[str, dict],
    sources: Sources,
    hands_on: Callable[[dict], bool],
    *,
    first_only: bool,
) -> set[str]:
    """Find the layers behind which there is a mask."""
    masked: set[str] = set()
    while True:
        found = {
            name
            for name, layer in named.items()
            if _makes_mask(layer)
            or (hands_on(layer) and _reads_any(sources.get(name, ()), masked, first_only))
        }
        if found == masked:
            return masked
        masked = found


def _reads_any(calls: Sequence[Sequence[str]], masked: set[str], first_only: bool = False) -> bool:
    return any(name in masked for call in calls for name in (call[:1] if first_only else call))


def _hands_on(layer: dict) -> bool:
    return layer["class_name"] in _PASS or _gives_sequences(layer)


def _keras_hands_on(layer: dict) -> bool:
    class_name = layer["class_name"]
    return class_name in _KERAS_PASSES or class_name in MODELS or _gives_sequences(layer)


def _gives_sequences(layer: dict) -> bool:
    config = layer["config"]
    if layer["class_name"] == "Bidirectional":
        inner = config.get("layer")
        config = inner.get("config") if isinstance(inner, dict) else None
    given = config.get("return_sequences") if isinstance(config, dict) else None
    return layer["class_name"] in _RECURRENT and bool(given)


def _makes_mask(layer: dict) -> bool:
    return layer["class_name"] == "Masking" or layer["config"].get("mask_zero") is True


def _reads_mask(layer: dict) -> bool:
    return layer["class_name"] in _READERS


def _holds(part: object, answers: Callable[[dict], bool]) -> bool:
    """Tell whether the answer is yes for a layer, or for one inside it."""
    if isinstance(part, list):
        return any(_holds(value, answers) for value in part)
    if not isinstance(part, dict):
        return False
    is_layer = isinstance(part.get("config"), dict) and isinstance(part.get("class_name"), str)
    if is_layer and answers(part):
        return True
    return any(_holds(value, answers) for value in part.values())
