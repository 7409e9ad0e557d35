"""Layers models of TensorFlow.js as Keras models, with the numbers that TensorFlow.js computes.

It stands among the models, above the exporter: what Keras 2 meant by a name is what TensorFlow.js
means, and `models/keras2` has that as Keras objects.

load.py         the order of the steps
folder.py       model.json, read with distrust
weights.py      the manifest and its files
rebuild.py      the models, and the calls between their layers
graph.py        the order in which TensorFlow.js makes the calls of a graph
layer.py        one layer, those inside it too
table.py        class by class: the arguments that TensorFlow.js reads, and their meaning
arguments.py    activations, initializers, penalties, constraints
masks.py        where masks are in TensorFlow.js, and whether Keras has them there
meanings.py     what TensorFlow.js computes and Keras 3 does not, as Keras objects
names.py        which weight is which variable
training.py     compile settings
proof.py        TensorFlow.js and Keras on the same inputs
import_file.py  from a folder to a .keras file, checked
"""
