"""What HDF5's own library reads of a stranger's file was written by us, and says the same."""

from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from kerasdigits.models import load
from kerasdigits.models.load import load_model
from kerasdigits.models.strangers.hdf5_anew import write_anew, written_anew

VALUES = np.arange(12, dtype="float32").reshape(3, 4)


@keras.saving.register_keras_serializable("anew")
class Doubled(keras.layers.Dense):
    """A layer of the user's own, whose model Keras's loader reads."""

    def call(self, inputs):
        return 2 * super().call(inputs)


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((3,)), Doubled(2), keras.layers.Dense(4)])
    model.compile("adam", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 4)), verbose=0)
    return model


def test_groups_arrays_and_values_are_those_of_the_file(tmp_path):
    with h5py.File(tmp_path / "stranger.h5", "w", libver="latest", userblock_size=512) as file:
        file["layers/dense/vars/0"] = VALUES
        file["layers/dense/vars/0"].attrs["dtype"] = "bfloat16"
        file["layers/again"] = file["layers/dense"]
        file["layers/circle"] = file["/"]
        file["bare"], file["text"] = np.arange(6, dtype="uint16").view("V2"), ["a", "ü"]
        file["nothing"] = h5py.Empty("f4")
        file["far"] = h5py.SoftLink("/layers")
        file.attrs["config"] = "größe" * 30_000
        file.attrs["names"], file.attrs["fixed"] = ["a", "bb"], np.array([b"a", b"bb"])
        file.attrs["number"], file.attrs["odd"] = 3, np.zeros(2, [("a", "f4")])
    write_anew(tmp_path / "stranger.h5", tmp_path / "own.h5")
    with h5py.File(tmp_path / "stranger.h5") as file, h5py.File(tmp_path / "own.h5") as own:
        assert set(own) == set(file) - {"far"}
        for name in ("layers/dense/vars/0", "layers/again/vars/0", "bare", "text"):
            assert own[name].dtype == file[name].dtype
            assert own[name][()].tolist() == file[name][()].tolist()
        assert own["layers/again"] == own["layers/dense"] and own["layers/circle"] == own["/"]
        assert own["layers/dense/vars/0"].attrs["dtype"] == "bfloat16"
        assert own["nothing"].shape is None
        assert set(own.attrs) == set(file.attrs) - {"odd"}
        for name in own.attrs:
            assert np.array_equal(own.attrs[name], file.attrs[name])


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_keras_loader_reads_a_file_of_ours_and_the_model_is_the_same(
    name, model, tmp_path, monkeypatch
):
    model.save(tmp_path / name)
    opened = []
    own_open = h5py.File.__init__

    def note(self, name, *args, **options):
        opened.extend([str(name)] if isinstance(name, str | Path) else [])  # or a file in a file
        own_open(self, name, *args, **options)

    monkeypatch.setattr(h5py.File, "__init__", note)
    again = load_model(tmp_path / name)
    assert opened and all("kerasdigits-anew-" in one for one in opened)
    for ours, theirs in zip(again.weights, model.weights, strict=True):
        assert np.array_equal(ours, theirs)
    if name == "model.keras":
        state = [np.asarray(one) for one in again.optimizer.variables]
        assert [one.tolist() for one in state] == [
            np.asarray(one).tolist() for one in model.optimizer.variables
        ]


def test_the_copy_of_a_folder_has_its_other_parts_and_goes_in_the_end(tmp_path):
    folder = tmp_path / "model"
    (folder / "assets").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    with h5py.File(folder / "model.weights.h5", "w") as file:
        file["numbers"] = VALUES
    with written_anew(folder) as anew:
        assert sorted(part.name for part in anew.iterdir()) == [
            *("assets", "config.json", "model.weights.h5"),
        ]
        assert (anew / "config.json").read_text() == "{}"
        assert not (anew / "model.weights.h5").is_symlink()
    assert not anew.exists() and (folder / "config.json").exists()


def test_a_file_that_our_own_reader_reads_is_not_written_anew(model, tmp_path, monkeypatch):
    def fail(path):
        raise AssertionError(path)

    monkeypatch.setattr(load, "written_anew", fail)
    plain = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
    plain.save(tmp_path / "plain.keras")
    load_model(tmp_path / "plain.keras")
    model.save(tmp_path / "own.keras")
    with pytest.raises(Exception, match=r"own\.keras"):
        load_model(tmp_path / "own.keras")
