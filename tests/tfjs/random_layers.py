"""Which layers a random model may put on a tensor, and the arguments they are drawn with.

Each entry takes `draw` and the tensor's shape without the batch, and returns the layer's arguments.
Simple values stand first: hypothesis shrinks towards them. What has kernels and pools that move
over sequences, pictures and volumes stands in `random_spatial.py`.
"""

import numpy as np
from hypothesis import strategies as st

ACTIVATIONS = (
    "linear",
    "relu",
    "tanh",
    "sigmoid",
    "elu",
    "softplus",
    "softsign",
    "silu",
    "gelu",
    "relu6",
    "selu",
    "celu",
    "mish",
    "hard_sigmoid",
    "hard_silu",
    "leaky_relu",
    "softmax",
    "log_softmax",
    "tanh_shrink",
    "hard_tanh",
    "squareplus",
    "log_sigmoid",
)
MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
ANY_RANK, BY_RANK = {}, {1: {}, 2: {}, 3: {}, 4: {}}


def choose(draw, *values):
    """Draw one of some values."""
    return draw(st.sampled_from(values))


def given(**options):
    """Leave out what is None: it was not drawn."""
    return {key: value for key, value in options.items() if value is not None}


def entry(*ranks, name=None):
    """Register the arguments of a layer for tensors of some ranks, of any when none is given."""

    def register(function):
        class_name = name or function.__name__
        for table in [BY_RANK[rank] for rank in ranks] or [ANY_RANK]:
            table[class_name] = function
        return function

    return register


def draw_layer(draw, shape):
    """Draw a layer that fits.

    Returns:
        Its class and arguments.
    """
    own = BY_RANK[len(shape)]
    name = draw(st.sampled_from([*ANY_RANK, *own, *own]))
    return name, (own.get(name) or ANY_RANK[name])(draw, shape)


@entry()
def Dense(draw, shape):
    return given(
        units=choose(draw, 3, 1, 4),
        activation=choose(draw, *ACTIVATIONS),
        use_bias=choose(draw, None, False),
    )


@entry()
def Activation(draw, shape):
    return {"activation": choose(draw, *ACTIVATIONS)}


@entry()
def LeakyReLU(draw, shape):
    return {"negative_slope": choose(draw, 0.3, 0.05, 0.0)}


@entry()
def PReLU(draw, shape):
    axes = [axis for axis in range(1, len(shape)) if choose(draw, False, True)]
    return given(shared_axes=axes or None)


@entry()
def ELU(draw, shape):
    return {"alpha": choose(draw, 1.0, 0.4, 2.0)}


@entry()
def ReLU(draw, shape):
    return given(
        max_value=choose(draw, None, 0.8),
        negative_slope=choose(draw, None, 0.2),
        threshold=choose(draw, None, 0.3),
    )


@entry()
def Softmax(draw, shape):
    return {"axis": choose(draw, -1, *range(1, len(shape) + 1))}


@entry()
def BatchNormalization(draw, shape):
    return given(
        axis=choose(draw, -1, *range(1, len(shape) + 1)),
        epsilon=choose(draw, None, 1e-5, 0.1),
        center=choose(draw, None, False),
        scale=choose(draw, None, False),
    )


@entry()
def LayerNormalization(draw, shape):
    # One value is its own mean: TensorFlow.js leaves a rounding of it where Keras leaves nothing.
    axes = list(range(1, len(shape) + 1))
    single = [axis for axis in axes if shape[axis - 1] > 1]
    return given(
        axis=choose(draw, *single, *([axes] if single else [-1])),
        epsilon=choose(draw, None, 1e-5, 0.1),
        center=choose(draw, None, False),
        scale=choose(draw, None, False),
    )


@entry()
def RMSNormalization(draw, shape):
    # Keras multiplies along the last axis whatever axis it normalizes: the sizes have to fit.
    fitting = [axis for axis, size in enumerate(shape, 1) if size == shape[-1]]
    return given(axis=choose(draw, -1, *fitting), epsilon=choose(draw, None, 1e-3))


@entry()
def UnitNormalization(draw, shape):
    return {"axis": choose(draw, -1, *range(1, len(shape) + 1))}


@entry(2, 3, 4)
def GroupNormalization(draw, shape):
    pixels = int(np.prod(shape[:-1]))
    divisors = [count for count in range(1, shape[-1] + 1) if shape[-1] % count == 0]
    larger = [count for count in divisors if pixels * shape[-1] > count]
    return given(
        groups=choose(draw, *(larger or [1])),
        epsilon=choose(draw, None, 1e-5),
        center=choose(draw, None, False),
        scale=choose(draw, None, False),
    )


@entry()
def Rescaling(draw, shape):
    return {"scale": choose(draw, 2.0, -0.5), "offset": choose(draw, 0.0, 0.3)}


@entry()
def Dropout(draw, shape):
    return {"rate": 0.3}


@entry()
def GaussianNoise(draw, shape):
    return {"stddev": 0.3}


@entry()
def Identity(draw, shape):
    return {}


@entry()
def Flatten(draw, shape):
    return {}


@entry()
def Reshape(draw, shape):
    size = 1
    for axis in shape:
        size *= axis
    divisors = [count for count in range(1, size + 1) if size % count == 0]
    first = choose(draw, *divisors)
    return {"target_shape": choose(draw, (size,), (first, -1), (first, 1, size // first))}


@entry(2, 3, 4)
def Permute(draw, shape):
    return {"dims": tuple(draw(st.permutations(range(1, len(shape) + 1))))}


@entry(1)
def RepeatVector(draw, shape):
    return {"n": choose(draw, 3, 1, 2)}


def _recurrent(draw, name):
    options = given(
        units=choose(draw, 2, 1, 3),
        activation=choose(draw, "tanh", "relu", "softsign", "sigmoid", "elu"),
        use_bias=choose(draw, None, False),
        return_sequences=choose(draw, None, True),
        go_backwards=choose(draw, None, True),
    )
    if name != "SimpleRNN":
        options["recurrent_activation"] = choose(draw, "sigmoid", "tanh", "softsign")
    if name == "GRU":
        options["reset_after"] = choose(draw, True, False)
    return options


@entry(2)
def LSTM(draw, shape):
    return _recurrent(draw, "LSTM")


@entry(2)
def GRU(draw, shape):
    return _recurrent(draw, "GRU")


@entry(2)
def SimpleRNN(draw, shape):
    return _recurrent(draw, "SimpleRNN")


@entry(2)
def Bidirectional(draw, shape):
    name = choose(draw, "LSTM", "GRU", "SimpleRNN")
    options = _recurrent(draw, name)
    options.pop("go_backwards", None)  # Keras takes none of it here
    return {"layer": (name, options), "merge_mode": choose(draw, "concat", "sum", "mul", "ave")}


@entry(2, 3, 4)
def TimeDistributed(draw, shape):
    return {"layer": draw_layer(draw, shape[1:])}


@entry(2)
def EinsumDense(draw, shape):
    width = choose(draw, 3, 2)
    equation, output, bias = choose(
        draw,
        ("abc,cd->abd", (shape[0], width), "d"),
        ("abc,cde->abde", (shape[0], width, 2), "de"),
        ("abc,bd->adc", (width, shape[1]), None),
    )
    return given(equation=equation, output_shape=output, bias_axes=bias)


def _multi_head(draw, shape):
    options = given(
        num_heads=choose(draw, 2, 1),
        # With 1, Keras on TensorFlow adds the heads' bias along a sequence of as many steps.
        key_dim=choose(draw, 3, 2),
        value_dim=choose(draw, None, 2),
        use_bias=choose(draw, None, False),
    )
    return "MultiHeadAttention", options, False


def _attention(draw, shape):
    options = given(use_scale=choose(draw, None, True), score_mode=choose(draw, "dot", "concat"))
    return "Attention", options, True


def _additive(draw, shape):
    return "AdditiveAttention", given(use_scale=choose(draw, None, False)), True


ATTENTIONS = {"MultiHead": _multi_head, "Attention": _attention, "Additive": _additive}
