"""PReLU whose slopes are shared along an axis behind one that has its own.

wasm takes the slopes for those of the last axes, one after the other (kernel Prelu, XNNPACK's), and
repeats them: right where only the first axes share them. So these axes are put first.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def compose_prelu(case: LayerCase) -> Callable | None:
    """Compose a PReLU whose shared axes are not the first ones; None where they are."""
    slopes = to_numpy(case.layer.alpha)
    axes = range(1, slopes.ndim + 1)
    sizes = (None, *case.input_shapes[0])
    shared = [axis for axis in axes if slopes.shape[axis - 1] == 1 and sizes[axis] != 1]
    own = [axis for axis in axes if slopes.shape[axis - 1] != 1]
    if not own or all(axis < own[0] for axis in shared):
        return None
    order = [*shared, *(axis for axis in axes if axis not in shared)]
    moved = slopes.transpose([axis - 1 for axis in order])
    back = [int(place) + 1 for place in np.argsort(order)]
    first = list(range(1, len(shared) + 1))

    def compose(graph: Graph, x: Tensor) -> Tensor:
        y = graph.permute(x, order)
        y = graph.add("PReLU", y, weights={"alpha": moved}, shared_axes=first)
        return graph.permute(y, back)

    return compose
