"""Layers whose kernels, pools and margins lie along axes of space; see `random_layers.py`."""

from random_layers import ACTIVATIONS, choose, entry, given


def _kernel(draw, shape, axes):
    return [choose(draw, *range(1, min(3, shape[axis]) + 1)) for axis in range(axes)]


def _convolution(draw, shape, axes, *, causal=False, groups=True, same_strides=False):
    """Arguments of a convolution; strides or a dilation, never both."""
    kernel = _kernel(draw, shape, axes)
    how = choose(draw, "plain", "strides", "dilation")
    strides = [choose(draw, 1, 2) if how == "strides" else 1 for _ in range(axes)]
    strides = strides[:1] * axes if same_strides else strides
    padding = choose(draw, "valid", "same", *(["causal"] if causal else []))
    dilated = [
        how == "dilation" and (padding != "valid" or 2 * k - 1 <= n)
        for k, n in zip(kernel, shape, strict=False)
    ]
    dilation = 2 if all(dilated) and choose(draw, True, False) else None
    shared = [count for count in (2, 3) if shape[-1] % count == 0 and groups]
    group = choose(draw, 1, 1, 1, *shared)
    return given(
        filters=group * choose(draw, 2, 1, 3),
        kernel_size=kernel,
        strides=strides if max(strides) > 1 else None,
        padding=padding,
        dilation_rate=dilation,
        groups=group if group > 1 else None,
        activation=choose(draw, *ACTIVATIONS),
        use_bias=choose(draw, None, False),
    )


def _depthwise(draw, shape, axes, filters):
    options = _convolution(draw, shape, axes, groups=False, same_strides=True)
    if not filters:
        del options["filters"]
    return options | given(depth_multiplier=choose(draw, None, 2))


def _transposed(draw, shape, axes):
    return given(
        filters=choose(draw, 2, 1, 3),
        kernel_size=[choose(draw, 1, 2, 3) for _ in range(axes)],
        strides=[choose(draw, 1, 2) for _ in range(axes)],
        padding=choose(draw, "valid", "same"),
        activation=choose(draw, *ACTIVATIONS),
        use_bias=choose(draw, None, False),
    )


def _pooling(draw, shape, axes):
    pool = _kernel(draw, shape, axes)
    strides = [choose(draw, 1, 2) for _ in range(axes)]
    return given(
        pool_size=pool,
        strides=choose(draw, None, strides),
        padding=choose(draw, "valid", "same"),
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
            return given(keepdims=choose(draw, None, True))

        def padding(draw, shape, axes=axes):
            pairs = [[choose(draw, 0, 1, 2), choose(draw, 1, 0)] for _ in range(axes)]
            return {"padding": tuple(pairs[0]) if axes == 1 else pairs}

        def cropping(draw, shape, axes=axes):
            pairs = []
            for size in shape[:axes]:
                before = choose(draw, *range(min(2, size)))
                pairs.append([before, choose(draw, *range(min(2, size - before)))])
            return {"cropping": tuple(pairs[0]) if axes == 1 else pairs}

        def repetition(draw, shape, axes=axes):
            sizes = [choose(draw, 2, 1, 3) for _ in range(axes)]
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
    sizes = [choose(draw, 2, 1, 3), choose(draw, 2, 1)]
    return {"size": sizes, "interpolation": choose(draw, "nearest", "bilinear", "bicubic")}


@entry(3)
def Resizing(draw, shape):
    return given(
        height=choose(draw, 3, 2, 5),
        width=choose(draw, 3, 4, 7),
        interpolation=choose(draw, "bilinear", "nearest", "bicubic"),
        antialias=choose(draw, None, True),
    )


@entry(3)
def CenterCrop(draw, shape):
    return {
        "height": choose(draw, *range(1, shape[0] + 1)),
        "width": choose(draw, *range(1, shape[1] + 1)),
    }


@entry(4)
def ConvLSTM2D(draw, shape):
    return given(
        filters=choose(draw, 2, 1),
        kernel_size=_kernel(draw, shape[1:], 2),
        padding=choose(draw, "valid", "same"),
        recurrent_activation=choose(draw, "sigmoid", "hard_sigmoid"),
        return_sequences=choose(draw, None, True),
        use_bias=choose(draw, None, False),
    )
