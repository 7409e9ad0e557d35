"""Write a Keras 3 model as a TensorFlow.js layers model, with proof that it computes the same.

This room knows nothing about digits: it takes any live `keras.Model`, whichever backend made it.

    export.py           the order of the steps; the only entry point
    lean_keras.py       no TensorFlow import only to describe a model
    precision.py        a float32 twin of models in float16, bfloat16 or float64
    topology.py         model -> model_config: Sequential, Functional, nested models
    inputs.py           what inputs may hold
    nodes.py            how the calls of a Functional graph are numbered on both sides
    layers.py           the table: which layer classes can be carried, and how
    rule_finder.py      the table's entry for a layer, or why there is none
    masks.py            which layers may see a mask
    layer_quirks.py     what single classes need beyond their arguments
    layer_rule.py       what one entry of the table says, and how it is applied
    drawing.py          when a layer is written as a small graph of others
    graph.py            such a graph while it is being drawn
    expand_*.py         the graphs, by idea: shapes, arithmetic, attention...
    wrappers.py         Bidirectional and TimeDistributed
    names.py            layer names that TensorFlow.js accepts
    weights.py          the manifest and the shards
    training_config.py  optimizer, loss, metrics
    parity.py           the samples that whoever loads the model can replay
    model_js.py         model.json's twin for pages opened from disk
    check.py            TensorFlow.js's own verdict, through Node
    folder.py           a folder that appears whole or not at all

Importing it imports neither Keras nor TensorFlow.
"""

from kerasdigits.tfjs.check import CheckReport
from kerasdigits.tfjs.export import ExportReport, export

__all__ = ["CheckReport", "ExportReport", "export"]
