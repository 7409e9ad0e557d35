"""Write an .h5 of each layer class of tf_keras that takes text, brings code or is a cell.

    PYTHON tests/golden/write_keras2_others.py FOLDER

PYTHON has tf_keras in an environment of its own (TF_USE_LEGACY_KERAS=1). `write_keras2.py` writes
the other classes; `pack_keras2_layers.py` packs both.
"""

import sys
from pathlib import Path

import numpy as np
import tf_keras as keras

layers = keras.layers
CASES = {
    "DynamicEmbedding": ((), "string", lambda x: experimental("DynamicEmbedding")(x)),
    "DynamicLookup": ((), "string", lambda x: experimental("DynamicLookup")(x)),
    "GRUCell": ((6, 4), "float32", lambda x: layers.RNN(layers.GRUCell(2))(x)),
    "HashedCrossing": ((1,), "int64", lambda x: layers.HashedCrossing(5)((x, x))),
    "Hashing": ((3,), "int64", lambda x: layers.Hashing(5)(x)),
    "IntegerLookup": ((3,), "int64", lambda x: layers.IntegerLookup(vocabulary=[4, 2])(x)),
    "LSTMCell": ((6, 4), "float32", lambda x: layers.RNN(layers.LSTMCell(2))(x)),
    "Lambda": ((3,), "float32", lambda x: layers.Lambda(lambda y: y * 2)(x)),
    "SimpleRNNCell": ((6, 4), "float32", lambda x: layers.RNN(layers.SimpleRNNCell(2))(x)),
    "StackedRNNCells": (
        (6, 4),
        "float32",
        lambda x: layers.RNN(layers.StackedRNNCells([layers.GRUCell(2), layers.GRUCell(3)]))(x),
    ),
    "StringLookup": ((3,), "string", lambda x: layers.StringLookup(vocabulary=["a", "b"])(x)),
    "TextVectorization": ((), "string", lambda x: layers.TextVectorization(vocabulary=["a"])(x)),
}


def experimental(name):
    """Make a layer of tf_keras's that has arguments of its own."""
    import tensorflow as tf

    starts = tf.constant(["a", "b"])
    options = {"initial_vocabulary": starts, "eviction_policy": "LFU"}
    if name == "DynamicLookup":
        return layers.experimental.DynamicLookup(3, **options)
    return layers.experimental.DynamicEmbedding(3, 2, **options, name="dynamic")


def main():
    """Write all cases; tell what cannot be written."""
    folder = Path(sys.argv[1])
    for name, (shape, dtype, call) in CASES.items():
        keras.backend.clear_session()
        try:
            entry = keras.Input(shape, dtype=dtype)
            model = keras.Model(entry, call(entry))
            model.save(str(folder / f"{name}-0.h5"))
        except Exception as error:  # of TensorFlow, of h5py
            print("cannot:", name, type(error).__name__, " ".join(str(error).split())[:150])
            continue
        arrays = {}
        if dtype != "string":
            x = np.random.RandomState(1).normal(2, 2, size=(3, *shape)).astype(dtype)
            y = model(x, training=False).numpy()
            short = {"int64": "int32"}
            arrays = {
                "x0": x.astype(short.get(dtype, dtype)),
                "y00": y.astype(short.get(str(y.dtype), y.dtype)),
            }
        np.savez(folder / f"{name}-0.npz", **arrays)


if __name__ == "__main__":
    main()
