"""A model out of Keras's files without Keras's deserializer: our own reader, for what is on a list.

named.py      what a name in a config means: a class or function of Keras's or of ours, or nothing
arguments.py  what Keras writes of a layer and does not take
objects.py    a config becomes an object, and so does each config in it
graph.py      the layers of a Sequential or a Functional become a model: they are called in order
weights.py    weights from an HDF5 file of Keras 3 into the objects that own them
legacy.py     the same from a .h5 file, whose weights lie layer by layer
file.py       a model from a .h5 file or the parts of a .keras file

While it reads, it also answers what Keras's own classes ask for: the layer inside a wrapper, an
initializer by name (`deserializing_by` in tfjs/reference/keras_altered.py). No module that a file
names is imported; code, and classes that the user names, are left to Keras's loader
(strangers/guard.py tells them apart).
"""
