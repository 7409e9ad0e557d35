import numpy as np

from kerasdigits.data import load


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
