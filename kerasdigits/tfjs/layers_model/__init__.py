"""A Keras model as a TensorFlow.js layers model: `tf.loadLayersModel`, trainable in the browser.

topology.py         model -> model_config: Sequential, Functional, nested models
inputs.py           what inputs may hold
shared_tensors.py   what TensorFlow.js loses count of: one tensor under two names, or read twice
call_order.py       which call of a layer TensorFlow.js makes first
nodes.py            how the calls of a Functional graph are numbered on both sides
layers.py           the table: which layer classes can be carried, and how
rule_finder.py      the table's entry for a layer, or why there is none
masks.py            who makes and reads masks, and whether they are TensorFlow.js's or drawn
operations.py       keras.ops in Functional models (operation_*.py: the table by idea)
refused_layers.py   what is refused by class, and which route carries it
support.py          every Keras class: route, exactness, note (docs/export.md is made from it)
layer_quirks.py     what single classes need beyond their arguments
layer_rule.py       what one entry of the table says, and how it is applied
drawing.py          when a layer is written as a small graph of others
layer_graph.py      such a graph while it is being drawn
expand_*.py         the graphs, by idea: shapes, arithmetic, attention...
wrappers.py         Bidirectional and TimeDistributed
names.py            layer names that TensorFlow.js accepts
training_config.py  optimizer, loss, metrics
"""
