import json
import runpy
from pathlib import Path

import keras
import numpy as np

from kerasdigits.data import download_times, load
from kerasdigits.lessons.browser import tfjs_linear_regression

ROOT = Path(__file__).parents[2]


def test_the_books_baselines_come_out():
    data = load("download-times")
    assert data.x_train.shape == data.y_train.shape == data.x_test.shape == data.y_test.shape
    assert data.y_test.shape == (20, 1)
    assert (data.task, data.class_names, data.preprocess) == ("regression", (), None)
    assert (data.input_name, data.output_name) == ("size (MB)", "time (s)")
    # The book's predictor of the mean training time has a test MAE of 0.2202; computed in
    # ../shared/lessons.md from the printed table, as is the median's 0.1514.
    assert round(float(np.abs(data.y_test - data.y_train.mean()).mean()), 4) == 0.2202
    assert round(float(np.abs(data.y_test - np.median(data.y_train)).mean()), 4) == 0.1514


def test_the_first_and_last_pairs_are_the_books():
    data = load("download-times")
    ends = np.concatenate([data.x_train, data.y_train, data.x_test, data.y_test], axis=1)[[0, -1]]
    expected = [[0.080, 0.135, 5.000, 0.425], [1.000, 0.149, 0.008, 0.057]]
    np.testing.assert_array_equal(ends, np.float32(expected))


def test_a_line_of_7_hundredths_of_a_second_a_megabyte_fits_to_2_hundredths_of_a_second():
    data = load("download-times")
    slope, intercept = np.polyfit(data.x_train[:, 0], data.y_train[:, 0], 1)
    assert abs(slope - 0.07) < 0.005
    assert np.abs(slope * data.x_test + intercept - data.y_test).mean() < 0.022


def test_the_page_has_the_same_table():
    text = (ROOT / "web/src/scenes/landscape/math/downloads.json").read_text()
    table = {
        "trainSizes": download_times.TRAIN_SIZES,
        "trainTimes": download_times.TRAIN_TIMES,
        "testSizes": download_times.TEST_SIZES,
        "testTimes": download_times.TEST_TIMES,
    }
    assert json.loads(text) == {key: list(values) for key, values in table.items()}


def test_the_walks_that_the_page_repeats_are_the_lessons_and_keras_takes_them_too():
    script = runpy.run_path(str(ROOT / "tests/golden/make_descents.py"))
    cases = json.loads(script["GOLDEN"].read_text())
    assert cases == json.loads(json.dumps(script["make_cases"]()))
    for case in cases:
        settings = case["settings"]
        rule = {
            "sgd": keras.optimizers.SGD(settings["rate"]),
            "momentum": keras.optimizers.SGD(settings["rate"], momentum=0.9),
            "adam": keras.optimizers.Adam(settings["rate"]),
        }[settings["optimizer"]]
        weights = keras.Variable(settings["start"])
        # Ten steps of each: the slopes are NumPy's at NumPy's places, the steps are Keras's.
        for step, place in enumerate(np.array(case["path"])[:10]):
            rows = np.arange(20)[step * settings["batchSize"] % 20 :][: settings["batchSize"]]
            gradient = script["find_gradient"](settings["landscape"], place, rows)
            rule.apply([keras.ops.convert_to_tensor(gradient, "float32")], [weights])
        np.testing.assert_allclose(keras.ops.convert_to_numpy(weights), case["path"][10], atol=1e-5)
    for case in cases[:9]:
        settings = case["settings"]
        if (settings["landscape"], settings["optimizer"]) == ("mae", "sgd"):
            size = settings["batchSize"]
            path = tfjs_linear_regression.train_lines(
                np.array([settings["start"]]), script["X"], script["Y"], 60 * size // 20, size
            )
            np.testing.assert_allclose(case["path"][:: 20 // size], path[:, 0], atol=1e-8)
