"""A Keras model as a TensorFlow.js graph model: `tf.loadGraphModel`, any model, for inference.

TensorFlow traces the model once; what it traced is then evaluated as far as it is known, written in
operations that TensorFlow.js has on all its backends, folded, fused and stored.

    graph_folder.py         the order of the steps
    own_process.py          the same from another backend: custom_classes.py, tracing_process.py
    model_inputs.py         names, shapes and dtypes of the inputs; names.py
    float32.py              models of other precisions
    trace.py                TensorFlow's trace; source_graph.py reads it
    evaluate.py             what is known is computed (fold.py), the rest written: values.py,
                            call.py, control_flow.py, tensor_lists.py, shapes.py, dtypes.py
    decompositions.py       the table of operations that are written as others; decompose_*.py,
                            einsum.py, padding.py
    tfjs_ops.py             which operations TensorFlow.js has
    stored.py               what becomes a weight
    fuse.py                 scales into kernels, biases and activations into products
    lowering.py, emit.py    model.json's nodes and the weights beside them
"""
