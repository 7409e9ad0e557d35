"""Write a Keras 3 model as a TensorFlow.js model, with proof that it computes the same.

This room knows nothing about digits: it takes any live `keras.Model`, whichever backend made it.

    export.py           the order of the steps; the only entry point
    routes.py           which of the two routes carries a model
    layers_model/       the layers route: the model as TensorFlow.js layers, exact and trainable
    graph_model/        the graph route: the model as a frozen graph of operations
    lean_keras.py       no TensorFlow import only to describe a model
    precision.py        a float32 twin of models in float16, bfloat16 or float64
    weights.py          the manifest and the shards
    quantize.py         weights in fewer bytes
    parity.py           the samples that whoever loads the model can replay
    model_js.py         model.json's twin for pages opened from disk
    check.py            TensorFlow.js's own verdict, through Node
    browser_check.py    the same in Chromium, on each of its backends
    examine.py          a folder of any maker on inputs that it has never seen
    folder.py           a folder that appears whole or not at all

Importing it imports neither Keras nor TensorFlow.
"""

from kerasdigits.tfjs.check import CheckReport
from kerasdigits.tfjs.export import ExportReport, export
from kerasdigits.tfjs.quantize import Quantization

__all__ = ["CheckReport", "ExportReport", "Quantization", "export"]
