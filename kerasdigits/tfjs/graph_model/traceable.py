"""Operations of keras.ops that Keras's tensorflow backend cannot trace, written so that it can.

Keras 3.15 runs them eagerly only, or for a batch of known size: they unpack shapes, or ask a tensor
for a yes or no. Here they are written with others of keras.ops; what the other backends compute is
what Keras itself computes, and so are the samples that prove an export.
"""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from kerasdigits.tfjs.reference.double_precision import replaced
from kerasdigits.tfjs.reference.keras_internals import backend_nn, backend_numpy


@contextmanager
def traceable_operations() -> Iterator[None]:
    """Have Keras's tensorflow backend use this file inside the block."""
    with ExitStack() as stack:
        for module, functions in ((backend_nn(), _NN), (backend_numpy(), _NUMPY)):
            for name, function in functions.items():
                if hasattr(module, name):
                    stack.enter_context(replaced(vars(module), name, function))
        yield


def _unfold(
    input: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Compute `keras.ops.unfold`: (n, c, h, w) -> (n, c * kh * kw, places)."""
    from keras import ops

    size, apart, pad, step = map(_pair, (kernel_size, dilation, padding, stride))
    x = ops.pad(input, ((0, 0), (0, 0), *((number, number) for number in pad)))
    channels, *sides = x.shape[1:]
    counts = [
        (side - a * (k - 1) - 1) // s + 1
        for side, k, a, s in zip(sides, size, apart, step, strict=True)
    ]
    taps = [
        x[(slice(None), slice(None), *_reach((i, j), apart, step, counts))]
        for i, j in itertools.product(*map(range, size))
    ]
    places = counts[0] * counts[1]
    return ops.reshape(ops.stack(taps, axis=2), (-1, channels * len(taps), places))


def _fold(
    x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Compute `keras.ops.fold`: (n, c * kh * kw, places) -> (n, c, h, w)."""
    from keras import ops

    size, apart, pad, step = map(_pair, (kernel_size, dilation, padding, stride))
    sides = [side + 2 * number for side, number in zip(_pair(output_size), pad, strict=True)]
    counts = [
        (side - a * (k - 1) - 1) // s + 1
        for side, k, a, s in zip(sides, size, apart, step, strict=True)
    ]
    channels = x.shape[1] // (size[0] * size[1])
    taps = ops.reshape(x, (-1, channels, size[0] * size[1], *counts))
    folded: Any = 0.0
    for number, tap in enumerate(itertools.product(*map(range, size))):
        part = taps[:, :, number]
        for axis, (at, a, count, s, side) in enumerate(
            zip(tap, apart, counts, step, sides, strict=True), start=2
        ):
            part = _spread(part, axis, at * a, count, s, side)
        folded = part + folded
    (top, left), (height, width) = pad, _pair(output_size)
    return folded[:, :, top : top + height, left : left + width]


def _nanquantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """Compute `keras.ops.nanquantile` of one share or several."""
    import numpy as np
    from keras import ops

    rank, shares = len(x.shape), np.asarray(q, "float32")
    axes = range(rank) if axis is None else [axis] if isinstance(axis, int) else list(axis)
    axes = sorted(number % rank for number in axes)
    kept = [number for number in range(rank) if number not in axes]
    moved = ops.transpose(x, (*kept, *axes))
    sizes = [-1 if x.shape[number] is None else x.shape[number] for number in kept]
    rows = ops.reshape(moved, (*sizes, int(np.prod([x.shape[number] for number in axes]))))
    known = ops.logical_not(ops.isnan(rows))
    count = ops.sum(ops.cast(known, "float32"), axis=-1, keepdims=True)
    ordered = ops.sort(ops.where(known, rows, 3.0e38), axis=-1)
    found = [_at(ordered, float(share) * (count - 1.0), method) for share in shares.reshape(-1)]
    found = [ops.where(count[..., 0] > 0.0, value, float("nan")) for value in found]
    if keepdims:
        for number in axes:
            found = [ops.expand_dims(value, number) for value in found]
    return found[0] if shares.ndim == 0 else ops.stack(found)


def _nanmedian(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Compute `keras.ops.nanmedian`."""
    return _nanquantile(x, 0.5, axis=axis, keepdims=keepdims)


def _nanpercentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """Compute `keras.ops.nanpercentile`."""
    import numpy as np

    return _nanquantile(x, np.asarray(q, "float32") / 100.0, axis, method, keepdims)


def _isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Compute `keras.ops.isin`: for each value of the first whether the second holds it."""
    from keras import ops

    values = ops.reshape(ops.convert_to_tensor(x2), (-1,))
    found = ops.any(ops.equal(ops.expand_dims(ops.convert_to_tensor(x1), -1), values), axis=-1)
    return ops.logical_not(found) if invert else found


def _kron(x1: Any, x2: Any) -> Any:
    """Compute `keras.ops.kron` of tensors of known shapes."""
    from keras import ops

    x1, x2 = ops.convert_to_tensor(x1), ops.convert_to_tensor(x2)
    rank = max(len(x1.shape), len(x2.shape))
    first, second = ([1] * (rank - len(x.shape)) + list(x.shape) for x in (x1, x2))
    wide = ops.reshape(x1, [size for side in first for size in (side, 1)])
    deep = ops.reshape(x2, [size for side in second for size in (1, side)])
    return ops.reshape(wide * deep, [a * b for a, b in zip(first, second, strict=True)])


_NN = {"fold": _fold, "unfold": _unfold}
_NUMPY = {
    "isin": _isin,
    "kron": _kron,
    "nanmedian": _nanmedian,
    "nanpercentile": _nanpercentile,
    "nanquantile": _nanquantile,
}


def _pair(value: Any) -> tuple:
    return (value, value) if isinstance(value, int) else tuple(value)


def _reach(tap: tuple, apart: tuple, step: tuple, counts: list) -> list[slice]:
    """Give what one tap of a window sees, axis by axis."""
    return [
        slice(at * a, at * a + (count - 1) * s + 1, s)
        for at, a, s, count in zip(tap, apart, step, counts, strict=True)
    ]


def _spread(x: Any, axis: int, begin: int, count: int, step: int, side: int) -> Any:
    """Put values apart by zeros along an axis, and zeros before and behind them."""
    import numpy as np
    from keras import ops

    places = np.zeros((count, side), "float32")
    places[np.arange(count), begin + np.arange(count) * step] = 1.0
    moved = ops.matmul(ops.moveaxis(x, axis, -1), places)
    return ops.moveaxis(moved, -1, axis)


def _at(ordered: Any, place: Any, method: str) -> Any:
    """Give the value at a place between two of a row that is in order."""
    import numpy as np
    from keras import ops

    low, high = ops.floor(place), ops.ceil(place)
    steps = np.arange(ordered.shape[-1], dtype="float32")

    def take(number: Any) -> Any:
        return ops.sum(ops.where(ops.equal(steps, number), ordered, 0.0), axis=-1)

    part = (place - low)[..., 0]
    chosen = {
        "linear": lambda: take(low) + (take(high) - take(low)) * part,
        "lower": lambda: take(low),
        "higher": lambda: take(high),
        "midpoint": lambda: (take(low) + take(high)) / 2.0,
        "nearest": lambda: take(ops.round(place)),
    }
    return chosen[method]()
