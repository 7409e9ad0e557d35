"""Tables of whole numbers, as IntegerLookup has them: a comparison with all of their keys."""

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.dtypes import narrow_array
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Evaluator
from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.evaluation.values import LookupTable, Value


def _find(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    """Add what is found of the one key that equals the value; the default where none does."""
    import tensorflow as tf

    table = inputs[0]
    if not isinstance(table, LookupTable):
        return None
    place = f"The table in {evaluator.place(node)}"
    keys, found = (narrow_array(array, place) for array in (table.keys, table.found))
    value, default = (evaluator.tensor(given, place) for given in inputs[1:])
    with evaluator.graph.as_default():
        equal = tf.cast(tf.equal(tf.expand_dims(value, -1), keys), tf.int32)
        # The default is added where nothing is found, and taken away again where something is.
        return [default + tf.reduce_sum(equal * (found - default), axis=-1)]


def _size(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    table = inputs[0]
    return [np.asarray(len(table.keys), "int64")] if isinstance(table, LookupTable) else None


LOOKUP_TABLES = {"LookupTableFindV2": _find, "LookupTableSizeV2": _size}
