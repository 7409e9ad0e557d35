"""A Keras model as a TensorFlow.js layers model: `tf.loadLayersModel`, trainable in the browser.

Each layer is looked up in the table and written by its rule, or composed of others.

    layers_folder.py     the order of the steps
    stored_weights.py    a model's weights under the names that the route writes
    topology.py          model -> model_config: Sequential, Functional, nested models
    nodes.py             how the calls of a Functional graph are numbered on both sides
    call_order.py        which call of a layer TensorFlow.js makes first
    shared_tensors.py    tensors of two names, or read twice, of which TensorFlow.js loses count
    inputs.py            InputLayer, and layers that keep a state
    masks.py             who makes and reads masks, and whether they are TensorFlow.js's or composed
    wrappers.py          Bidirectional and TimeDistributed
    training_config.py   optimizer, loss, metrics
    penalties.py         what TensorFlow.js does with penalties on weights
    gradients.py         what TensorFlow.js trains otherwise, by wrong gradients or without a mask
    table/               which layer classes can be carried, and how; which are refused, and why
    rule_finder.py       the table's entry for a layer, or why there is none
    composition.py       when a layer is composed: written as a small graph of others
    support.py           every Keras class: route, exactness, note (docs/export.md is made from it)
    rules/               what an entry of the table says, and how it is applied to a layer
    composed/            layers as small graphs of others, by idea
    operations/          keras.ops in Functional models
"""
