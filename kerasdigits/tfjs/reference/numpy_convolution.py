"""Convolutions and pooling in NumPy, by their definition.

Keras's numpy backend has JAX compute them. For one pass over a few samples JAX compiles longer
than it computes: ResNet50 takes 4.6 s and 260 MB that way, 1.1 s and 70 MB this way.

All work on `(n, *spatial, channels)` and add up one tap of the kernel at a time: the input,
shifted and strided, times the tap's matrix.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from kerasdigits.tfjs.reference.keras_internals import backend_nn


@contextlib.contextmanager
def convolving_with_numpy() -> Iterator[None]:
    """Have Keras's numpy backend use this file inside the block."""
    functions = vars(backend_nn())
    ours = {
        **{"conv": convolve, "depthwise_conv": convolve_depthwise},
        **{"separable_conv": convolve_separable},
        **{"max_pool": pool_maximum, "average_pool": pool_average},
    }
    keras_own = {name: functions[name] for name in ours}
    functions.update(ours)
    try:
        # Each tap is a small product: on a busy machine BLAS's threads wait 20 times as long for
        # each other as one of them computes.
        with threadpool_limits(1):
            yield
    finally:
        functions.update(keras_own)


def convolve(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> np.ndarray:
    """Compute `keras.ops.conv`, in groups where the kernel takes fewer channels than there are.

    Args:
        inputs: `(n, *spatial, channels)`, or channels second.
        kernel: `(*sizes, channels // groups, filters)`.
        strides: One for all axes, or one an axis.
        padding: `valid` or `same`.
        data_format: `channels_last` or `channels_first`; Keras's own setting when None.
        dilation_rate: As strides.

    Returns:
        `(n, *spatial, filters)`, or channels second.
    """
    kernel = _to_array(kernel)
    groups = _channels(inputs, data_format) // kernel.shape[-2]

    def multiply(window: np.ndarray, tap: np.ndarray) -> np.ndarray:
        rows = window.reshape(-1, groups, tap.shape[0])  # a copy that BLAS can read
        matrices = tap.reshape(tap.shape[0], groups, -1)
        parts = [rows[:, group] @ matrices[:, group] for group in range(groups)]
        product = parts[0] if groups == 1 else np.concatenate(parts, axis=-1)
        return product.reshape(*window.shape[:-1], -1)

    return _add_taps(multiply, inputs, kernel, strides, padding, data_format, dilation_rate)


def convolve_depthwise(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> np.ndarray:
    """Compute `keras.ops.depthwise_conv`.

    Args:
        inputs: As `convolve`.
        kernel: `(*sizes, channels, multiplier)`.
        strides: As `convolve`.
        padding: As `convolve`.
        data_format: As `convolve`.
        dilation_rate: As `convolve`.

    Returns:
        `(n, *spatial, channels * multiplier)`, or channels second.
    """

    def multiply(window: np.ndarray, tap: np.ndarray) -> np.ndarray:
        product = window[..., None] * tap
        return product.reshape(*window.shape[:-1], -1)

    kernel = _to_array(kernel)
    return _add_taps(multiply, inputs, kernel, strides, padding, data_format, dilation_rate)


def convolve_separable(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> np.ndarray:
    """Compute `keras.ops.separable_conv`.

    Args:
        inputs: As `convolve`.
        depthwise_kernel: As `convolve_depthwise`.
        pointwise_kernel: As `convolve`; all sizes are 1.
        strides: As `convolve`.
        padding: As `convolve`.
        data_format: As `convolve`.
        dilation_rate: As `convolve`.

    Returns:
        As `convolve`.
    """
    depthwise = convolve_depthwise(
        inputs, depthwise_kernel, strides, padding, data_format, dilation_rate
    )
    return convolve(depthwise, pointwise_kernel, data_format=data_format)


def pool_maximum(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> np.ndarray:
    """Compute `keras.ops.max_pool`.

    Args:
        inputs: As `convolve`.
        pool_size: One for all axes, or one an axis.
        strides: As pool_size, which it is when None.
        padding: As `convolve`.
        data_format: As `convolve`.

    Returns:
        `(n, *spatial, channels)`, or channels second.
    """
    x = _channels_last(inputs, data_format)
    sizes = _each_axis(pool_size, x)
    windows = _windows(x, sizes, strides or sizes, padding, 1, fill=-np.inf)
    result = next(windows)[1].copy()
    for _, window in windows:
        np.maximum(result, window, out=result)
    return _restore(result, data_format)


def pool_average(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> np.ndarray:
    """Compute `keras.ops.average_pool`; what is padded does not count.

    Args:
        inputs: As `convolve`.
        pool_size: As `pool_maximum`.
        strides: As `pool_maximum`.
        padding: As `convolve`.
        data_format: As `convolve`.

    Returns:
        As `pool_maximum`.
    """
    x = _channels_last(inputs, data_format)
    sizes = _each_axis(pool_size, x)

    def add(array: np.ndarray) -> np.ndarray:
        windows = _windows(array, sizes, strides or sizes, padding, 1)
        return sum((window for _, window in windows), start=np.zeros((), array.dtype))

    counts = add(np.ones((1, *x.shape[1:-1], 1), x.dtype))
    return _restore(add(x) / counts, data_format)


def _add_taps(
    multiply: Callable[[np.ndarray, np.ndarray], np.ndarray],
    inputs: Any,
    kernel: np.ndarray,
    strides: Any,
    padding: str,
    data_format: str | None,
    dilation_rate: Any,
) -> np.ndarray:
    x = _channels_last(inputs, data_format)
    windows = _windows(x, kernel.shape[:-2], strides, padding, dilation_rate)
    products = (multiply(window, kernel[tap]) for tap, window in windows)
    result = next(products)
    for product in products:
        np.add(result, product, out=result)
    return _restore(result, data_format)


def _windows(
    x: np.ndarray, sizes: tuple, strides: Any, padding: str, dilation: Any, fill: float = 0.0
) -> Iterator[tuple[tuple, np.ndarray]]:
    """Yield what each tap of a kernel sees: the padded input from the tap's offset, strided."""
    strides, dilation = _each_axis(strides, x), _each_axis(dilation, x)
    spans = [(size - 1) * step + 1 for size, step in zip(sizes, dilation, strict=True)]
    lengths = x.shape[1:-1]
    if padding == "same":
        results = [-(-n // stride) for n, stride in zip(lengths, strides, strict=True)]
        missing = [
            max(0, (count - 1) * stride + span - n)
            for count, stride, span, n in zip(results, strides, spans, lengths, strict=True)
        ]
        pads = [(n // 2, n - n // 2) for n in missing]
        x = np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=fill)
    else:
        results = [
            (n - span) // stride + 1
            for n, span, stride in zip(lengths, spans, strides, strict=True)
        ]
    for tap in np.ndindex(*sizes):
        cuts = [
            slice(at * step, at * step + (count - 1) * stride + 1, stride)
            for at, step, count, stride in zip(tap, dilation, results, strides, strict=True)
        ]
        yield tap, x[(slice(None), *cuts)]


def _to_array(tensor: Any) -> np.ndarray:
    """Read a tensor or variable, in the dtype that Keras casts it to here."""
    import keras

    return keras.ops.convert_to_tensor(tensor)


def _channels_last(inputs: Any, data_format: str | None) -> np.ndarray:
    x = _to_array(inputs)
    return np.moveaxis(x, 1, -1) if _is_channels_first(data_format) else x


def _restore(x: np.ndarray, data_format: str | None) -> np.ndarray:
    return np.ascontiguousarray(np.moveaxis(x, -1, 1) if _is_channels_first(data_format) else x)


def _channels(inputs: Any, data_format: str | None) -> int:
    return inputs.shape[1 if _is_channels_first(data_format) else -1]


def _is_channels_first(data_format: str | None) -> bool:
    import keras

    return (data_format or keras.config.image_data_format()) == "channels_first"


def _each_axis(value: Any, x: np.ndarray) -> tuple:
    return (value,) * (x.ndim - 2) if isinstance(value, int) else tuple(value)
