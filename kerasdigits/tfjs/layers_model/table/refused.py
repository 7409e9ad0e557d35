"""The Keras layers that the layers route refuses: why, and what carries them instead."""

from dataclasses import dataclass
from typing import Literal

_GRAPH = "Export it with --format graph"


@dataclass(frozen=True)
class Refusal:
    """Why a layer class is refused.

    Attributes:
        what: The reason, continuing `Layer "x" (Class)`.
        remedy: What to do about it.
        route: What carries it.
    """

    what: str
    remedy: str = _GRAPH
    route: Literal["graph", "none"] = "graph"


_PICTURES = Refusal(
    "changes each picture according to its own values, which no layer of TensorFlow.js does"
)
_TEXT = Refusal(
    "looks text up, which TensorFlow.js's layers cannot read",
    "Look it up in the page, and export the rest of the model",
    "none",
)
_HASH = Refusal(
    "hashes the text of its input, which no operation of TensorFlow.js does",
    "Compute it in the page, and export the rest of the model",
    "none",
)
_NO_LAYER = Refusal(
    "is not a layer to put into a model by itself", "Put it into the layer that runs it", "none"
)
_FOREIGN = Refusal(
    "runs code of another library",
    "Rebuild it from Keras's layers",
    "none",
)
_SPECTRUM = Refusal("transforms sound into frequencies, for which TensorFlow.js has no layer")

REFUSED_LAYERS: dict[str, Refusal] = {
    "AutoContrast": _PICTURES,
    "ContrastLimitedAdaptiveHistogramEqualization": _PICTURES,
    "ConvLSTM3D": Refusal("runs an LSTM over volumes, for which TensorFlow.js has no layer"),
    "Equalization": Refusal(
        "becomes part of a cycle when Keras 3.15 puts it into a model",
        "Equalize the pictures before the model",
        "none",
    ),
    "FlaxLayer": _FOREIGN,
    "GRUCell": _NO_LAYER,
    "HashedCrossing": _HASH,
    "Hashing": _HASH,
    "InputSpec": _NO_LAYER,
    "IntegerLookup": Refusal("looks numbers up, for which TensorFlow.js has no layer"),
    "JaxLayer": _FOREIGN,
    "LSTMCell": _NO_LAYER,
    "Lambda": Refusal(
        "is Python code",
        "Replace it with a layer that does the same, or export it with --format graph --unsafe",
    ),
    "Layer": _NO_LAYER,
    "MelSpectrogram": _SPECTRUM,
    "RandomCrop": Refusal("crops or resizes by a rule of its own, and not at all in prediction"),
    "ReversibleEmbedding": Refusal(
        "is called in two directions, which one layer of TensorFlow.js cannot be"
    ),
    "STFTSpectrogram": _SPECTRUM,
    "SimpleRNNCell": _NO_LAYER,
    "StackedRNNCells": _NO_LAYER,
    "StringLookup": _TEXT,
    "TFSMLayer": _FOREIGN,
    "TextVectorization": _TEXT,
    "TorchModuleWrapper": _FOREIGN,
    "Wrapper": Refusal("is the base class of layers that wrap another, and runs none itself"),
}
# A graph would refuse these by the operations that they are made of.
NEEDS_TEXT = {name: why for name, why in REFUSED_LAYERS.items() if why in (_TEXT, _HASH)}
