"""`keras.ops.numpy`, array by array: a small model for each operation that changes the shape."""

import numpy as np
from keras import ops

_COLUMNS = np.arange(18.0).reshape(6, 3).astype("float32") / 9.0


def along(*operations, name="x", axis=-1):
    """Make a row for each operation along an axis.

    Args:
        operations: Their names.
        name: The input that they read.
        axis: Along which they go.

    Returns:
        Name -> the function of the inputs that gives the model's output.
    """
    return {
        operation: lambda t, operation=operation: getattr(ops, operation)(
            getattr(t, name), axis=axis
        )
        for operation in operations
    }


REDUCING = {
    **along("amax", "amin", "argmax", "argmin", "max", "mean", "median", "min", "prod", "ptp"),
    **along("std", "sum", "var", "count_nonzero"),
    **along("all", "any", name="shown"),
    **along("nanargmax", "nanargmin", "nanmax", "nanmean", "nanmedian", "nanmin", name="with_nan"),
    **along("nanprod", "nanstd", "nansum", "nanvar", "nancumprod", "nancumsum", name="with_nan"),
    **along("cumprod", "cumsum", "diff", "trapezoid", axis=1),
    **along("argsort", "sort"),
    "average": lambda t: ops.average(t.x, axis=-1, weights=t.positive),
    "quantile": lambda t: ops.quantile(t.x, 0.3, axis=-1),
    "nanquantile": lambda t: ops.nanquantile(t.with_nan, 0.3, axis=-1),
    "percentile": lambda t: ops.percentile(t.x, 30.0, axis=-1),
    "nanpercentile": lambda t: ops.nanpercentile(t.with_nan, 30.0, axis=-1),
    "argpartition": lambda t: ops.take_along_axis(t.x, ops.argpartition(t.x, 2), -1)[..., 2],
    "bincount": lambda t: ops.bincount(t.small[:, 0], minlength=6),
    "histogram": lambda t: t.spread(ops.histogram(t.signal[0], bins=4, range=(-1.0, 1.0))[0]),
    "unique": lambda t: t.spread(ops.unique(t.small[0], size=6, fill_value=0)),
    "nonzero": lambda t: ops.nonzero(t.shown)[0],
    "searchsorted": lambda t: ops.reshape(
        ops.searchsorted(np.arange(10.0, dtype="float32") / 10.0, ops.reshape(t.x, (-1,))), (-1, 24)
    ),
    "correlate": lambda t: t.spread(ops.correlate(t.row[0], t.row[1])),
    "corrcoef": lambda t: t.spread(ops.corrcoef(t.x[0])),
    "cov": lambda t: t.spread(ops.cov(t.x[0])),
}

SHAPES = {
    "append": lambda t: ops.append(t.x, t.y, axis=1),
    "array": lambda t: t.x * ops.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    "array_split": lambda t: ops.array_split(t.x, 4, axis=-1),
    "broadcast_to": lambda t: t.spread(ops.broadcast_to(t.x[0, :, :1], (4, 6))),
    "column_stack": lambda t: ops.column_stack([t.x, t.y]),
    "concatenate": lambda t: ops.concatenate([t.x, t.y, t.x], axis=-1),
    "diag": lambda t: t.spread(ops.diag(t.row[0])),
    "diagflat": lambda t: t.spread(ops.diagflat(t.row[0])),
    "diagonal": lambda t: ops.diagonal(t.x, axis1=1, axis2=2),
    "dsplit": lambda t: ops.dsplit(t.x, 3),
    "dstack": lambda t: ops.dstack([t.x, t.y]),
    "expand_dims": lambda t: ops.expand_dims(t.x, 2),
    "flip": lambda t: ops.flip(t.x, axis=1),
    "fliplr": lambda t: ops.fliplr(t.x),
    "flipud": lambda t: ops.flipud(t.x),
    "get_item": lambda t: t.x[:, 1:3, ::2],
    "hsplit": lambda t: ops.hsplit(t.x, 2),
    "hstack": lambda t: ops.hstack([t.x, t.y]),
    "meshgrid": lambda t: [t.spread(part) for part in ops.meshgrid(t.row[0], t.row[1])],
    "moveaxis": lambda t: ops.moveaxis(t.picture, -1, 1),
    "ndim": lambda t: t.x * ops.cast(ops.max(ops.ndim(t.x)), "float32"),
    "pad": lambda t: ops.pad(t.x, ((0, 0), (1, 2), (0, 3))),
    "pad (reflect)": lambda t: ops.pad(t.x, ((0, 0), (1, 2), (2, 1)), mode="reflect"),
    "pad (symmetric)": lambda t: ops.pad(t.x, ((0, 0), (1, 2), (2, 1)), mode="symmetric"),
    "ravel": lambda t: t.spread(ops.ravel(t.x[0])),
    "repeat": lambda t: ops.repeat(t.x, 3, axis=1),
    "reshape": lambda t: ops.reshape(t.x, (-1, 3, 8)),
    "roll": lambda t: ops.roll(t.x, 2, axis=1),
    "rot90": lambda t: ops.rot90(t.picture, axes=(1, 2)),
    "size": lambda t: ops.cast(ops.size(t.x[0]), "float32") * t.x,
    "split": lambda t: ops.split(t.x, 3, axis=-1),
    "squeeze": lambda t: ops.squeeze(t.x[:, :1], 1),
    "stack": lambda t: ops.stack([t.x, t.y], axis=2),
    "swapaxes": lambda t: ops.swapaxes(t.x, 1, 2),
    "take": lambda t: ops.take(t.x, [3, 0, 2], axis=1),
    "take_along_axis": lambda t: ops.take_along_axis(t.x, t.small % 4, axis=1),
    "tile": lambda t: ops.tile(t.x, (1, 2, 1)),
    "transpose": lambda t: ops.transpose(t.x, (0, 2, 1)),
    "tril": lambda t: ops.tril(t.x),
    "triu": lambda t: ops.triu(t.x, 1),
    "unravel_index": lambda t: list(ops.unravel_index(t.whole, (10, 10))),
    "vander": lambda t: t.spread(ops.vander(t.row[0], 4)),
    "vsplit": lambda t: ops.vsplit(ops.transpose(t.x, (1, 0, 2)), 2)[0][0],
    "vstack": lambda t: t.spread(ops.vstack([t.x[0], t.y[0]])),
}

MAKING = {
    "arange": lambda t: t.x * ops.arange(6, dtype="float32"),
    "bartlett": lambda t: t.x * ops.bartlett(6),
    "blackman": lambda t: t.x * ops.blackman(6),
    "empty": lambda t: t.x + ops.zeros_like(ops.empty((6,))),
    "eye": lambda t: ops.matmul(t.x, ops.eye(6, 3)),
    "full": lambda t: t.x * ops.full((6,), 2.5),
    "geomspace": lambda t: t.x * ops.geomspace(1.0, 8.0, 6),
    "hamming": lambda t: t.x * ops.hamming(6),
    "hanning": lambda t: t.x * ops.hanning(6),
    "identity": lambda t: ops.matmul(t.x, ops.identity(6)),
    "kaiser": lambda t: t.x * ops.kaiser(6, 4.0),
    "linspace": lambda t: ops.linspace(t.x[:, 0], t.y[:, 0], 5, axis=1),
    "logspace": lambda t: t.x * ops.logspace(0.0, 1.0, 6),
    "ones": lambda t: t.x * ops.ones((6,)),
    "tri": lambda t: ops.matmul(t.x, ops.tri(6, 3)),
    "zeros": lambda t: t.x + ops.zeros((6,)),
}

PRODUCTS = {
    "cross": lambda t: ops.cross(t.x[..., :3], t.y[..., :3]),
    "dot": lambda t: ops.dot(t.x, _COLUMNS),
    "einsum": lambda t: ops.einsum("bij,bkj->bik", t.x, t.y),
    "inner": lambda t: ops.inner(t.row, ops.arange(6.0)),
    "kron": lambda t: t.spread(ops.kron(t.square[0], t.square[1])),
    "matmul": lambda t: ops.matmul(t.x, ops.transpose(t.y, (0, 2, 1))),
    "outer": lambda t: t.spread(ops.outer(t.row[0], t.row[1])),
    "tensordot": lambda t: ops.tensordot(t.x, _COLUMNS, axes=1),
    "trace": lambda t: ops.trace(t.x, axis1=1, axis2=2),
    "vdot": lambda t: t.spread(ops.vdot(t.row[0], t.row[1])),
}

ROWS = {**REDUCING, **SHAPES, **MAKING, **PRODUCTS}
