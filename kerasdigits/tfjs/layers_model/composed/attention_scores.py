"""The parts that all attention is made of: scores, what is out of reach, and shares of values.

TensorFlow.js multiplies matrices of two tensors in Dot, which takes (batch, rows, columns).
"""

from dataclasses import dataclass

import numpy as np

from kerasdigits.tfjs.layers_model.composed.affine import differs, scale_and_shift_each
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.composed.masks import as_mask
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase

# What Keras adds to scores that are out of reach.
_FAR = 1e9


@dataclass(frozen=True)
class Reach:
    """Which keys a query may attend to, whatever the input is.

    Attributes:
        causal: Keys that come later are hidden.
        window: Keys this far away or farther are hidden; None for any distance.
        scores: Whether the calls return the scores too.
    """

    causal: bool
    window: int | None
    scores: bool

    def matrix(self, rows: int, columns: int) -> np.ndarray | None:
        """Return (rows, columns) of ones and zeros, or None when nothing is hidden."""
        if not self.causal and self.window is None:
            return None
        row, column = np.mgrid[:rows, :columns]
        shown = row >= column if self.causal else np.ones((rows, columns), bool)
        if self.window is not None:
            shown = shown & (abs(row - column) < self.window)
        return shown.astype("float32")


def find_reach(case: LayerCase) -> Reach:
    """Read what a layer's calls hide; refuse when they differ in that.

    Args:
        case: A layer of attention.

    Returns:
        What all calls have in common.

    Raises:
        ExportError: They have not all of it in common.
    """
    called = {
        tuple(bool(node.arguments.kwargs.get(key)) for key in _SWITCHES) for node in case.call_nodes
    } or {(False, False)}
    if len(called) > 1:
        case.refuse(
            "hides later steps, or returns its scores, in only some of its calls",
            remedy="Use one layer for each",
        )
    causal, scores = called.pop()
    return Reach(causal, case.config.get("sliding_window"), scores)


_SWITCHES = ("use_causal_mask", "return_attention_scores")


def flag_masks(graph: Graph, masks: dict[str, Tensor]) -> dict[str, Tensor]:
    """Make zeros and ones of masks that are numbers: Keras takes all but 0 for true.

    Args:
        graph: Where to add it.
        masks: What each belongs to -> the mask.

    Returns:
        The masks; those of bools are as they were.
    """
    flagged = dict(masks)
    for place, name in enumerate(graph.case.masks):
        dtypes = {behind[place].dtype for behind in graph.case.mask_tensors}
        if name in masks and dtypes != {"bool"}:
            flagged[name] = differs(graph, as_mask(graph, masks[name]), 0.0)
    return flagged


def attend(graph: Graph, shares: Tensor, value: Tensor) -> Tensor:
    """Add shares @ value."""
    shape = (shares.shape[0], value.shape[-1])
    return graph.add("Dot", shares, value, shape=shape, axes=[2, 1], normalize=False)


def score(graph: Graph, query: Tensor, key: Tensor) -> Tensor:
    """Add query @ transpose(key)."""
    shape = (query.shape[0], key.shape[0])
    return graph.add("Dot", query, key, shape=shape, axes=[2, 2], normalize=False)


def project(
    graph: Graph, x: Tensor, kernel: np.ndarray, bias: object = None, *, learned: bool = True
) -> Tensor:
    """Add x @ kernel + bias along the last axis, which are trained if they are learned."""
    weights = {"kernel": kernel} if bias is None else {"kernel": kernel, "bias": bias}
    units = int(kernel.shape[-1])
    options = {"units": units, "use_bias": bias is not None, "activation": "linear"}
    options["trainable"] = graph.trainable and learned
    return graph.add("Dense", x, shape=(*x.shape[:-1], units), weights=weights, **options)


def hide(
    graph: Graph, scores: Tensor, masks: dict[str, Tensor], reach: Reach
) -> tuple[Tensor, Tensor | None]:
    """Add scores that are out of reach where a mask or the layer hides the key.

    Args:
        graph: Where to add it.
        scores: (queries, keys).
        masks: `query`, `value`, `key` -> (steps,), `attention` -> (queries, keys).
        reach: What is hidden whatever the input is.

    Returns:
        The scores, and the mask that they got: (queries, keys), or one of them 1; None for none.
    """
    rows, columns = scores.shape
    if (reach.causal or reach.window is not None) and None in scores.shape:
        graph.case.refuse(
            "attends causally over an unknown length",
            received=scores.shape,
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    shown = reach.matrix(rows, columns)
    if not masks:
        if shown is None:
            return scores, None
        return scale_and_shift_each(graph, scores, 1.0, (shown - 1.0) * _FAR), None
    joined = _join_masks(graph, masks, scores.shape)
    if shown is not None:
        if joined.shape != scores.shape:
            zeros = graph.add("Rescaling", scores, scale=0.0, offset=0.0)
            joined = graph.add("Add", zeros, joined)
        joined = scale_and_shift_each(graph, joined, shown, 0.0)
    kept = graph.add("Multiply", scores, joined)
    return graph.add("Add", kept, graph.rescale(joined, _FAR, -_FAR)), joined


def _join_masks(graph: Graph, masks: dict[str, Tensor], shape: tuple) -> Tensor:
    """Add the product of one mask or more: (queries, keys), or one of them 1."""
    aligned = (_align(graph, name, as_mask(graph, mask), shape) for name, mask in masks.items())
    joined = next(aligned)
    for mask in aligned:
        sizes = zip(joined.shape, mask.shape, strict=True)
        both = [b if a == 1 else a for a, b in sizes]
        joined = graph.add("Multiply", joined, mask, shape=both)
    return joined


def _align(graph: Graph, name: str, mask: Tensor, shape: tuple) -> Tensor:
    rows, columns = shape
    if name == "query":
        return graph.reshape(mask, (rows, 1))
    if name in ("value", "key"):
        return graph.reshape(mask, (1, columns))
    if len(mask.shape) == 3 and mask.shape[0] == 1:
        return graph.reshape(mask, mask.shape[1:])
    if len(mask.shape) != 2:
        graph.case.refuse(
            "has a separate mask for each head, or for each query alone",
            received=mask.shape,
            remedy="Give attention_mask as (batch, queries, keys), or use --format graph",
        )
    return mask
