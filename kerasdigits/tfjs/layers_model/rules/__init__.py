"""What an entry of the layer table says; no rule knows how a layer is composed.

A rule names every argument that TensorFlow.js honours; what no rule names is refused.

    layer_case.py           one layer on its way to TensorFlow.js
    layer_rule.py           an entry of the table, applied to a layer
    layer_quirks.py         what single classes need beyond their arguments
    native_rules.py         the rules of TensorFlow.js's own layers that others are composed of
    training_arguments.py   initializers, penalties, constraints
"""
