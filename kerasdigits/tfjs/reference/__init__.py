"""What Keras computes, so that TensorFlow.js's numbers have something to be compared with.

Both routes and the proof ask here; nothing here knows a route.

    compute.py             Keras's outputs in float64, the same bytes on every backend
    double_precision.py    a model that computes in float64 for a while
    id_inputs.py           which inputs of a class of its own are ids: what an Embedding is handed
    keras_altered.py       Keras's private side, altered for the length of a block
    keras_internals.py     Keras's private side, read
    key_names.py           the keys by which a model takes its inputs and yields its outputs
    late_weights.py        weights of layers that Keras could not build when it read the model
    list_model.py          a model of any kind, called with a list as a functional one is
    model_inputs.py        names, shapes and dtypes of a model's inputs, whichever way it was made
    numpy_convolution.py   convolutions on the numpy backend
    parity.py              the samples that whoever loads the model can replay
    precision.py           a float32 twin of models in float16, bfloat16 or float64
    quantized_layers.py    what the weights of quantized layers stand for
    resting_weights.py     weights wait on disk while another process has its own
    rounded_inputs.py      how far rounding the other way moves the outputs
    samples.py             parity samples of a size that the model can run
    same_numbers.py        whether two backends of Keras compute the same
    twin_weights.py        weights of a model for a copy of it
    uneven_edges.py        average pooling that torch computes differently
"""
