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
| MultiHeadAttention:                    |                           |                  |
| before 2.10 reads no mask; since then  | reads those of its inputs | an own layer;    |
| uniform scores where all is hidden     | 0 where scores are given  | refused, given   |
| ReLU before 2.5 stops a mask           | passes it on              | an own layer     |
| a recurrent layer that is given states | the mask of its input is  | own layers       |
| reads the mask of its input            | dropped                   |                  |
| Softmax before 2.4 reads no mask       | reads it                  | an own layer     |
| multi-backend Keras: Bidirectional     | zeros                     | an own layer     |
| yields at a hidden step what it had    |                           |                  |
| before; StackedRNNCells another state  | what it had before        | refused          |
| UpSampling2D(interpolation="bilinear") | half of one               | refused          |
| has corners, not centres, of pixels    |                           |                  |
| SpectralNormalization passes a mask on | not on numpy              | an own layer     |
| RandomCrop resizes, in prediction      | crops, or passes on       | a Resizing       |
| RandomHeight, RandomWidth              | are gone                  | an Identity      |
| ThresholdedReLU, LocallyConnected1D,   | are gone                  | own layers       |
| LocallyConnected2D, SyncBatch-         |                           |                  |
| Normalization                          |                           |                  |
| Attention(causal=True)                 | use_causal_mask, in calls | moved            |
| CuDNNGRU, CuDNNLSTM, DenseFeatures ... | are gone                  | refused by name  |
| interpolation="area", "gaussian", ...  | is gone                   | refused by name  |
| time_major=True, ragged inputs         | are gone                  | refused by name  |
| l2_normalize with 1e-12 under the root | 1e-7 outside it           | written as 1e-6  |

Found with Keras 2.2.4, 2.4, 2.9, 2.10, 2.11, 2.13 and 2.15 whole, and parts of others, each in an
environment of its own: tests/golden/write_keras2.py writes every layer, and every layer that takes
a series behind a Masking, and check_keras2.py compares. Operations of TensorFlow between layers
stop a mask in both.

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
        known: Arguments of which Keras 3 does not know every value -> those that it knows.
        renamed: Keras 2's name of an argument -> Keras 3's.
        absent: Arguments that older files lack -> what their absence meant.
        single: Arguments that Keras 2 wrote as a list of one.
        moved: Arguments that Keras 3 takes in the call -> their name there.
        held: Arguments that hold a layer or several.
        becomes: The class of Keras 3 that computes the same.
        stand_in: The registered class of ours (meanings.py, gone_layers.py) that has Keras 2's
            meaning.
        masks_only: Whether the stand-in is needed only where a mask may arrive.
        before: The first version of TensorFlow's Keras that needs no stand-in.
        multi_backend: The registered class of ours for files of Keras 2 with several backends,
            where a mask may arrive.
        since: The first version that meant what Keras 3 means; files of earlier ones are refused.
        states: Whether further tensors of a call are its initial state.
        states_only: Whether the stand-in is needed only where a call gives these.
    """

    gone: Mapping[str, Container[object]] = field(default_factory=dict)
    known: Mapping[str, Container[object]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, object] = field(default_factory=dict)
    single: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    becomes: str | None = None
    stand_in: str | None = None
    masks_only: bool = False
    before: tuple[int, ...] | None = None
    multi_backend: str | None = None
    since: tuple[int, ...] = ()
    states: bool = False
    states_only: bool = False


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
_NO_TIME_MAJOR: dict[str, Container[object]] = {"time_major": (False,)}
_RECURRENT = LayerUpgrade(gone=_NO_TIME_MAJOR, states=True)
_WRAPPER = LayerUpgrade(held=("layer", "backward_layer"))
_ATTENTION = LayerUpgrade(gone={"causal": (False,)}, moved={"causal": "use_causal_mask"})
_RANDOM = LayerUpgrade(gone={"rng_type": _ANY})
_RANDOM_SIZE = LayerUpgrade(
    gone={name: _ANY for name in ("factor", "interpolation", "seed", "rng_type")},
    becomes="Identity",
)
_NOT_OF_BATCHES: dict[str, Container[object]] = {
    "fused": _ANY,
    "virtual_batch_size": (None,),
    "adjustment": (None,),
}
_SCALING: dict[str, Container[object]] = {
    "interpolation": ("bicubic", "bilinear", "lanczos3", "lanczos5", "nearest")
}
_LOCAL: dict[str, Container[object]] = {
    "data_format": ("channels_last", None),
    **{
        f"{part}_{kind}": _ANY
        for part in ("kernel", "bias")
        for kind in ("initializer", "regularizer", "constraint")
    },
    "activity_regularizer": _ANY,
}


def _recurrent(name: str, **more: object) -> LayerUpgrade:
    """Give the rule of a layer with states, of which Keras 3 drops the mask beside these."""
    return LayerUpgrade(
        gone=_NO_TIME_MAJOR,
        stand_in=f"Keras2{name}",
        states=True,
        states_only=True,
        masks_only=True,
        **more,  # type: ignore[arg-type]
    )


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
    "BatchNormalization": LayerUpgrade(gone=_NOT_OF_BATCHES, single=("axis",)),
    "Bidirectional": _recurrent(
        "Bidirectional",
        multi_backend="MultiBackendBidirectional",
        held=("layer", "backward_layer"),
    ),
    "Conv1DTranspose": _TRANSPOSED,
    "Conv2DTranspose": _TRANSPOSED,
    "Conv3DTranspose": _TRANSPOSED,
    "ConvLSTM1D": _RECURRENT,
    "ConvLSTM2D": _RECURRENT,
    "ConvLSTM3D": _RECURRENT,
    "DepthwiseConv1D": _DEPTHWISE,
    "DepthwiseConv2D": _DEPTHWISE,
    # The first one had `bins`, each of which held its right end.
    "Discretization": LayerUpgrade(gone={"trainable": _ANY, "bins": ()}),
    "EinsumDense": LayerUpgrade(gone={"activity_regularizer": _ANY}),
    "Embedding": LayerUpgrade(
        gone={"input_length": _ANY, "sparse": (False,), "activity_regularizer": _ANY}
    ),
    "GRU": _recurrent("GRU", absent={"reset_after": False}),
    "GRUCell": LayerUpgrade(absent={"reset_after": False}),
    "Identity": LayerUpgrade(stand_in="Keras2Identity", masks_only=True),
    "InputLayer": LayerUpgrade(
        gone={"ragged": (False,), "input_tensor": (None,)},
        renamed={"batch_input_shape": "batch_shape"},
    ),
    "LeakyReLU": LayerUpgrade(renamed={"alpha": "negative_slope"}),
    "LSTM": _recurrent("LSTM"),
    **{
        name: LayerUpgrade(gone=_LOCAL, known={"implementation": (1, 2)}, stand_in=name)
        for name in ("LocallyConnected1D", "LocallyConnected2D")
    },
    "MultiHeadAttention": LayerUpgrade(
        stand_in="Keras2MultiHeadAttention",
        masks_only=True,
        before=(2, 10),
        gone={
            "query_shape": _ANY,
            "key_shape": _ANY,
            "value_shape": _ANY,
            "softmax_robust_masking": _ANY,
        },
    ),
    "Normalization": LayerUpgrade(stand_in="Keras2Normalization", masks_only=True),
    "RandomCrop": LayerUpgrade(
        since=(2, 9),
        gone={"seed": _ANY, "rng_type": _ANY},
        absent={"crop_to_aspect_ratio": True},
        becomes="Resizing",
    ),
    "RandomHeight": _RANDOM_SIZE,
    "RandomWidth": _RANDOM_SIZE,
    "ReLU": LayerUpgrade(stand_in="Keras2ReLU", masks_only=True, before=(2, 5)),
    "Rescaling": LayerUpgrade(absent={"offset": 0.0}, stand_in="Keras2Rescaling", masks_only=True),
    "Resizing": LayerUpgrade(known=_SCALING),
    "RNN": _recurrent("RNN", held=("cell",)),
    "SeparableConv1D": _SEPARABLE,
    "SeparableConv2D": _SEPARABLE,
    "SimpleRNN": _recurrent("SimpleRNN"),
    "Softmax": LayerUpgrade(
        gone={"robust_masking": _ANY},
        stand_in="Keras2Softmax",
        masks_only=True,
        before=(2, 4),
        multi_backend="Keras2Softmax",
    ),
    # Keras 3 names the arguments that these take, and not this one of every layer's.
    **dict.fromkeys(
        ("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"),
        LayerUpgrade(gone={"trainable": _ANY, "noise_shape": (None,)}),
    ),
    "SpectralNormalization": LayerUpgrade(
        held=("layer",),
        stand_in="Keras2SpectralNormalization",
        masks_only=True,
    ),
    "StackedRNNCells": LayerUpgrade(held=("cells",)),
    "ThresholdedReLU": LayerUpgrade(stand_in="ThresholdedReLU"),
    "SyncBatchNormalization": LayerUpgrade(
        gone=_NOT_OF_BATCHES, single=("axis",), stand_in="SyncBatchNormalization"
    ),
    "TimeDistributed": _WRAPPER,
    "UpSampling2D": LayerUpgrade(known=_SCALING),
    **dict.fromkeys(
        (
            "RandomBrightness",
            "RandomContrast",
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

# Classes of TensorFlow's operations between layers, which `operations/` writes with keras.ops.
OPERATION_CLASSES = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")

GONE_CLASSES = (
    "AbstractRNNCell",
    "ClassMethod",
    "CuDNNGRU",
    "CuDNNLSTM",
    "DenseFeatures",
    "Highway",
    "InstanceMethod",
    "InstanceProperty",
    "MaxoutDense",
    "Merge",
    "RandomFourierFeatures",
    "SequenceFeatures",
)
