"""Draw the first weights of a model on JAX without compiling a program for each shape.

JAX compiles what draws random numbers anew for each shape, which takes half a second for a matrix
and two seconds for a kernel of a convolution: longer than all the rest of a model's first step. Its
numbers depend on the key and on their place alone, so those of a shape are the first ones of any
longer row.
"""

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import Any

# The shortest row that is drawn: the kernels of a small model all come out of one program.
_SHORTEST = 1 << 15
_DRAWS = ("uniform", "normal", "truncated_normal")


@contextlib.contextmanager
def drawing_quickly() -> Iterator[None]:
    """Let initializers that are called inside the block draw rows; the numbers stay the same.

    On other backends, and where JAX was told to draw in a way that looks at the shape, nothing
    changes.
    """
    import keras

    if keras.config.backend() != "jax":
        yield
        return
    import jax

    if not jax.config.jax_threefry_partitionable:
        yield
        return
    originals = {name: getattr(jax.random, name) for name in _DRAWS}
    for name, draw in originals.items():
        setattr(jax.random, name, _draw_rows(draw))
    try:
        yield
    finally:
        for name, draw in originals.items():
            setattr(jax.random, name, draw)


def _draw_rows(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function of JAX's that draws an array draw the beginning of a row."""
    import jax
    import numpy as np

    def draw_row(key: Any, *args: Any, shape: Any = None, **kwargs: Any) -> Any:
        if args or not isinstance(shape, tuple) or isinstance(key, jax.core.Tracer):
            shape = {} if shape is None else {"shape": shape}
            return draw(key, *args, **shape, **kwargs)
        count = math.prod(shape)
        length = max(_SHORTEST, 1 << (count - 1).bit_length())
        row = draw(key, shape=(length,), **kwargs)
        return jax.numpy.asarray(np.asarray(row)[:count].reshape(shape))

    return draw_row
