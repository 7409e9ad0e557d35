"""Write a file of every layer class of a Keras and of many operations, with what it computes.

    PYTHON tests/golden/write_keras2.py MODULE FOLDER [WORD ...]

PYTHON has a Keras in an environment of its own, from keras 2.2 on Python 3.6 to Keras 3; MODULE is
what to import of it (`keras`, `tensorflow.keras` or `tf_keras`). `check_keras2.py` reads
the folder: `NAME.h5`, `NAME.keras`, `NAME.json` beside `NAME.weights.h5`, and `NAME.npz` with the
inputs `x0, ...` and the outputs `y0, ...`. Only cases with a WORD in their name, if any is given.
"""

import functools
import importlib
import inspect
import json
import logging
import os
import sys
import warnings
from pathlib import Path

PLANE = (4, 6, 2)
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import numpy as np  # noqa: E402 (TensorFlow reads its settings when it is imported)
from keras2_cases import CASES, IDS, OTHERS, SERIES  # noqa: E402
from keras2_operations import OPERATIONS  # noqa: E402
from keras3_cases import KERAS_3_CASES, KERAS_3_OPERATIONS  # noqa: E402


def find_classes(layers):
    """Find the layer classes of a Keras by name; those that were experimental too."""
    modules = [layers]
    experimental = getattr(layers, "experimental", None)
    modules += [experimental, getattr(experimental, "preprocessing", None)]
    return {
        name: value
        for module in reversed([module for module in modules if module is not None])
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, layers.Layer)
    }


class Layers:
    """The classes of a Keras as attributes."""

    def __init__(self, classes):
        self.__dict__.update(classes)


def draw_weights(model, rng):
    drawn = []
    for variable, value in zip(model.weights, model.get_weights()):  # noqa: B905 (Python 3.6)
        if value.dtype.kind != "f":
            drawn.append(value)
        elif "variance" in variable.name:
            drawn.append(rng.uniform(0.5, 2, value.shape))
        else:
            drawn.append(rng.normal(0, 0.7, value.shape))
    model.set_weights(drawn)


def draw_input(shape, rng):
    """Draw three samples; a series ends in two hidden steps, one has more of them."""
    if shape == IDS:
        return rng.randint(0, 5, (3, 6)).astype("int32")
    x = rng.normal(size=(3, *shape)).astype("float32")
    if shape == SERIES:
        x[:, -2:] = 0
        x[1] *= np.array([1, 0, 1, 0, 1, 0])[:, None]
        x += 0.0  # where a -0 is ranked below a 0, argmax tells them apart
    return x


def make_entry(keras, shape):
    if shape == IDS:
        return keras.layers.Input((6,), dtype="int32")
    return keras.layers.Input(shape)


def list_cases(keras, layers):
    """Give `(name, shapes of the inputs, build)`; what takes a series stands behind a mask too."""
    added = KERAS_3_CASES if hasattr(keras, "ops") else {}
    for name in sorted({*CASES, *added}):
        cases = [*CASES.get(name, ()), *added.get(name, ())]
        for number, (shape, case) in enumerate(cases if hasattr(layers, name) else ()):
            called = case if callable(case) else functools.partial(_call, name, case)
            label = f"{name}-{number}"
            yield label, [shape], functools.partial(called, layers)
            if shape == SERIES:
                yield label + "-masked", [shape], functools.partial(_mask, called, layers)
    if keras.__name__ == "keras" and hasattr(keras, "ops"):
        for name, call in KERAS_3_OPERATIONS.items():
            yield "op-" + name, [SERIES, SERIES, PLANE, IDS], functools.partial(call, keras.ops)
    elif keras.__name__ != "keras":
        functions = Functions(keras)
        for name, call in OPERATIONS.items():
            yield "op-" + name, [SERIES, SERIES, PLANE, IDS], functools.partial(call, functions)


def _call(name, arguments, layers, x):
    return getattr(layers, name)(**arguments)(x)


def _mask(call, layers, x):
    y = call(layers, layers.Masking()(x))
    several = isinstance(y, (list, tuple)) or len(y.shape) != 3
    return y if several else [layers.LSTM(2)(y), y]


class Functions:
    """TensorFlow, whose `keras` is the Keras 2 that writes."""

    def __init__(self, keras):
        self.keras = keras

    def __getattr__(self, name):
        return getattr(importlib.import_module("tensorflow"), name)


def save(model, path, version):
    """Write every form that this Keras has; one that it cannot write is told and left out."""
    forms = {".h5": lambda: model.save(str(path) + ".h5"), ".json": lambda: save_parts(model, path)}
    if version >= (2, 12):
        options = {"save_format": "keras"} if version < (3,) else {}
        forms[".keras"] = lambda: model.save(str(path) + ".keras", **options)
    for form, write_form in forms.items():
        try:
            write_form()
        except Exception as error:
            if os.path.exists(str(path) + form):
                os.unlink(str(path) + form)
            print("no", form, path.name, type(error).__name__, " ".join(str(error).split())[:100])


def save_parts(model, path):
    Path(str(path) + ".json").write_text(model.to_json())
    model.save_weights(str(path) + ".weights.h5")


def run(keras, model, inputs):
    """Give the outputs of inference; Keras 3 needs no graph for it."""
    if hasattr(keras, "ops"):
        outputs = model(inputs, training=False)
        return [keras.ops.convert_to_numpy(y) for y in _flatten(outputs)]
    return model.predict_on_batch(inputs)


def _flatten(outputs):
    if not isinstance(outputs, (list, tuple)):
        return [outputs]
    return [one for part in outputs for one in _flatten(part)]


def write(keras, name, shapes, build, path, version):
    rng = np.random.RandomState(sum(map(ord, name)))
    entries = [make_entry(keras, shape) for shape in shapes]
    built = build(*entries)
    model = keras.models.Model(entries, list(built) if isinstance(built, tuple) else built)
    draw_weights(model, rng)
    inputs = [draw_input(shape, rng) for shape in shapes]
    outputs = run(keras, model, inputs if len(inputs) > 1 else inputs[0])
    save(model, path, version)
    outputs = outputs if isinstance(outputs, list) else [outputs]
    arrays = {f"x{i}": x for i, x in enumerate(inputs)}
    arrays.update({f"y{i:02}": np.asarray(y) for i, y in enumerate(outputs)})
    np.savez(str(path) + ".npz", **arrays)


def main():
    """Write all cases; tell what this Keras cannot build."""
    keras = importlib.import_module(sys.argv[1])
    folder, words = Path(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True, exist_ok=True)
    classes = find_classes(keras.layers)
    without = {name for name, value in classes.items() if value.__name__ not in CASES}
    stated = getattr(keras, "__version__", None)
    stated = stated or json.loads(keras.models.Sequential().to_json())["keras_version"]
    print("Keras", stated, "without a case:", sorted(without - set(OTHERS)))
    version = tuple(map(int, stated.split("-")[0].split(".")[:2]))
    written = 0
    for name, shapes, build in list_cases(keras, Layers(classes)):
        if words and not any(word in name for word in words):
            continue
        keras.backend.clear_session()
        try:
            write(keras, name, shapes, build, folder / name, version)
        except Exception as error:
            reason = " ".join(str(error).split())
            print("cannot:", name, type(error).__name__, reason[:150])
            continue
        written += 1
    print("written:", written)


if __name__ == "__main__":
    main()
