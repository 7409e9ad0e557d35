"""Write tests/golden/keras2/: files as Keras 2 wrote them, with what Keras 2 computes.

    python -m venv /tmp/tfk && /tmp/tfk/bin/pip install tf_keras h5py
    /tmp/tfk/bin/python tests/golden/make_keras2.py           write the files

It needs an environment of its own with tf_keras, which is Keras 2 on today's TensorFlow. tf_keras
writes configs in its own way; they are written again as Keras 2.4 (.h5) and 2.15 (.keras) did.
`NAME.npz` has the inputs `x0, x1, ...` and Keras 2's outputs `y0, ...`.
"""

import gzip
import io
import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras
from tf_keras import layers

FOLDER = Path(__file__).with_name("keras2")
SERIES, PICTURE = (6, 4), (6, 6, 3)


def older(part, version):
    """Write a config as Keras 2.4 (no modules) or 2.15 (modules of keras.src) wrote it."""
    if version == "2.15.0":
        return json.loads(json.dumps(part).replace("tf_keras.src", "keras.src"))
    if isinstance(part, list):
        return [older(entry, version) for entry in part]
    if not isinstance(part, dict):
        return part
    gone = ("build_config", "optional")
    part = {key: older(value, version) for key, value in part.items() if key not in gone}
    if "class_name" in part and "registered_name" in part:
        del part["registered_name"]
        part.pop("module", None)
    return part


def save_h5(model, path, version="2.4.0"):
    """Write `path`.gz: HDF5 is nine tenths zeros."""
    model.save(path, save_format="h5")
    with h5py.File(path, "r+") as file:
        config = older(json.loads(file.attrs["model_config"]), version)
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = version.encode()
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()


def save_keras(model, path):
    new = path.with_suffix(".new.keras")
    model.save(new)
    with (
        zipfile.ZipFile(new) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "config.json":
                data = json.dumps(older(json.loads(data), "2.15.0")).encode()
            if name == "metadata.json":
                data = b'{"keras_version": "2.15.0", "date_saved": "2024-01-02@03:04:05"}'
            # A ZipInfo has a constant date: the same file whenever it is written.
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    new.unlink()


def draw_weights(model, rng):
    for variable in model.weights:
        if variable.name in ("mean:0", "variance:0", "count:0"):
            continue
        shape = variable.shape.as_list()
        drawn = rng.normal(0, 0.7, shape)
        if "variance" in variable.name:
            drawn = rng.uniform(0.5, 2, shape)
        variable.assign(drawn.astype("float32"))


def draw_input(tensor, rng):
    """Draw three samples; a series ends in two hidden steps, one has more of them."""
    shape = (3, *tensor.shape[1:])
    if tensor.dtype == tf.int32:
        return rng.integers(0, 5, shape).astype("int32")
    x = rng.normal(size=shape).astype("float32")
    if len(shape) == 3:
        x[:, -2:] = 0
        x[1] *= np.array([1, 0, 1, 0, 1, 0])[:, None]
    return x


def between(layer):
    """Put a layer between a mask and two layers that read it."""

    def build(x):
        masked = layers.Masking()(x)
        inner = layer(masked)
        return layers.Concatenate()(
            [layers.LSTM(2)(inner), layers.LSTM(2, recurrent_activation="hard_sigmoid")(inner)]
        )

    return build


def merged(kind, **options):
    return lambda x: kind(**options)([x, layers.Conv1D(4, 1)(x)])


def adapted(x):
    layer = layers.Normalization()
    layer.adapt(np.random.default_rng(1).normal(1, 2, (9, *SERIES)))
    return layer(x)


def called(x):
    """Arguments in the call: states, a causal mask, another value."""
    start = [layers.Dense(3)(x[:, 0]), layers.Dense(3)(x[:, 1])]
    y = layers.LSTM(3, return_sequences=True)(x, initial_state=start)
    y = layers.MultiHeadAttention(2, 2)(y, value=x)
    return layers.Attention()([y, y], use_causal_mask=True)


def operated(x):
    """TensorFlow's operations between layers."""
    y = 1.0 - tf.nn.relu(layers.Conv1D(3, 2, name="block/conv")(x)) / 2.0
    y = tf.concat([y[:, 1], tf.reduce_max(y, -1), tf.math.l2_normalize(y, axis=1)[:, -1]], -1)
    return layers.Dense(2)(tf.where(y > 0.2, y, tf.square(y)))


def nested(x):
    """Models in models, each called once; the outer one ends in a list of one."""
    entry = keras.Input((4,))
    inner = keras.Model(entry, layers.Dense(3, activation="hard_sigmoid")(entry))
    whole = keras.Sequential([layers.Dense(4, input_shape=(4,)), inner])
    return [layers.Dense(2)(whole(inner_of(x)))]


def inner_of(x):
    entry = keras.Input(SERIES)
    return keras.Model(entry, layers.GlobalAveragePooling1D()(entry))(x)


def convolved(x):
    y = layers.SeparableConv2D(2, 2)(layers.DepthwiseConv2D(2)(x))
    y = layers.BatchNormalization()(layers.Conv2DTranspose(2, 2)(y))
    y = layers.ThresholdedReLU(0.2)(layers.LeakyReLU(0.3)(y))
    return layers.Flatten()(layers.SpatialDropout2D(0.1)(y))


def teachable(x):
    """Three Sequentials and a Functional, as Teachable Machine's Keras export has them."""
    entry = keras.Input(PICTURE)
    body = layers.BatchNormalization()(layers.Conv2D(2, 3, use_bias=False)(entry))
    body = keras.Model(entry, layers.ReLU(6.0)(body))
    head = [layers.Dense(3, "relu", input_shape=(2,)), layers.Dense(3, "softmax", use_bias=False)]
    front = keras.Sequential([body, layers.GlobalAveragePooling2D()])
    model = keras.Sequential([front, keras.Sequential(head)])
    model.build(x.shape)
    return model


HARD = {"recurrent_activation": "hard_sigmoid"}
CASES = {
    "hard_dense": (SERIES, lambda x: layers.Dense(2, activation="hard_sigmoid")(x)),
    "hard_activation": (SERIES, lambda x: layers.Activation("hard_sigmoid")(x)),
    "hard_lstm": (SERIES, lambda x: layers.Bidirectional(layers.LSTM(2, **HARD))(x)),
    "hard_gru": (SERIES, lambda x: layers.GRU(2, **HARD, reset_after=False)(x)),
    "hard_gru_after": (SERIES, lambda x: layers.GRU(2, **HARD)(x)),
    "hard_cells": (
        SERIES,
        lambda x: layers.RNN([layers.LSTMCell(2, **HARD), layers.SimpleRNNCell(2)])(x),
    ),
    "hard_conv_lstm": (PICTURE, lambda x: layers.ConvLSTM1D(1, 2)(x)),
    "mask_rescaling": (SERIES, between(lambda x: layers.Rescaling(2.0, 1.0)(x))),
    "mask_identity": (SERIES, between(lambda x: layers.Identity()(x))),
    "mask_normalization": (
        SERIES,
        between(lambda x: layers.Normalization(mean=1.0, variance=2.0)(x)),
    ),
    "mask_add": (SERIES, between(merged(layers.Add))),
    "mask_multiply": (SERIES, between(merged(layers.Multiply))),
    "mask_maximum": (SERIES, between(merged(layers.Maximum))),
    "mask_concatenate": (SERIES, between(merged(layers.Concatenate))),
    "mask_operation": (SERIES, between(lambda x: x * 2.0 + 1.0)),
    "normalization": (SERIES, adapted),
    "called": (SERIES, called),
    "operations": (SERIES, operated),
    "nested": (SERIES, nested),
    "convolutions": (PICTURE, convolved),
    "teachable": (PICTURE, teachable),
}


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for number, (name, (shape, build)) in enumerate(CASES.items()):
        keras.backend.clear_session()
        rng = np.random.default_rng(number)
        entry = keras.Input(shape)
        built = build(entry)
        model = built if isinstance(built, keras.Model) else keras.Model(entry, built)
        draw_weights(model, rng)
        if name == "hard_dense":
            model.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse", metrics=["mae"])
        x = draw_input(entry, rng)
        outputs = model(tf.constant(x), training=False)
        outputs = outputs if isinstance(outputs, list) else [outputs]
        arrays = {f"y{i}": output.numpy() for i, output in enumerate(outputs)}
        buffer = io.BytesIO()
        np.savez_compressed(buffer, x0=x, **arrays)
        (FOLDER / f"{name}.npz").write_bytes(buffer.getvalue())
        save_h5(model, FOLDER / f"{name}.h5")
        save_keras(model, FOLDER / f"{name}.keras")


if __name__ == "__main__":
    main()
