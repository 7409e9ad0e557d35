"""Counting, searching and scattering, as comparisons and sums."""

from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Call

if TYPE_CHECKING:
    import tensorflow as tf


def _bucketize(call: Call) -> "tf.Tensor":
    """The bucket's number is the number of boundaries that are not above the value."""
    import tensorflow as tf

    boundaries = np.asarray(call.attribute("boundaries"), "float32")
    x = tf.expand_dims(tf.cast(call.inputs[0], tf.float32), -1)
    return tf.reduce_sum(tf.cast(x >= boundaries, tf.int32), axis=-1)


def _search_sorted(call: Call) -> "tf.Tensor":
    """How many values of a sorted row are below (or not above) each value."""
    import tensorflow as tf

    row, values = (tf.expand_dims(x, axis) for x, axis in zip(call.inputs, (1, 2), strict=True))
    before = row < values if call.node.op == "LowerBound" else row <= values
    return tf.reduce_sum(tf.cast(before, tf.int32), axis=-1)


def _in_top_k(call: Call) -> "tf.Tensor | None":
    """A class is among the k best when fewer than k predictions are larger than its own."""
    import tensorflow as tf

    predictions, targets, k = call.inputs
    if predictions.shape[-1] is None:
        return None
    classes = np.arange(predictions.shape[-1], dtype="int32")
    hot = tf.equal(tf.expand_dims(targets, -1), classes)
    own = tf.reduce_sum(tf.where(hot, predictions, 0.0), axis=-1, keepdims=True)
    return tf.reduce_sum(tf.cast(predictions > own, tf.int32), axis=-1) < k


def _segment(call: Call) -> "tf.Tensor | None":
    """Reduce the rows of each segment; segments of no row give what TensorFlow gives."""
    import tensorflow as tf

    data, ids, count = call.inputs[0], call.inputs[1], call.known(2)
    if count is None or ids.shape.rank != 1 or data.dtype != tf.float32:
        return None
    member = tf.equal(tf.expand_dims(ids, 0), np.arange(int(count), dtype="int32")[:, None])
    for _ in range(data.shape.rank - 1):
        member = tf.expand_dims(member, -1)
    neutral, reduce = {
        "UnsortedSegmentSum": (0.0, tf.reduce_sum),
        "UnsortedSegmentProd": (1.0, tf.reduce_prod),
        "UnsortedSegmentMax": (tf.float32.min, tf.reduce_max),
        "UnsortedSegmentMin": (tf.float32.max, tf.reduce_min),
    }[call.node.op]
    return reduce(tf.where(member, tf.expand_dims(data, 0), neutral), axis=1)


def _scatter(call: Call) -> "tf.Tensor":
    """TensorFlow.js's `tensorScatterUpdate` writes into its input, which others may still read."""
    import tensorflow as tf

    x, indices, updates = call.inputs
    shape = tf.shape(x) if None in x.shape.as_list() else tf.constant(x.shape.as_list(), tf.int32)
    scattered = tf.scatter_nd(indices, updates, shape)
    if call.node.op == "TensorScatterUpdate":
        places = tf.scatter_nd(indices, tf.ones_like(updates), shape)
        return tf.where(places > 0, scattered, x)
    return x + scattered if call.node.op == "TensorScatterAdd" else x - scattered


def _cross_entropy(call: Call) -> "list[tf.Tensor] | None":
    """The logarithm of the sum of all exponentials, less the logit of the class itself."""
    import tensorflow as tf

    logits, labels = call.inputs
    classes = logits.shape[-1]
    if classes is None:
        return None
    hot = tf.equal(tf.expand_dims(labels, -1), np.arange(classes, dtype="int32"))
    hot = tf.cast(hot, tf.float32)
    loss = tf.reduce_logsumexp(logits, -1) - tf.reduce_sum(hot * logits, -1)
    return [loss, tf.nn.softmax(logits) - hot]


def _refuse_dynamic(call: Call) -> None:
    raise ExportError(
        "The model makes a tensor whose size depends on the values of its inputs, which "
        "TensorFlow.js's predict cannot do",
        received=f"{call.node.op} in {call.evaluator.place(call.node)}",
        remedy="Use keras.ops.where with three arguments, or do it in the page",
    )


LOOKUPS = {
    "SparseSoftmaxCrossEntropyWithLogits": _cross_entropy,
    "Where": _refuse_dynamic,
    "Bucketize": _bucketize,
    **dict.fromkeys(("LowerBound", "UpperBound"), _search_sorted),
    "InTopKV2": _in_top_k,
    **dict.fromkeys(
        ("UnsortedSegmentSum", "UnsortedSegmentProd", "UnsortedSegmentMax", "UnsortedSegmentMin"),
        _segment,
    ),
    **dict.fromkeys(("TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub"), _scatter),
}
