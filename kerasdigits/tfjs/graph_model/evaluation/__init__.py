"""The traced graph, evaluated as far as it is known.

What is known while the model is exported is computed, and the rest is written into a new graph.

    evaluate.py       the Evaluator; Call, an operation as its decomposition sees it
    control_flow.py   calls, branches, loops and variables, of which none is left
    tensor_lists.py   TensorFlow's lists of tensors as ordinary lists
    lookup_tables.py  tables in which whole numbers are looked up
    shapes.py         sizes that are known although the batch is not
    fold.py           operations whose inputs are known
    values.py         what a tensor is while it is evaluated
    dtypes.py         what becomes of dtypes that TensorFlow.js lacks
    source_graph.py   the graph as TensorFlow traced it
"""
