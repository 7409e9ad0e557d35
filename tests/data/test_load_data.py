import pytest

from kerasdigits.data import NAMES, SOURCES, load
from kerasdigits.errors import DataError


def test_the_names_are_those_of_the_sources():
    pictures = ("digits", "download-times", "mnist", "fashion-mnist")
    tables = ("ratings", "movielens-100k", "census", "adult")
    assert NAMES == (*pictures, *tables) == tuple(SOURCES)
    embedded = [name for name in NAMES if SOURCES[name].embedded]
    assert embedded == ["digits", "download-times", "ratings", "census"]


@pytest.mark.parametrize(
    ("name", "close"),
    [("mnits", "mnist"), ("digit", "digits"), ("Fashion_MNIST", "fashion-mnist")],
)
def test_an_unknown_name_suggests_the_closest(name, close):
    with pytest.raises(DataError) as caught:
        load(name)
    assert f"Did you mean {close}?" in str(caught.value)
    assert all(known in str(caught.value) for known in NAMES)


def test_an_unknown_name_unlike_any_other_lists_the_names():
    with pytest.raises(DataError) as caught:
        load("zzz")
    assert "Did you mean" not in str(caught.value)
    assert all(known in str(caught.value) for known in NAMES)


def test_a_missing_path_is_called_a_missing_path(tmp_path):
    with pytest.raises(DataError, match=r"no such file or folder.*mine\.npz"):
        load(str(tmp_path / "mine.npz"))


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("1,2\n")
    with pytest.raises(DataError, match=r"not a data set.*\.npz"):
        load(str(path))


def test_a_name_goes_before_a_folder_of_that_name(tmp_path, monkeypatch):
    (tmp_path / "digits").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load("digits").input_shape == (8, 8, 1)


def test_a_data_dir_that_does_not_exist_is_an_error_not_a_download(tmp_path):
    with pytest.raises(DataError, match="data folder does not exist"):
        load("mnist", data_dir=tmp_path / "typo")


def test_what_is_not_found_names_files_folders_and_the_embedded_choice(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("KERASDIGITS_DATA", str(tmp_path / "variable"))
    with pytest.raises(DataError) as caught:
        load("mnist", data_dir=tmp_path, download=False)
    message = str(caught.value)
    for words in ("mnist.npz", f"into {tmp_path}, ", "variable or ", "keras/datasets;", "digits"):
        assert words in message
    assert "\n" not in message


def test_some_classes_only_are_kept_in_the_order_given():
    pair = load("digits", classes=["7", "3"])
    assert (pair.name, pair.class_names) == ("digits-7-3", ("7", "3"))
    assert pair.fingerprint == load("digits").select_classes(["7", "3"]).fingerprint
    with pytest.raises(DataError, match="cannot be selected"):
        load("digits", classes=["7", "eleven"])
