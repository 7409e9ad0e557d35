import numpy as np
from sklearn.datasets import load_digits

from kerasdigits.data import load


def test_digits_are_all_of_scikit_learns_scans_divided_by_16():
    data = load("digits")
    assert data.x_train.shape == (1347, 8, 8, 1)
    assert data.x_test.shape == (450, 8, 8, 1)
    given = {row.tobytes() for row in load_digits().data.astype(np.float32)}
    mine = np.concatenate([data.x_train, data.x_test]).reshape(-1, 64) * 16
    assert {row.tobytes() for row in mine} == given
    assert data.class_names == tuple("0123456789")
    assert data.preprocess == {"recipe": "uci", "size": [8, 8]}


def test_the_held_out_quarter_is_stratified_and_fixed_by_the_seed():
    data = load("digits", seed=3)
    shares = np.bincount(data.y_test) / np.bincount(np.concatenate([data.y_train, data.y_test]))
    assert np.abs(shares - 0.25).max() < 0.01
    assert load("digits", seed=3).fingerprint == data.fingerprint
    assert load("digits", seed=4).fingerprint != data.fingerprint


def test_labels_belong_to_their_scans():
    data = load("digits")
    bunch = load_digits()
    labels = {row.tobytes(): label for row, label in zip(bunch.data, bunch.target, strict=True)}
    rows = (data.x_test.reshape(-1, 64) * 16).astype(float)
    assert [labels[row.tobytes()] for row in rows] == data.y_test.tolist()
