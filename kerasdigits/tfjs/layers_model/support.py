"""Every Keras layer: which route carries it, how exactly, and what to know about it.

What `docs/export.md` says about layers is made from this. A class of Keras that is in none of the
tables here fails a test, so that none can slip by.
"""

from dataclasses import dataclass
from typing import Literal

from kerasdigits.tfjs.layers_model.refused_layers import REFUSED_LAYERS
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.table import AUGMENTATION, RULES
from kerasdigits.tfjs.layers_model.wrappers import WRAPPERS


@dataclass(frozen=True)
class LayerSupport:
    """How one Keras layer class is carried.

    Args:
        class_name: The Keras class.
        route: The first of the routes that carries it; `none` when nothing can.
        exactness: `native` when TensorFlow.js has the layer, `rewrite` when it is drawn from
            other layers of TensorFlow.js, `refused` by the layers route.
        note: What to know, one sentence or nothing.
    """

    class_name: str
    route: Literal["layers", "graph", "none"]
    exactness: Literal["native", "rewrite", "refused"]
    note: str


# Registered by tfjs-layers 4.22, and computing there what they compute in Keras for some arguments.
_NATIVE_ALSO_DRAWN = frozenset(
    {
        *("BatchNormalization", "Bidirectional", "Conv1D", "Conv2D", "Conv2DTranspose", "Conv3D"),
        *("Conv3DTranspose", "ConvLSTM2D", "DepthwiseConv2D", "Dot", "ELU", "GRU", "LSTM"),
        *("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalMaxPooling1D"),
        *("GlobalMaxPooling2D", "Masking", "Maximum", "Minimum", "Multiply", "ReLU", "Rescaling"),
        *("AveragePooling3D", "LayerNormalization", "MaxPooling3D", "SimpleRNN", "UpSampling2D"),
    }
)
_NOTES = {
    "AdditiveAttention": "causal masks need a known length",
    "Attention": "causal masks need a known length",
    "AveragePooling3D": "a pool smaller than its stride is drawn, for padding='same'",
    "BatchNormalization": "other axes than the last and volumes are drawn; epsilon=0 and renorm "
    "are refused",
    "Bidirectional": "every merge_mode; directions that differ are drawn, without masks and states",
    "CenterCrop": "of a known, large enough size",
    "Conv1D": "groups and causal padding are drawn",
    "Conv2D": "groups are drawn, with a kernel that is as many times as large",
    "Conv3D": "groups are drawn, with a kernel that is as many times as large",
    "Conv2DTranspose": "dilation_rate and output_padding are drawn",
    "Conv3DTranspose": "without dilation_rate and output_padding; TensorFlow.js's wasm is wrong, "
    "which the graph route avoids",
    "ConvLSTM2D": "without masks, initial state and channels_first",
    "DepthwiseConv2D": "dilation_rate is drawn",
    "Discretization": "output_mode='int', once adapted",
    "Dot": "of two or three dimensions; normalize=True is drawn",
    "EinsumDense": "equations that sum over shared axes, with a bias along new axes",
    "Flatten": "of a known shape",
    "GRU": "reset_after=True, Keras's default, runs two steps of a wider GRU for each of its own",
    "GroupQueryAttention": "head by head",
    "LSTM": "a hard_sigmoid recurrent_activation is drawn with scaled weights",
    "LayerNormalization": "of volumes it is drawn",
    "MaxPooling3D": "of a known size, it is drawn as pooling of planes: wasm's own is wrong",
    "MultiHeadAttention": "head by head, over one axis or all; causal masks need a known length",
    "Resizing": "of a known size, as a product with a matrix for each axis",
    "RMSNormalization": "the scale goes along the last axes, as in Keras, whatever is normalized",
    "RNN": "of Keras's own cells, written as recurrent layers",
    "Softmax": "over the last axis it is an activation, which reads no mask of another layer",
    "SpectralNormalization": "the layer inside with the kernel that training left",
    "TimeDistributed": "of any layer or model that is carried and is given no mask",
    "UpSampling2D": "interpolations other than nearest are drawn, for a known size",
}


def describe_layers() -> list[LayerSupport]:
    """Describe every layer class of the tables.

    Returns:
        One entry a class, by name.
    """
    carried = [_describe(name, rule) for (_, name), rule in RULES.items()]
    for _, name in WRAPPERS:
        carried.append(LayerSupport(name, "layers", "native", _NOTES.get(name, "")))
    refused = [
        LayerSupport(name, refusal.route, "refused", refusal.what)
        for name, refusal in REFUSED_LAYERS.items()
    ]
    inputs = LayerSupport("InputLayer", "layers", "native", "dense tensors of numbers")
    return sorted([*carried, *refused, inputs], key=lambda entry: entry.class_name)


def _describe(name: str, rule: LayerRule) -> LayerSupport:
    native = rule.expand is None or name in _NATIVE_ALSO_DRAWN
    note = _NOTES.get(name, "")
    if name in AUGMENTATION:
        note = "acts in training only and passes its input on"
    elif native and rule.expand is not None and not note:
        note = "some arguments are drawn"
    return LayerSupport(name, "layers", "native" if native else "rewrite", note)
