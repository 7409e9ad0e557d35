"""TensorFlow.js's layers as Keras's: which arguments it reads, and what it means by them.

What a rule does not name, TensorFlow.js does not read (`groups`, `output_padding`,
`negative_slope`...), so Keras is not told either. Source: tfjs-layers 4.22, src/layers.

| TensorFlow.js                          | Keras 3                | here                        |
|----------------------------------------|------------------------|-----------------------------|
| hard_sigmoid: max(0, min(1, x/5 + 1/2)) | relu6(x + 3) / 6      | an own function             |
| LSTM, GRU, ConvLSTM2D name no recurrent | sigmoid               | hard_sigmoid                |
| activation: hard_sigmoid               |                        |                             |
| GRU resets before its product          | after it, by default   | reset_after=False           |
| LeakyReLU without alpha: 0.3           | 0.3                    | negative_slope              |
| DepthwiseConv2D reads no dilation      | reads it               | without                     |
| Concatenate: any negative axis is -1   | counts from the end    | written as -1               |
| Softmax without an axis: 1             | -1                     | written out                 |
| masks                                  |                        | masks.py                    |
| UpSampling2D bilinear, Resizing,       | half-pixel centres     | refused                     |
| CenterCrop pick other pixels           |                        |                             |
| RandomHeight, RandomWidth act always   | are gone               | refused                     |
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kerasdigits.errors import ModelError

_KERNEL_BIAS = {"kernel": "kernel", "bias": "bias"}
_NORMALIZED = {name: name for name in ("gamma", "beta", "moving_mean", "moving_variance")}
_RECURRENT = {name: name for name in ("kernel", "recurrent_kernel", "bias")}


@dataclass(frozen=True)
class LayerImport:
    """How one class of TensorFlow.js's layers becomes Keras's of the same name.

    Attributes:
        keep: Arguments that mean the same.
        activations: Arguments that hold an activation.
        objects: Arguments that hold an initializer, a penalty or a constraint, without that word.
        renames: TensorFlow.js's name of an argument -> Keras's.
        absent: Arguments -> what their absence means.
        always: Arguments of Keras's that TensorFlow.js has no choice of.
        only: Arguments -> the values for which Keras computes the same.
        weights: TensorFlow.js's names of the weights, in its order -> Keras's.
        adapt: Gets the arguments for Keras, and changes what the fields cannot say.
        merges: Whether it is called on a list.
        recurrent: Whether further tensors of a call are its initial state.
    """

    keep: tuple[str, ...] = ()
    activations: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    renames: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, object] = field(default_factory=dict)
    always: Mapping[str, object] = field(default_factory=dict)
    only: Mapping[str, tuple] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    adapt: Callable[[dict], None] | None = None
    merges: bool = False
    recurrent: bool = False


def _last_axis_for_any_negative(config: dict) -> None:
    if config.get("axis") is not None and config["axis"] < 0:
        config["axis"] = -1


def _write_open_sizes(config: dict) -> None:
    config["target_shape"] = [-1 if size is None else size for size in config["target_shape"]]


def _unpack_axis(config: dict) -> None:
    if isinstance(config.get("axis"), list) and len(config["axis"]) == 1:
        config["axis"] = config["axis"][0]


_PLAIN = LayerImport()
_MERGE = LayerImport(merges=True)
_DATA_FORMAT = {"data_format": (None, "channels_last")}
_WHAT_CONVOLVES = ("kernel_size", "strides", "padding", "use_bias")
_PADDED = {"padding": (None, "valid", "same"), **_DATA_FORMAT}
_CONVOLUTION = LayerImport(
    keep=("filters", *_WHAT_CONVOLVES, "dilation_rate"),
    activations=("activation",),
    objects=("kernel", "bias"),
    only=_PADDED,
    weights=_KERNEL_BIAS,
)
_TRANSPOSED = LayerImport(
    keep=("filters", *_WHAT_CONVOLVES),
    activations=("activation",),
    objects=("kernel", "bias"),
    only=_PADDED,
    weights=_KERNEL_BIAS,
)
_POOLING = LayerImport(keep=("pool_size", "strides", "padding"), only=_PADDED)
_GLOBAL = LayerImport(only=_DATA_FORMAT)
_GATES = (
    "use_bias",
    "dropout",
    "recurrent_dropout",
    "return_sequences",
    "return_state",
    "go_backwards",
)
_STEPS = (*_GATES, "units", "stateful")
_OF_CELLS = ("units", "use_bias", "dropout", "recurrent_dropout")
_RECURRENT_OBJECTS = ("kernel", "recurrent", "bias")


def _recurrent(keep: tuple[str, ...], *, gated: bool, reset: bool = False) -> LayerImport:
    return LayerImport(
        keep=keep,
        activations=("activation", "recurrent_activation") if gated else ("activation",),
        objects=_RECURRENT_OBJECTS,
        absent={
            "activation": "tanh",
            **({"recurrent_activation": "hard_sigmoid"} if gated else {}),
        },
        always={"reset_after": False} if reset else {},
        only={"reset_after": (None, False), **_PADDED} if reset else _PADDED,
        weights=_RECURRENT,
        recurrent=True,
    )


LAYERS: dict[str, LayerImport] = {
    "Activation": LayerImport(activations=("activation",)),
    "Add": _MERGE,
    "AlphaDropout": LayerImport(keep=("rate",)),
    "Average": _MERGE,
    "AveragePooling1D": _POOLING,
    "AveragePooling2D": _POOLING,
    "AveragePooling3D": _POOLING,
    "BatchNormalization": LayerImport(
        keep=("axis", "momentum", "epsilon", "center", "scale"),
        objects=("gamma", "beta", "moving_mean", "moving_variance"),
        weights=_NORMALIZED,
        adapt=_unpack_axis,
    ),
    "Bidirectional": LayerImport(keep=("merge_mode",), recurrent=True),
    "CategoryEncoding": LayerImport(
        keep=("num_tokens", "output_mode"),
        only={"output_mode": (None, "multi_hot", "one_hot", "count")},
    ),
    "Concatenate": LayerImport(keep=("axis",), adapt=_last_axis_for_any_negative, merges=True),
    "Conv1D": _CONVOLUTION,
    "Conv2D": _CONVOLUTION,
    "Conv2DTranspose": _TRANSPOSED,
    "Conv3D": _CONVOLUTION,
    "Conv3DTranspose": _TRANSPOSED,
    "ConvLSTM2D": _recurrent((*_GATES, *_CONVOLUTION.keep), gated=True),
    "Cropping2D": LayerImport(keep=("cropping",), only=_DATA_FORMAT),
    "Dense": LayerImport(
        keep=("units", "use_bias"),
        activations=("activation",),
        objects=("kernel", "bias"),
        weights=_KERNEL_BIAS,
    ),
    "DepthwiseConv2D": LayerImport(
        keep=(*_WHAT_CONVOLVES, "depth_multiplier"),
        activations=("activation",),
        objects=("depthwise", "bias"),
        only=_PADDED,
        weights={"depthwise_kernel": "kernel", "bias": "bias"},
    ),
    "Dot": LayerImport(keep=("axes",), only={"normalize": (None, False)}, merges=True),
    "Dropout": LayerImport(keep=("rate", "noise_shape", "seed")),
    "ELU": LayerImport(only={"alpha": (None, 1, 1.0)}),
    "Embedding": LayerImport(
        keep=("input_dim", "output_dim", "mask_zero"),
        objects=("embeddings",),
        weights={"embeddings": "embeddings"},
    ),
    "Flatten": LayerImport(only=_DATA_FORMAT),
    "GRU": _recurrent(_STEPS, gated=True, reset=True),
    "GRUCell": _recurrent(_OF_CELLS, gated=True, reset=True),
    "GaussianDropout": LayerImport(keep=("rate",)),
    "GaussianNoise": LayerImport(keep=("stddev",)),
    "GlobalAveragePooling1D": _PLAIN,
    "GlobalAveragePooling2D": _GLOBAL,
    "GlobalMaxPooling1D": _PLAIN,
    "GlobalMaxPooling2D": _GLOBAL,
    "LSTM": _recurrent(_STEPS, gated=True),
    "LSTMCell": _recurrent(_OF_CELLS, gated=True),
    "LayerNormalization": LayerImport(
        keep=("axis", "epsilon", "center", "scale"),
        objects=("gamma", "beta"),
        weights={"gamma": "gamma", "beta": "beta"},
    ),
    "LeakyReLU": LayerImport(renames={"alpha": "negative_slope"}, absent={"alpha": 0.3}),
    "Masking": LayerImport(keep=("mask_value",)),
    "MaxPooling1D": _POOLING,
    "MaxPooling2D": _POOLING,
    "MaxPooling3D": _POOLING,
    "Maximum": _MERGE,
    "Minimum": _MERGE,
    "Multiply": _MERGE,
    "PReLU": LayerImport(keep=("shared_axes",), objects=("alpha",), weights={"alpha": "alpha"}),
    "Permute": LayerImport(keep=("dims",)),
    "RNN": LayerImport(
        keep=("return_sequences", "return_state", "go_backwards", "stateful"), recurrent=True
    ),
    "ReLU": LayerImport(keep=("max_value",)),
    "RepeatVector": LayerImport(keep=("n",)),
    "Rescaling": LayerImport(keep=("scale", "offset")),
    "Reshape": LayerImport(keep=("target_shape",), adapt=_write_open_sizes),
    "SeparableConv2D": LayerImport(
        keep=(*_CONVOLUTION.keep, "depth_multiplier"),
        activations=("activation",),
        objects=("depthwise", "pointwise", "bias"),
        only=_PADDED,
        weights={n: n for n in ("depthwise_kernel", "pointwise_kernel", "bias")},
    ),
    "SimpleRNN": _recurrent(_STEPS, gated=False),
    "SimpleRNNCell": _recurrent(_OF_CELLS, gated=False),
    "Softmax": LayerImport(keep=("axis",), absent={"axis": 1}, adapt=_unpack_axis),
    "SpatialDropout1D": LayerImport(keep=("rate", "seed")),
    "StackedRNNCells": _PLAIN,
    "ThresholdedReLU": LayerImport(keep=("theta",)),
    "TimeDistributed": _PLAIN,
    "UpSampling2D": LayerImport(
        keep=("size",), only={"interpolation": (None, "nearest"), **_DATA_FORMAT}
    ),
    "ZeroPadding2D": LayerImport(keep=("padding",), only=_DATA_FORMAT),
}

_OTHER_PIXELS = "picks other pixels in TensorFlow.js than any layer of Keras"
REFUSED = {
    "CenterCrop": _OTHER_PIXELS,
    "RandomHeight": "changes pictures at random in TensorFlow.js when it predicts too",
    "RandomWidth": "changes pictures at random in TensorFlow.js when it predicts too",
    "Resizing": _OTHER_PIXELS,
}


def find_rule(class_name: object, layer: str) -> LayerImport:
    """Find how a class is imported.

    Args:
        class_name: TensorFlow.js's.
        layer: What to call the layer in an error.

    Raises:
        ModelError: It means what Keras has no layer for, or is not TensorFlow.js's.
    """
    rule = LAYERS.get(class_name) if isinstance(class_name, str) else None
    if rule is not None:
        return rule
    if isinstance(class_name, str) and class_name in REFUSED:
        raise ModelError(
            f"{layer} {REFUSED[class_name]}",
            received=class_name,
            remedy="Build the model without it, or use the Keras model that it was made from",
        )
    raise ModelError(
        f"{layer} is of a class that TensorFlow.js's own layers do not have",
        received=class_name,
        remedy="Build the model without it, or use the Keras model that it was made from",
    )
