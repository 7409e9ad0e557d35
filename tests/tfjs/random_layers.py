"""Which layers a random model may put on a tensor, and the arguments they are drawn with.

Each entry takes `draw` and the tensor's shape without the batch, and returns the layer's arguments.
Simple values stand first: hypothesis shrinks towards them.
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


def _choose(draw, *values):
    return draw(st.sampled_from(values))


def _given(**options):
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
    return _given(
        units=_choose(draw, 3, 1, 4),
        activation=_choose(draw, *ACTIVATIONS),
        use_bias=_choose(draw, None, False),
    )


@entry()
def Activation(draw, shape):
    return {"activation": _choose(draw, *ACTIVATIONS)}


@entry()
def LeakyReLU(draw, shape):
    return {"negative_slope": _choose(draw, 0.3, 0.05, 0.0)}


@entry()
def PReLU(draw, shape):
    axes = [axis for axis in range(1, len(shape)) if _choose(draw, False, True)]
    return _given(shared_axes=axes or None)


@entry()
def ELU(draw, shape):
    return {"alpha": _choose(draw, 1.0, 0.4, 2.0)}


@entry()
def ReLU(draw, shape):
    return _given(
        max_value=_choose(draw, None, 0.8),
        negative_slope=_choose(draw, None, 0.2),
        threshold=_choose(draw, None, 0.3),
    )


@entry()
def Softmax(draw, shape):
    return {"axis": _choose(draw, -1, *range(1, len(shape) + 1))}


@entry()
def BatchNormalization(draw, shape):
    return _given(
        axis=_choose(draw, -1, *range(1, len(shape) + 1)),
        epsilon=_choose(draw, None, 1e-5, 0.1),
        center=_choose(draw, None, False),
        scale=_choose(draw, None, False),
    )


@entry()
def LayerNormalization(draw, shape):
    # One value is its own mean: TensorFlow.js leaves a rounding of it where Keras leaves nothing.
    axes = list(range(1, len(shape) + 1))
    single = [axis for axis in axes if shape[axis - 1] > 1]
    return _given(
        axis=_choose(draw, *single, *([axes] if single else [-1])),
        epsilon=_choose(draw, None, 1e-5, 0.1),
        center=_choose(draw, None, False),
        scale=_choose(draw, None, False),
    )


@entry()
def RMSNormalization(draw, shape):
    # Keras multiplies along the last axis whatever axis it normalizes: the sizes have to fit.
    fitting = [axis for axis, size in enumerate(shape, 1) if size == shape[-1]]
    return _given(axis=_choose(draw, -1, *fitting), epsilon=_choose(draw, None, 1e-3))


@entry()
def UnitNormalization(draw, shape):
    return {"axis": _choose(draw, -1, *range(1, len(shape) + 1))}


@entry(2, 3, 4)
def GroupNormalization(draw, shape):
    pixels = int(np.prod(shape[:-1]))
    divisors = [count for count in range(1, shape[-1] + 1) if shape[-1] % count == 0]
    larger = [count for count in divisors if pixels * shape[-1] > count]
    return _given(
        groups=_choose(draw, *(larger or [1])),
        epsilon=_choose(draw, None, 1e-5),
        center=_choose(draw, None, False),
        scale=_choose(draw, None, False),
    )


@entry()
def Rescaling(draw, shape):
    return {"scale": _choose(draw, 2.0, -0.5), "offset": _choose(draw, 0.0, 0.3)}


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
    first = _choose(draw, *divisors)
    return {"target_shape": _choose(draw, (size,), (first, -1), (first, 1, size // first))}


@entry(2, 3, 4)
def Permute(draw, shape):
    return {"dims": tuple(draw(st.permutations(range(1, len(shape) + 1))))}


@entry(1)
def RepeatVector(draw, shape):
    return {"n": _choose(draw, 3, 1, 2)}


def _kernel(draw, shape, axes):
    return [_choose(draw, *range(1, min(3, shape[axis]) + 1)) for axis in range(axes)]


def _convolution(draw, shape, axes, *, causal=False, groups=True, same_strides=False):
    """Arguments of a convolution; strides or a dilation, never both."""
    kernel = _kernel(draw, shape, axes)
    how = _choose(draw, "plain", "strides", "dilation")
    strides = [_choose(draw, 1, 2) if how == "strides" else 1 for _ in range(axes)]
    strides = strides[:1] * axes if same_strides else strides
    padding = _choose(draw, "valid", "same", *(["causal"] if causal else []))
    dilated = [
        how == "dilation" and (padding != "valid" or 2 * k - 1 <= n)
        for k, n in zip(kernel, shape, strict=False)
    ]
    dilation = 2 if all(dilated) and _choose(draw, True, False) else None
    shared = [count for count in (2, 3) if shape[-1] % count == 0 and groups]
    group = _choose(draw, 1, 1, 1, *shared)
    return _given(
        filters=group * _choose(draw, 2, 1, 3),
        kernel_size=kernel,
        strides=strides if max(strides) > 1 else None,
        padding=padding,
        dilation_rate=dilation,
        groups=group if group > 1 else None,
        activation=_choose(draw, *ACTIVATIONS),
        use_bias=_choose(draw, None, False),
    )


def _depthwise(draw, shape, axes, filters):
    options = _convolution(draw, shape, axes, groups=False, same_strides=True)
    if not filters:
        del options["filters"]
    return options | _given(depth_multiplier=_choose(draw, None, 2))


def _transposed(draw, shape, axes):
    return _given(
        filters=_choose(draw, 2, 1, 3),
        kernel_size=[_choose(draw, 1, 2, 3) for _ in range(axes)],
        strides=[_choose(draw, 1, 2) for _ in range(axes)],
        padding=_choose(draw, "valid", "same"),
        activation=_choose(draw, *ACTIVATIONS),
        use_bias=_choose(draw, None, False),
    )


def _pooling(draw, shape, axes):
    pool = _kernel(draw, shape, axes)
    strides = [_choose(draw, 1, 2) for _ in range(axes)]
    return _given(
        pool_size=pool,
        strides=_choose(draw, None, strides),
        padding=_choose(draw, "valid", "same"),
    )


def _for_each_rank():
    for axes in (1, 2, 3):
        rank = axes + 1

        def convolution(draw, shape, axes=axes):
            return _convolution(draw, shape, axes, causal=axes == 1, groups=axes < 3)

        def transposed(draw, shape, axes=axes):
            options = _transposed(draw, shape, axes)
            if axes == 1:
                options |= {key: options[key][0] for key in ("kernel_size", "strides")}
            return options

        def pooling(draw, shape, axes=axes):
            return _pooling(draw, shape, axes)

        def global_pooling(draw, shape):
            return _given(keepdims=_choose(draw, None, True))

        def padding(draw, shape, axes=axes):
            pairs = [[_choose(draw, 0, 1, 2), _choose(draw, 1, 0)] for _ in range(axes)]
            return {"padding": tuple(pairs[0]) if axes == 1 else pairs}

        def cropping(draw, shape, axes=axes):
            pairs = []
            for size in shape[:axes]:
                before = _choose(draw, *range(min(2, size)))
                pairs.append([before, _choose(draw, *range(min(2, size - before)))])
            return {"cropping": tuple(pairs[0]) if axes == 1 else pairs}

        def repetition(draw, shape, axes=axes):
            sizes = [_choose(draw, 2, 1, 3) for _ in range(axes)]
            return {"size": sizes[0] if axes == 1 else sizes}

        def spatial(draw, shape):
            return {"rate": 0.4}

        entry(rank, name=f"Conv{axes}D")(convolution)
        entry(rank, name=f"Conv{axes}DTranspose")(transposed)
        entry(rank, name=f"MaxPooling{axes}D")(pooling)
        entry(rank, name=f"AveragePooling{axes}D")(pooling)
        entry(rank, name=f"GlobalAveragePooling{axes}D")(global_pooling)
        entry(rank, name=f"GlobalMaxPooling{axes}D")(global_pooling)
        entry(rank, name=f"ZeroPadding{axes}D")(padding)
        entry(rank, name=f"Cropping{axes}D")(cropping)
        entry(rank, name=f"UpSampling{axes}D")(repetition)
        entry(rank, name=f"SpatialDropout{axes}D")(spatial)


_for_each_rank()


@entry(2)
def SeparableConv1D(draw, shape):
    return _depthwise(draw, shape, 1, filters=True)


@entry(2)
def DepthwiseConv1D(draw, shape):
    return _depthwise(draw, shape, 1, filters=False)


@entry(3)
def SeparableConv2D(draw, shape):
    return _depthwise(draw, shape, 2, filters=True)


@entry(3)
def DepthwiseConv2D(draw, shape):
    return _depthwise(draw, shape, 2, filters=False)


@entry(3)
def UpSampling2D(draw, shape):
    sizes = [_choose(draw, 2, 1, 3), _choose(draw, 2, 1)]
    return {"size": sizes, "interpolation": _choose(draw, "nearest", "bilinear", "bicubic")}


@entry(3)
def Resizing(draw, shape):
    return _given(
        height=_choose(draw, 3, 2, 5),
        width=_choose(draw, 3, 4, 7),
        interpolation=_choose(draw, "bilinear", "nearest", "bicubic"),
        antialias=_choose(draw, None, True),
    )


@entry(3)
def CenterCrop(draw, shape):
    return {
        "height": _choose(draw, *range(1, shape[0] + 1)),
        "width": _choose(draw, *range(1, shape[1] + 1)),
    }


def _recurrent(draw, name):
    options = _given(
        units=_choose(draw, 2, 1, 3),
        activation=_choose(draw, "tanh", "relu", "softsign", "sigmoid", "elu"),
        use_bias=_choose(draw, None, False),
        return_sequences=_choose(draw, None, True),
        go_backwards=_choose(draw, None, True),
    )
    if name != "SimpleRNN":
        options["recurrent_activation"] = _choose(draw, "sigmoid", "tanh", "softsign")
    if name == "GRU":
        options["reset_after"] = _choose(draw, True, False)
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
    name = _choose(draw, "LSTM", "GRU", "SimpleRNN")
    options = _recurrent(draw, name)
    options.pop("go_backwards", None)  # Keras takes none of it here
    return {"layer": (name, options), "merge_mode": _choose(draw, "concat", "sum", "mul", "ave")}


@entry(2, 3, 4)
def TimeDistributed(draw, shape):
    return {"layer": draw_layer(draw, shape[1:])}


@entry(4)
def ConvLSTM2D(draw, shape):
    return _given(
        filters=_choose(draw, 2, 1),
        kernel_size=_kernel(draw, shape[1:], 2),
        padding=_choose(draw, "valid", "same"),
        recurrent_activation=_choose(draw, "sigmoid", "hard_sigmoid"),
        return_sequences=_choose(draw, None, True),
        use_bias=_choose(draw, None, False),
    )


@entry(2)
def EinsumDense(draw, shape):
    width = _choose(draw, 3, 2)
    equation, output, bias = _choose(
        draw,
        ("abc,cd->abd", (shape[0], width), "d"),
        ("abc,cde->abde", (shape[0], width, 2), "de"),
        ("abc,bd->adc", (width, shape[1]), None),
    )
    return _given(equation=equation, output_shape=output, bias_axes=bias)


def _multi_head(draw, shape):
    options = _given(
        num_heads=_choose(draw, 2, 1),
        # With 1, Keras on TensorFlow adds the heads' bias along a sequence of as many steps.
        key_dim=_choose(draw, 3, 2),
        value_dim=_choose(draw, None, 2),
        use_bias=_choose(draw, None, False),
    )
    return "MultiHeadAttention", options, False


def _attention(draw, shape):
    options = _given(use_scale=_choose(draw, None, True), score_mode=_choose(draw, "dot", "concat"))
    return "Attention", options, True


def _additive(draw, shape):
    return "AdditiveAttention", _given(use_scale=_choose(draw, None, False)), True


ATTENTIONS = {"MultiHead": _multi_head, "Attention": _attention, "Additive": _additive}
