"""Data that lack a part, or whose parts do not fit each other, are refused in a line."""

from pathlib import Path

import numpy as np
import pytest
from test_fashion_mnist import save
from test_idx import write_part

from kerasdigits.data import idx_folder, load
from kerasdigits.data import load as loading
from kerasdigits.data.arrays import take_numbers
from kerasdigits.data.column import Column, check_ids
from kerasdigits.data.idx import read_idx
from kerasdigits.data.npz import read_npz
from kerasdigits.data.rows import read_rows
from kerasdigits.errors import DataError


def test_tables_of_training_and_test_have_the_same_columns():
    with pytest.raises(DataError, match=r"number of features.*\(4, 3\) and \(2, 2\)"):
        take_numbers([np.zeros((4, 3)), np.zeros((2, 2))])
    with pytest.raises(DataError, match=r"x_test has other columns.*\(4, 3\) and 1 columns"):
        check_ids(np.zeros((4, 3)), (Column("age"),), "x_test")


def test_a_folder_is_no_file_of_rows(tmp_path):
    with pytest.raises(DataError, match=r"file of the data cannot be read.*Is a directory"):
        read_rows(tmp_path, ",", 2)


def test_a_folder_is_no_idx_file_and_may_lack_a_part(tmp_path):
    with pytest.raises(DataError, match=r"cannot be read.*Is a directory"):
        read_idx(tmp_path)
    write_part(tmp_path, "train", np.zeros((4, 5, 5), "uint8"), np.zeros(4, "uint8"))
    with pytest.raises(DataError, match="holds no IDX"):
        idx_folder.read_part(tmp_path, "t10k")


def test_images_of_another_size_are_not_fashion_mnist(tmp_path):
    save(tmp_path / "fashion-mnist")
    write_part(
        tmp_path / "fashion-mnist",
        "train",
        np.zeros((4, 8, 8), "uint8"),
        np.zeros(4, "uint8"),
        gz=True,
    )
    with pytest.raises(DataError, match=r"not Fashion-MNIST.*\(4, 8, 8\)"):
        load("fashion-mnist", data_dir=tmp_path, download=False)


def test_mnist_without_its_test_set_is_refused(tmp_path):
    np.savez(tmp_path / "mnist.npz", x_train=np.zeros((4, 28, 28), "uint8"), y_train=np.arange(4))
    with pytest.raises(DataError, match="lacks the test set"):
        load("mnist", data_dir=tmp_path, download=False)


def test_data_that_may_not_be_read_are_refused_in_a_line(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "mine.npz")

    (tmp_path / "mine.npz").touch()
    monkeypatch.setitem(loading.__globals__, "load_npz", refuse)
    with pytest.raises(DataError, match=r"data cannot be read.*Permission denied"):
        load(str(tmp_path / "mine.npz"))


def test_an_npz_file_that_is_missing_or_may_not_be_read_is_said_to_be(tmp_path, monkeypatch):
    with pytest.raises(DataError, match="no such file"):
        read_npz(tmp_path / "none.npz")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match="file cannot be read"):
        read_npz(tmp_path / "mine.npz")
