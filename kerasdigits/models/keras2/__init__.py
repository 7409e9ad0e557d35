"""Models as Keras 2 wrote them, as Keras 3 takes them: with the numbers of the Keras that wrote.

files.py         which Keras wrote a file, and a copy that Keras 3 reads
upgrade.py       the walk over a config: models, layers, calls
graph.py         the graph of a Functional
calls.py         what a layer was called on
table.py         layer by layer: what went, moved or means something else
training.py      compile settings
loss_weights.py  weights of losses by name
version.py       the version that a file states
weight_names.py  the names of weights in files of 2.12 and 2.13
masks.py         where a mask may be
arguments.py     the values of arguments
meanings.py      what Keras 2 computes and Keras 3 does not, as Keras objects
gone_layers.py   the layers of Keras 2 that Keras 3 does not have
operations/      TensorFlow's operations between layers
"""
