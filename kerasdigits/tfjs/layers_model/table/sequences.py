"""The part of the layer table on attention and recurrent layers."""

from dataclasses import replace

from kerasdigits.tfjs.layers_model.composed.attention import (
    compose_attention,
    compose_einsum_dense,
)
from kerasdigits.tfjs.layers_model.composed.conv_lstm import compose_conv_lstm
from kerasdigits.tfjs.layers_model.composed.multi_head import compose_multi_head_attention
from kerasdigits.tfjs.layers_model.composed.recurrent import compose_recurrent, compose_rnn
from kerasdigits.tfjs.layers_model.rules.layer_rule import LayerRule
from kerasdigits.tfjs.layers_model.rules.native_rules import (
    CONV_LSTM,
    RECURRENT,
)

_CONV_LSTM = replace(CONV_LSTM, compose=compose_conv_lstm)
_RECURRENT = {
    name: replace(rule, compose=compose_recurrent, masks=True, native=True)
    for name, rule in RECURRENT.items()
}

_GROUPED = LayerRule(
    ignored=(
        "head_dim",
        "num_query_heads",
        "num_key_value_heads",
        "use_bias",
        "use_gate",
        "sliding_window",
        "dropout",
    ),
    compose=compose_multi_head_attention,
    masks=True,
    note="head by head",
)

SEQUENCES: dict[str, LayerRule] = {
    # attention; dropout acts in training only
    "AdditiveAttention": LayerRule(
        ignored=("use_scale", "dropout"),
        compose=compose_attention,
        masks=True,
        note="causal masks need a known length",
    ),
    "Attention": LayerRule(
        ignored=("use_scale", "score_mode", "dropout"),
        compose=compose_attention,
        masks=True,
        note="causal masks need a known length",
    ),
    "EinsumDense": LayerRule(
        keep=("equation", "output_shape", "bias_axes"),
        activations=("activation",),
        compose=compose_einsum_dense,
        note="equations that sum over shared axes, with a bias along new axes",
    ),
    "MultiHeadAttention": LayerRule(
        ignored=(
            "num_heads",
            "key_dim",
            "value_dim",
            "dropout",
            "use_bias",
            "output_shape",
            "attention_axes",
            "use_gate",
            "sliding_window",
            "query_shape",
            "value_shape",
            "key_shape",
            "flash_attention",
        ),
        compose=compose_multi_head_attention,
        masks=True,
        note="head by head, over one axis or all; causal masks need a known length",
    ),
    "GroupQueryAttention": _GROUPED,
    "GroupedQueryAttention": replace(
        _GROUPED, note="what Keras calls GroupQueryAttention since 3.16"
    ),
    # recurrent
    "ConvLSTM1D": _CONV_LSTM,
    "ConvLSTM2D": replace(
        _CONV_LSTM, native=True, note="without masks, initial state and channels_first"
    ),
    "GRU": replace(
        _RECURRENT["GRU"],
        note=(
            "reset_after=True, Keras's default, runs two steps of a wider GRU for each of its own"
        ),
    ),
    "LSTM": replace(
        _RECURRENT["LSTM"],
        note="a hard_sigmoid recurrent_activation is composed with scaled weights",
    ),
    "RNN": LayerRule(
        keep=("cell", "return_sequences", "return_state", "go_backwards", "stateful"),
        ignored=("unroll", "zero_output_for_mask"),
        compose=compose_rnn,
        masks=True,
        note="of Keras's own cells, written as recurrent layers",
    ),
    "SimpleRNN": _RECURRENT["SimpleRNN"],
}
