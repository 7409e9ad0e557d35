"""Weights in bfloat16, which Keras writes to its legacy files and does not read back."""

import h5py
import keras
import numpy as np
import pytest

from kerasdigits.models.bfloat16 import readable_numbers
from kerasdigits.models.load import load_model


@pytest.fixture
def model() -> keras.Model:
    layers = [keras.layers.Dense(3, dtype="bfloat16"), keras.layers.Dense(2, dtype="float16")]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("adam", "mse")
    model.fit(np.ones((8, 4)), np.ones((8, 2)), verbose=0)
    return model


def read(model: keras.Model) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(keras.ops.cast(w, "float32")) for w in model.variables]


@pytest.mark.each_backend
def test_a_legacy_file_gives_the_same_bits_and_the_optimizers_too(tmp_path, model):
    model.save(tmp_path / "m.h5")
    again = load_model(tmp_path / "m.h5")
    assert [w.dtype for w in again.weights] == [w.dtype for w in model.weights]
    for one, other in zip(read(model), read(again), strict=True):
        np.testing.assert_array_equal(one, other)


def test_weights_beside_a_description_do(tmp_path, model):
    (tmp_path / "m.json").write_text(model.to_json())
    with h5py.File(tmp_path / "m.h5", "w") as file:  # as Keras 2's save_weights() laid it out
        from keras.src.legacy.saving import legacy_h5_format

        legacy_h5_format.save_weights_to_hdf5_group(file, model)
    again = load_model(tmp_path / "m.json", weights=tmp_path / "m.h5")
    for one, other in zip(model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_every_pattern_of_bits_is_the_number_that_it_is(tmp_path):
    from ml_dtypes import bfloat16

    numbers = np.arange(1 << 16, dtype=np.uint16).view(bfloat16).reshape(256, 256)
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["layer/kernel"] = numbers.view("V2")
        file["layer/bias"] = np.ones(3, np.float16)
    with readable_numbers(tmp_path / "m.h5") as path, h5py.File(path) as file:
        assert file["layer/kernel"].dtype == np.float32
        assert file["layer/bias"].dtype == np.float16
        np.testing.assert_array_equal(file["layer/kernel"], numbers.astype(np.float32))


def test_what_is_sound_is_not_copied(tmp_path, model):
    model.save_weights(tmp_path / "m.weights.h5")
    for path in (tmp_path, tmp_path / "m.weights.h5"):
        with readable_numbers(path) as same:
            assert same == path
