"""The table of layers: which of Keras's classes TensorFlow.js's layers format carries, and how.

An entry holds all that is known of a class: its rule, how it is composed, what to know about it.

    every_layer.py   the whole table
    refused.py       classes that this route refuses, and what carries them
    pictures.py      convolutions, pooling, what changes pictures
    sequences.py     attention, recurrent layers
    values.py        layers of any input
"""
