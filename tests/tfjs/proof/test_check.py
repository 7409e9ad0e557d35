"""The check says how far TensorFlow.js is from Keras, and what is too far."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import ANY

import numpy as np
import pytest
from keras import layers
from layer_cases import chain

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker, choose_tolerance, judge
from kerasdigits.tfjs.proof.fresh_inputs import sample_inputs
from kerasdigits.tfjs.proof.match_order import Described, match_order


def answer(difference, largest):
    output = {"name": "o", "max_abs_difference": difference, "max_abs_value": largest}
    fixed = {"ok": True, "tfjs_version": "4", "backend": "cpu", "samples": 12}
    return {**fixed, "outputs": [output], "max_abs_difference": difference}


@pytest.mark.parametrize(("largest", "scale"), [(0.2, 0.2), (1.0, 1.0), (300.0, 300.0), (0.0, 1.0)])
def test_the_tolerance_is_relative_to_the_largest_value_unless_that_is_0(largest, scale):
    report = judge(answer(0.99e-5 * scale, largest))
    assert report.max_relative_difference == pytest.approx(0.99e-5)
    for difference in (1.01e-5 * scale, float("nan")):
        with pytest.raises(ExportError, match=r"something else.*where 1e-05 is allowed"):
            judge(answer(difference, largest))


def test_a_quantized_model_gets_more_room_and_advice_of_its_own():
    assert judge(answer(0.009, 1.0), 1e-2).max_relative_difference == 0.009
    with pytest.raises(ExportError, match=r"Quantized.*moving variance"):
        judge(answer(0.011, 1.0), 1e-2, quantized=True)
    with pytest.raises(ExportError, match=r"^TensorFlow.js computes something else.*report this"):
        judge(answer(0.011, 1.0), 1e-2)  # one that is sensitive to rounding
    assert judge(answer(0.5, 1.0), None).max_relative_difference == 0.5


def test_more_than_fifty_layers_with_weights_get_ten_times_the_room():
    def model(depth):
        dense = [part for _ in range(depth) for part in (layers.Dense(2), layers.ReLU())]
        return chain((2,), *dense)

    assert choose_tolerance(model(50)) == 1e-5
    assert choose_tolerance(model(51)) == 1e-4
    for dtype, tolerance in (("float16", 1e-2), ("uint16", 1e-2), ("uint8", 1e-1)):
        assert choose_tolerance(model(2), dtype) == tolerance


def described(*tensors):
    return [Described(*tensor) for tensor in tensors]


FLOAT, INT = ((4,), "float32"), ((4,), "int32")
ALIKE = [("p", (2,)), ("q", (2,)), ("r", (2,))]


@pytest.mark.parametrize(
    ("theirs", "ours", "order"),
    [
        # The same names, in another order; a graph adds its own endings.
        ([("b:0", (3,)), ("a", (3,))], [("a", (3,)), ("b", (3,))], [1, 0]),
        # Other names: the shape or the dtype tells.
        ([("x_6", (6,)), ("x", (None, 3))], [("p", (8, 3)), ("q", (6,))], [1, 0]),
        ([("i", *INT), ("f", *FLOAT)], [("p", *FLOAT), ("q", *INT)], [1, 0]),
        # All alike: the numbers at the end of the names, as the official converter gives them.
        ([("o_10", (2,)), ("o_1", (2,)), ("o", (2,))], ALIKE, [2, 1, 0]),
        # Nothing tells.
        ([("u", (2,)), ("v", (2,)), ("w", (2,))], ALIKE, [0, 1, 2]),
    ],
)
def test_a_foreign_folders_tensors_find_the_models(theirs, ours, order):
    assert match_order(described(*theirs), described(*ours)) == order


def test_fresh_inputs_stay_within_the_samples_range_and_kind():
    samples = [
        np.array([[0, 7], [3, 1]], "int32"),
        np.array([[0.25, 0.5], [1, 0.75]], "float32"),
        np.array([[3.0, 9.0]], "float32"),
        np.array([[True, False]]),
    ]
    tokens, grey, whole, flags = sample_inputs([], samples, {}, 200, seed=1)
    assert tokens.dtype == "int32" and set(tokens.flat) == set(range(8))
    assert 0.25 <= grey.min() < 0.3 and 0.95 < grey.max() <= 1 and grey.dtype == "float32"
    assert set(whole.flat) == set(np.arange(3.0, 10.0)) and whole.dtype == "float32"
    assert flags.dtype == "bool" and 0 < flags.mean() < 1
    assert all(len(array) == 200 for array in (tokens, grey, whole, flags))


def test_without_samples_a_vocabulary_is_found_in_the_topology():
    topology = {"layers": [{"class_name": "Embedding", "config": {"input_dim": 5}}]}
    takes = [
        {"name": "ids", "shape": [None, 3], "dtype": "float32"},
        {"name": "flag", "shape": [4, 2], "dtype": "bool"},
    ]
    ids, flag = sample_inputs(takes, None, topology, 300, seed=1)
    assert set(ids.flat) == set(range(5)) and ids.shape == (300, 3) and ids.dtype == "float32"
    assert flag.shape == (300, 2) and flag.dtype == "bool"
    (numbers,) = sample_inputs([{**takes[0], "shape": None}], None, {}, 300, seed=1)
    assert -1 <= numbers.min() < -0.9 and 0.9 < numbers.max() < 1
    pictures = sample_inputs([{**takes[0], "shape": [None, None, None, 3]}], None, {}, 2, seed=1)[0]
    assert pictures.shape == (2, 32, 32, 3)


@pytest.mark.browser
def test_a_browser_is_asked_from_within_an_event_loop_as_notebooks_have_one(tmp_path):
    import keras

    from kerasdigits.tfjs import export
    from kerasdigits.tfjs.proof.browser_check import BrowserChecker

    export(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]), tmp_path / "m")

    async def ask():
        with BrowserChecker() as checker:
            return checker.ask("cpu", tmp_path / "m")

    # In a thread of its own: a page test before this one may have left a loop running in this one.
    with ThreadPoolExecutor() as pool:
        assert pool.submit(asyncio.run, ask()).result()["ok"]


def test_tensorflow_js_trains_a_folder_in_batches_as_numpy_does(rng, tmp_path):
    """Three epochs of batches of 4, 4 and 2 by plain descent on a squared error."""
    x, y = rng.normal(size=(10, 3)).astype("float32"), rng.normal(size=(10, 1)).astype("float32")
    model = chain((3,), layers.Dense(1))
    plain = export(model, tmp_path / "plain", check="off", format="layers")
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 0.05
    compiled = export(model, tmp_path / "compiled", check="off", format="layers")
    with NodeChecker() as node:
        trained = node.train(compiled.path, x, y, epochs=3, size=4)
        refused = node.train(plain.path, x, y, epochs=3, size=4)
    assert refused == {"ok": False, "error": ANY}
    assert "without its optimizer" in refused["error"]
    kernel, bias = (array.astype("float64") for array in model.get_weights())
    for epoch in range(3):
        np.testing.assert_allclose(trained["batches"][epoch][0], kernel, rtol=1e-4, atol=1e-5)
        for start in (0, 4, 8):
            inputs, targets = x[start : start + 4], y[start : start + 4]
            slope = 2 * (inputs @ kernel + bias - targets) / len(inputs)
            kernel, bias = kernel - 0.05 * inputs.T @ slope, bias - 0.05 * slope.sum()
    np.testing.assert_allclose(trained["batches"][3][1], bias, rtol=1e-4, atol=1e-5)
    assert trained["evaluated"] == pytest.approx(np.mean((x @ kernel + bias - y) ** 2), rel=1e-4)
    assert len(trained["losses"]) == 3
