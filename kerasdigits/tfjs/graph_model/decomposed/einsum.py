"""Einstein sums as transpositions, reshapes and one batched matrix product for each pair.

TensorFlow.js's own knows no `...` and no repeated letter, and its wasm backend has none.
"""

import math
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.values import all_known

if TYPE_CHECKING:
    import tensorflow as tf

# A tensor and the letter of each of its axes.
_Labelled = tuple["tf.Tensor", str]


def contract(equation: str, tensors: list["tf.Tensor"]) -> "tf.Tensor":
    """Write an Einstein sum.

    Args:
        equation: Such as `...ij,jk->...ik`.
        tensors: Its operands; their ranks are known.

    Returns:
        The sum.
    """
    operands, output = _spell_out(equation.replace(" ", ""), [t.shape.rank for t in tensors])
    pairs = [_take_diagonals(t, labels) for t, labels in zip(tensors, operands, strict=True)]
    while len(pairs) > 1:
        later = "".join(labels for _, labels in pairs[2:]) + output
        pairs[:2] = [_multiply(pairs[0], pairs[1], later)]
    tensor, labels = _sum_away(*pairs[0], output)
    return _arrange(tensor, labels, output)


def _spell_out(equation: str, ranks: list[int]) -> tuple[list[str], str]:
    """Write letters in place of `...`, and the output where it is left out."""
    left, arrow, output = equation.partition("->")
    operands = left.split(",")
    free = [letter for letter in "ZYXWVUTSRQPONMLKJIHGFEDCBA" if letter not in equation]
    widths = [rank - len(o.replace("...", "")) for o, rank in zip(operands, ranks, strict=True)]
    widest = max([w for o, w in zip(operands, widths, strict=True) if "..." in o], default=0)
    dots = "".join(free[:widest])
    # Ellipses line up at their right ends, as in broadcasting.
    operands = [
        o.replace("...", dots[widest - width :] if width else "")
        for o, width in zip(operands, widths, strict=True)
    ]
    if not arrow:
        letters = "".join(operands)
        once = sorted(c for c in set(letters) if letters.count(c) == 1 and c not in dots)
        return operands, dots + "".join(once)
    return operands, output.replace("...", dots)


def _take_diagonals(tensor: "tf.Tensor", labels: str) -> _Labelled:
    """Keep the diagonal of axes that share a letter."""
    import tensorflow as tf

    for letter in dict.fromkeys(labels):
        while labels.count(letter) > 1:
            first, second = labels.index(letter), labels.rindex(letter)
            order = [i for i in range(len(labels)) if i not in (first, second)] + [first, second]
            tensor = tf.transpose(tensor, order)
            labels = "".join(labels[i] for i in order)
            mask = tf.cast(_unit_matrix(tensor), tensor.dtype)
            tensor = tf.reduce_sum(tensor * mask, axis=-1)
            labels = labels[:-1]
    return tensor, labels


def _unit_matrix(tensor: "tf.Tensor") -> "tf.Tensor":
    """Give the unit matrix of the last axis's size, which may be open."""
    import tensorflow as tf

    size = tensor.shape[-1]
    if size is not None:
        return tf.constant(np.eye(size, dtype="float32"))
    places = tf.range(tf.shape(tensor)[-1])
    return tf.cast(tf.equal(tf.expand_dims(places, 0), tf.expand_dims(places, 1)), tf.float32)


def _sum_away(tensor: "tf.Tensor", labels: str, kept: str) -> _Labelled:
    import tensorflow as tf

    axes = [i for i, letter in enumerate(labels) if letter not in kept]
    if axes:
        tensor = tf.reduce_sum(tensor, axis=axes)
    return tensor, "".join(letter for letter in labels if letter in kept)


def _multiply(a: _Labelled, b: _Labelled, later: str) -> _Labelled:
    """Multiply two operands and sum the letters that are needed no more."""
    import tensorflow as tf

    a, b = _sum_away(*a, b[1] + later), _sum_away(*b, a[1] + later)
    shared = [letter for letter in a[1] if letter in b[1]]
    batch = "".join(letter for letter in shared if letter in later)
    summed = "".join(letter for letter in shared if letter not in later)
    left = "".join(letter for letter in a[1] if letter not in shared)
    right = "".join(letter for letter in b[1] if letter not in shared)
    sizes = _Sizes(a, b)
    if sizes.differ or not summed:
        return _multiply_plainly(a, b, batch + left + right, summed)
    x = _shaped(_arrange(*a, batch + left + summed), [*batch, left, summed], sizes)
    y = _shaped(_arrange(*b, batch + summed + right), [*batch, summed, right], sizes)
    product = tf.linalg.matmul(x, y)
    return _shaped(product, [*batch, *left, *right], sizes), batch + left + right


def _multiply_plainly(a: _Labelled, b: _Labelled, kept: str, summed: str) -> _Labelled:
    """Multiply by broadcasting, where a matrix product does not fit."""
    import tensorflow as tf

    letters = kept + summed
    x, y = (_spread(*pair, letters) for pair in (a, b))
    product = x * y
    if summed:
        product = tf.reduce_sum(product, axis=list(range(len(kept), len(letters))))
    return product, kept


def _spread(tensor: "tf.Tensor", labels: str, letters: str) -> "tf.Tensor":
    """Put axes of size 1 where a letter is missing."""
    import tensorflow as tf

    tensor = _arrange(tensor, labels, "".join(c for c in letters if c in labels))
    for axis, letter in enumerate(letters):
        if letter not in labels:
            tensor = tf.expand_dims(tensor, axis)
    return tensor


def _arrange(tensor: "tf.Tensor", labels: str, order: str) -> "tf.Tensor":
    import tensorflow as tf

    if labels == order:
        return tensor
    return tf.transpose(tensor, [labels.index(letter) for letter in order])


class _Sizes:
    """The sizes of the letters of two operands.

    Attributes:
        differ: Whether a letter has one size in one operand and another, or perhaps another, in
            the other: then one of them is spread along it.
    """

    def __init__(self, a: _Labelled, b: _Labelled):
        self._found: dict[str, tuple[tf.Tensor, int]] = {}
        self.differ = False
        for tensor, labels in (a, b):
            for axis, letter in enumerate(labels):
                known, size = self.known(letter), tensor.shape[axis]
                if letter in self._found:
                    self.differ |= known != size and 1 in (known, size)
                if letter not in self._found or known is None:
                    self._found[letter] = tensor, axis

    def known(self, letters: str) -> int | None:
        """Give the product of the sizes of letters, or None where one of them is open."""
        if any(letter not in self._found for letter in letters):
            return None
        sizes = [tensor.shape[axis] for tensor, axis in map(self._found.__getitem__, letters)]
        known = all_known(sizes)
        return None if known is None else math.prod(known)

    def computed(self, letters: str) -> "tf.Tensor | int":
        """Give the product of the sizes of letters as TensorFlow.js can compute it."""
        import tensorflow as tf

        known = self.known(letters)
        if known is not None:
            return known
        parts = [
            tensor.shape[axis] or tf.shape(tensor)[axis]
            for tensor, axis in map(self._found.__getitem__, letters)
        ]
        return math.prod(parts)


def _shaped(tensor: "tf.Tensor", groups: list[str], sizes: _Sizes) -> "tf.Tensor":
    """Give a tensor one axis for each group of letters."""
    import tensorflow as tf

    wanted = [sizes.known(letters) for letters in groups]
    if tensor.shape.as_list() == wanted:
        return tensor
    if wanted.count(None) <= 1:
        return tf.reshape(tensor, [-1 if size is None else size for size in wanted])
    # All open sizes but one are computed.
    left_open = wanted.index(None)
    shape = [-1 if i == left_open else sizes.computed(g) for i, g in enumerate(groups)]
    return tf.reshape(tensor, tf.stack(shape))
