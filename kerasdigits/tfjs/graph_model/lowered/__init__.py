"""From the traced graph to model.json.

Constants and weights are folded into one another and named; the rest becomes nodes.

    lowering.py     the nodes and the weights beside them
    fuse.py         scales into kernels, biases and activations into products
    stored.py       what becomes a weight
    emit.py         a node as JSON
    tfjs_ops.py     which operations TensorFlow.js has
    tfjs_ops.json   the same, as data: their names and attributes
"""
