"""The rules of layers that TensorFlow.js has, for whoever writes one of them with other arguments.

The table (`table/`) adds when such a layer is written as a graph of others instead; the functions
that do so write TensorFlow.js's own layer into that graph, by the rules of this file.
"""

from kerasdigits.tfjs.layers_model.rules.layer_quirks import (
    inspect_batch_normalization,
    rewrite_dot,
    start_from_zeros,
    write_conv_lstm,
    write_last_axis,
)
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule

KERNEL_BIAS = {"kernel": "kernel", "bias": "bias"}
_RECURRENT_WEIGHTS = {name: name for name in ("kernel", "recurrent_kernel", "bias")}

POOLING = LayerRule(keep=("pool_size", "strides", "padding"))
DOT = LayerRule(keep=("axes", "normalize"), rewrite=rewrite_dot)
CONVOLUTION = LayerRule(
    keep=("filters", "kernel_size", "strides", "padding", "dilation_rate", "use_bias"),
    activations=("activation",),
    only={"groups": (1,), "padding": ("valid", "same")},
    weights=KERNEL_BIAS,
    penalised=True,
)
TRANSPOSED = LayerRule(
    keep=("filters", "kernel_size", "strides", "padding", "use_bias"),
    activations=("activation",),
    ignored=("dilation_rate", "output_padding"),
    weights=KERNEL_BIAS,
)
BATCH_NORMALIZATION = LayerRule(
    keep=("momentum", "epsilon", "center", "scale"),
    only={"renorm": (False,)},
    ignored=("axis", "synchronized", "renorm_clipping", "renorm_momentum"),
    weights={name: name for name in ("gamma", "beta", "moving_mean", "moving_variance")},
    inspect=inspect_batch_normalization,
    rewrite=write_last_axis,
    penalised=True,
)
CONV_LSTM = LayerRule(
    keep=(
        "filters",
        "kernel_size",
        "strides",
        "padding",
        "dilation_rate",
        "use_bias",
        "dropout",
        "recurrent_dropout",
        "unit_forget_bias",
        "return_sequences",
        "return_state",
        "go_backwards",
        "data_format",
    ),
    activations=("activation", "recurrent_activation"),
    ignored=("unroll", "stateful", "zero_output_for_mask"),
    weights=_RECURRENT_WEIGHTS,
    rewrite=write_conv_lstm,
)


def _recurrent_rule(*extra: str) -> LayerRule:
    """Make the rule of a recurrent layer; `extra` are the arguments that only this class has."""
    return LayerRule(
        keep=(
            "units",
            "use_bias",
            "dropout",
            "recurrent_dropout",
            "return_sequences",
            "return_state",
            "go_backwards",
            "stateful",
            *extra,
        ),
        activations=("activation", "recurrent_activation"),
        # unroll: the same sums in the same order. zero_output_for_mask: composed.
        ignored=("unroll", "zero_output_for_mask"),
        weights=_RECURRENT_WEIGHTS,
        rewrite=start_from_zeros,
    )


RECURRENT = {
    "GRU": _recurrent_rule("reset_after"),
    "LSTM": _recurrent_rule("unit_forget_bias"),
    "SimpleRNN": _recurrent_rule(),
}
