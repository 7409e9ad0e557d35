"""A Keras model as a TensorFlow.js graph model: `tf.loadGraphModel`, any model, for inference.

TensorFlow traces the model once; what it traced is then evaluated as far as it is known, written in
operations that TensorFlow.js has on all its backends, folded, fused and stored.

    graph_folder.py   the order of the steps
    trace.py          TensorFlow's trace, evaluated into a graph of TensorFlow.js's operations
    traceable.py      what Keras's tensorflow backend cannot trace, written so that it can
    tables.py         which operation is evaluated or decomposed by which function
    open_sizes.py     what to say where open sizes would have to be fixed
    names.py          names of inputs and outputs
    evaluation/       what is known is computed, the rest is written
    decomposed/       operations that are written as others
    lowered/          model.json's nodes and the weights beside them
    elsewhere/        the same from another backend: in a process of TensorFlow's own
"""
