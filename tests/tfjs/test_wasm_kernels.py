"""Kernels that WebAssembly gets wrong are avoided: the same numbers on cpu and on wasm, in Node."""

import functools

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker


@pytest.fixture(scope="module")
def ask():
    with NodeChecker() as checker:
        yield functools.partial(checker.ask, parity=False)


def assert_right_on_both(model, x, folder, ask, **options):
    report = export(model, folder, check="require", **options)
    assert not any("wasm" in note for note in report.notes)
    for backend in ("cpu", "wasm"):
        answer = ask(report.path, [[x]], backend=backend)
        assert answer["ok"], answer
        np.testing.assert_allclose(answer["batches"][0][0], model(x), atol=1e-6)
    return report


@pytest.mark.parametrize(
    ("shape", "size", "shared"),
    [
        ((2, None, 2, 2), (2, 5, 2, 2), [[2]]),
        ((5, 4, 3), (5, 4, 3), [[3], [1, 3], [2], [1, 2], [1], None]),
    ],
)
def test_slopes_may_be_shared_along_any_axes(shape, size, shared, tmp_path, ask, rng):
    model = randomize(chain(shape, *(layers.PReLU(shared_axes=axes) for axes in shared)))
    x = rng.uniform(-3, 3, (3, *size)).astype("float32")
    report = assert_right_on_both(model, x, tmp_path / "m", ask)
    assert report.format == "layers-model"


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_averages_over_open_sizes_do_not_drift(route, tmp_path, ask, rng):
    picture, series = keras.Input((None, None, 1)), keras.Input((None, 3))
    outputs = [
        layers.GlobalAveragePooling2D(keepdims=True)(picture),
        layers.GlobalAveragePooling1D()(series),
    ]
    report = export(keras.Model([picture, series], outputs), tmp_path / "m", format=route)
    assert not any("wasm" in note for note in report.notes)
    for size, steps in (((512, 512), 5000), ((3, 5), 1)):
        x = np.full((2, *size, 1), 0.7, "float32")
        y = rng.uniform(-1, 3, (2, steps, 3)).astype("float32")
        for backend in ("cpu", "wasm"):
            received = ask(report.path, [[x, y]], backend=backend)["batches"][0]
            np.testing.assert_allclose(received[0], np.full((2, 1, 1, 1), 0.7), atol=5e-6)
            np.testing.assert_allclose(received[1], y.mean(1, dtype="float64"), atol=5e-6)


def test_causal_masks_of_any_length_are_made_without_choosing_between_bools(tmp_path, ask, rng):
    words = keras.Input((None, 8))
    attended = layers.MultiHeadAttention(2, 4)(words, words, use_causal_mask=True)
    model = randomize(keras.Model(words, attended))
    x = rng.uniform(-1, 1, (3, 9, 8)).astype("float32")
    assert_right_on_both(model, x, tmp_path / "m", ask, format="graph")


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_kernels_shorter_than_their_strides_are_right(route, tmp_path, ask, rng):
    """Public report tensorflow/tfjs#5907."""
    picture, series = keras.Input((16, 10, 3)), keras.Input((9, 3))
    same = {"padding": "same"}
    outputs = [
        layers.Conv2D(4, 3, strides=4, **same)(picture),
        layers.Conv2D(3, (2, 1), strides=(5, 3), groups=3, **same)(picture),
        layers.DepthwiseConv2D(2, strides=3, depth_multiplier=2, **same)(picture),
        layers.SeparableConv2D(4, 2, strides=3, **same)(picture),
        layers.Conv1D(4, 2, strides=3, activation="relu", **same)(series),
        layers.SeparableConv1D(4, 2, strides=3, **same)(series),
    ]
    model = randomize(keras.Model([picture, series], outputs))
    batch = [rng.normal(size=(3, *x.shape[1:])).astype("float32") for x in model.inputs]
    report = export(model, tmp_path / "m", check="require", format=route)
    for backend in ("cpu", "wasm"):
        answer = ask(report.path, [batch], backend=backend)
        assert answer["ok"], answer
        for received, wanted in zip(answer["batches"][0], model(batch), strict=True):
            np.testing.assert_allclose(received, wanted, atol=1e-5)


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_kernels_shorter_than_their_strides_are_right_on_open_sizes(route, tmp_path, ask, rng):
    picture, series = keras.Input((None, 7, 3)), keras.Input((None, 3))
    same = {"padding": "same"}
    outputs = [
        layers.Conv2D(4, (2, 3), strides=(5, 2), **same)(picture),
        layers.DepthwiseConv2D(2, strides=3, **same)(picture),
        layers.SeparableConv2D(4, (2, 1), strides=3, **same)(picture),
        layers.Conv1D(4, 2, strides=3, activation="relu", **same)(series),
        layers.SeparableConv1D(4, 2, strides=3, **same)(series),
    ]
    # How much goes before three steps of four depends on their number.
    late = layers.Conv1D(2, 3, strides=4, **same)
    if route == "graph":
        outputs.append(late(series))
    model = randomize(keras.Model([picture, series], outputs))
    report = export(model, tmp_path / "m", check="require", format=route)
    for size in (4, 6, 9):
        batch = [
            rng.normal(size=shape).astype("float32") for shape in ((2, size, 7, 3), (2, size, 3))
        ]
        for backend in ("cpu", "wasm"):
            answer = ask(report.path, [batch], backend=backend)
            assert answer["ok"], answer
            for received, wanted in zip(answer["batches"][0], model(batch), strict=True):
                np.testing.assert_allclose(received, wanted, atol=1e-5)
    if route == "layers":
        noted = export(keras.Model(series, late(series)), tmp_path / "late", format=route).notes
        assert any("wrongly on wasm" in note for note in noted)


def test_volumes_of_any_size_are_pooled_right_as_a_graph(tmp_path, ask, rng):
    model = chain(
        (None, None, None, 2),
        layers.MaxPooling3D((2, 1, 2), strides=(1, 2, 2), padding="same"),
        layers.AveragePooling3D((1, 2, 2)),
    )
    # Of positive numbers wasm's own kernel is right.
    x = rng.uniform(-3, -1, (3, 5, 6, 7, 2)).astype("float32")
    assert_right_on_both(model, x, tmp_path / "m", ask, format="graph")
    plain = chain((None, None, None, 2), layers.MaxPooling3D(2))
    noted = export(plain, tmp_path / "layers", check="off", format="layers").notes
    assert any('"max_pooling3d' in note and "wrongly on wasm" in note for note in noted)
