"""Layer by layer: what Keras 2 wrote that Keras 3 does not take, or takes in another sense.

Same name, other meaning (the files' numbers are those of Keras 2, and are kept):

| Keras 2                                | Keras 3                   | here             |
|----------------------------------------|---------------------------|------------------|
| hard_sigmoid: max(0, min(1, x/5 + 1/2)) | relu6(x + 3) / 6         | an own function  |
| Rescaling, Normalization, Identity stop | pass it on               | own layers       |
| a mask                                 |                           |                  |
| merging layers show what all masks     | what one mask shows; with | own layers       |
| show, and an input without one whole   | an input without one, all |                  |
| Maximum, Minimum, Multiply take hidden | leave hidden steps out    | own layers       |
| steps as they are                      |                           |                  |
| GRU before 2.1.3 names no reset_after: | on by default             | written out      |
| it is off                              |                           |                  |
| MultiHeadAttention before 2.10 reads   | reads those of its inputs | refused, with    |
| no mask                                |                           | masks            |
| ThresholdedReLU                        | is gone                   | an own layer     |
| Attention(causal=True)                 | use_causal_mask, in calls | moved            |
| LocallyConnected1D and 2D, CuDNNGRU... | are gone                  | refused by name  |
| time_major=True, ragged inputs         | are gone                  | refused by name  |
| l2_normalize with 1e-12 under the root | 1e-7 outside it           | written as 1e-6  |

Found by tf_keras: every layer class that takes a sequence stood behind a Masking and before a GRU
(tests/golden/make_keras2.py). Operations of TensorFlow between layers stop a mask in both.

Arguments that went without a change of meaning are dropped where they have the value that says
nothing, and are refused by name elsewhere.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field


class Anything:
    """The values of an argument that has no influence on what a trained layer computes."""

    def __contains__(self, value: object) -> bool:
        """Hold every value."""
        return True


@dataclass(frozen=True)
class LayerUpgrade:
    """What is to be done with one class of layer.

    Attributes:
        gone: Arguments that Keras 3 does not take -> the values with which they say nothing.
        renamed: Keras 2's name of an argument -> Keras 3's.
        absent: Arguments that older files lack -> what their absence meant.
        single: Arguments that Keras 2 wrote as a list of one.
        moved: Arguments that Keras 3 takes in the call -> their name there.
        held: Arguments that hold a layer or several.
        stand_in: The registered class of ours (meanings.py) that has Keras 2's meaning.
        masks_only: Whether the stand-in is needed only where a mask may arrive.
        states: Whether further tensors of a call are its initial state.
    """

    gone: Mapping[str, Container[object]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, object] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    stand_in: str | None = None
    masks_only: bool = False
    states: bool = False


_ANY = Anything()
_NO_GROUPS: dict[str, Container[object]] = {"groups": (1,)}
# Keras 2 wrote those of Conv beside those of the depthwise and the pointwise kernel.
_NO_KERNEL: dict[str, Container[object]] = {
    "groups": (1,),
    "filters": _ANY,
    "kernel_initializer": _ANY,
    "kernel_regularizer": _ANY,
    "kernel_constraint": _ANY,
}
_SEPARABLE = LayerUpgrade(gone={k: v for k, v in _NO_KERNEL.items() if k != "filters"})
_DEPTHWISE = LayerUpgrade(gone=_NO_KERNEL)
_TRANSPOSED = LayerUpgrade(gone=_NO_GROUPS)
_RECURRENT = LayerUpgrade(gone={"time_major": (False,)}, states=True)
_WRAPPER = LayerUpgrade(held=("layer", "backward_layer"))
_ATTENTION = LayerUpgrade(gone={"causal": (False,)}, moved={"causal": "use_causal_mask"})
_RANDOM = LayerUpgrade(gone={"rng_type": _ANY})

EVERY_LAYER = LayerUpgrade(gone={"batch_input_shape": _ANY, "dynamic": (False,)})

LAYERS: dict[str, LayerUpgrade] = {
    **{
        name: LayerUpgrade(stand_in=f"Keras2{name}", masks_only=True)
        for name in (
            "Add",
            "Average",
            "Concatenate",
            "Maximum",
            "Minimum",
            "Multiply",
            "Subtract",
        )
    },
    "AdditiveAttention": _ATTENTION,
    "Attention": _ATTENTION,
    "BatchNormalization": LayerUpgrade(
        gone={"fused": _ANY, "virtual_batch_size": (None,), "adjustment": (None,)},
        single=("axis",),
    ),
    "Bidirectional": LayerUpgrade(held=("layer", "backward_layer"), states=True),
    "Conv1DTranspose": _TRANSPOSED,
    "Conv2DTranspose": _TRANSPOSED,
    "Conv3DTranspose": _TRANSPOSED,
    "ConvLSTM1D": _RECURRENT,
    "ConvLSTM2D": _RECURRENT,
    "ConvLSTM3D": _RECURRENT,
    "DepthwiseConv1D": _DEPTHWISE,
    "DepthwiseConv2D": _DEPTHWISE,
    "Discretization": LayerUpgrade(gone={"trainable": _ANY}),
    "EinsumDense": LayerUpgrade(gone={"activity_regularizer": _ANY}),
    "Embedding": LayerUpgrade(
        gone={"input_length": _ANY, "sparse": (False,), "activity_regularizer": _ANY}
    ),
    "GRU": LayerUpgrade(gone={"time_major": (False,)}, absent={"reset_after": False}, states=True),
    "GRUCell": LayerUpgrade(absent={"reset_after": False}),
    "Identity": LayerUpgrade(stand_in="Keras2Identity", masks_only=True),
    "InputLayer": LayerUpgrade(
        gone={"ragged": (False,), "input_tensor": (None,)},
        renamed={"batch_input_shape": "batch_shape"},
    ),
    "LeakyReLU": LayerUpgrade(renamed={"alpha": "negative_slope"}),
    "LSTM": _RECURRENT,
    "MultiHeadAttention": LayerUpgrade(
        gone={
            "query_shape": _ANY,
            "key_shape": _ANY,
            "value_shape": _ANY,
            "softmax_robust_masking": _ANY,
        }
    ),
    "Normalization": LayerUpgrade(stand_in="Keras2Normalization", masks_only=True),
    "Rescaling": LayerUpgrade(stand_in="Keras2Rescaling", masks_only=True),
    "RNN": LayerUpgrade(gone={"time_major": (False,)}, held=("cell",), states=True),
    "SeparableConv1D": _SEPARABLE,
    "SeparableConv2D": _SEPARABLE,
    "SimpleRNN": _RECURRENT,
    "Softmax": LayerUpgrade(gone={"robust_masking": _ANY}),
    # Keras 3 names the arguments that these take, and not this one of every layer's.
    **dict.fromkeys(
        ("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
        LayerUpgrade(gone={"trainable": _ANY, "noise_shape": (None,)}),
    ),
    "SpectralNormalization": _WRAPPER,
    "StackedRNNCells": LayerUpgrade(held=("cells",)),
    "ThresholdedReLU": LayerUpgrade(stand_in="ThresholdedReLU"),
    "TimeDistributed": _WRAPPER,
    **dict.fromkeys(
        (
            "RandomBrightness",
            "RandomContrast",
            "RandomCrop",
            "RandomFlip",
            "RandomRotation",
            "RandomTranslation",
            "RandomZoom",
        ),
        _RANDOM,
    ),
}

# Classes of Keras 2 under an older name.
OLDER_NAMES = {
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "Model": "Functional",
}

GONE_CLASSES = (
    "AbstractRNNCell",
    "CuDNNGRU",
    "CuDNNLSTM",
    "DenseFeatures",
    "Highway",
    "LocallyConnected1D",
    "LocallyConnected2D",
    "MaxoutDense",
    "Merge",
    "RandomHeight",
    "RandomWidth",
    "SyncBatchNormalization",
    "TensorFlowOpLayer",
)
