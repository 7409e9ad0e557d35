"""Write a Keras 3 model as a TensorFlow.js model, with proof that it computes the same.

This room knows nothing about digits: it takes any live `keras.Model`, whichever backend made it.

    export.py             the order of the steps; the only entry point
    request.py            what is asked for, and what a route gives back
    routes.py             which of the two routes carries a model
    training_calls.py     layers that a model calls with training=True
    batch_statistics.py   BatchNormalization as it computes in training
    notes.py              notes of one kind, told once with a count
    layers_model/         the layers route: the model as TensorFlow.js layers, exact and trainable
    graph_model/          the graph route: the model as a frozen graph of operations
    format/               what is on disk: model.json's parts, shards, names, dtypes
    reference/            what Keras computes, the same on every backend
    proof/                TensorFlow.js's own verdict, through Node and Chromium

Imports go down: export, routes, the two routes (which know nothing of each other) and the proof,
request, reference, format. Importing it imports neither Keras nor TensorFlow.
"""

from kerasdigits.tfjs.export import ExportReport, export
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.proof.check import CheckReport

__all__ = ["CheckReport", "ExportReport", "Quantization", "export"]
