"""A model file that is damaged or holds code is refused in one line."""

import zipfile

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model

pytestmark = pytest.mark.each_backend


@pytest.fixture
def model_file(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    path = tmp_path / "model.keras"
    model.save(path)
    return path


def refuse(path, message):
    with pytest.raises(ModelError, match=message) as caught:
        load_model(path)
    assert "\n" not in str(caught.value)


def test_a_sound_file_gives_the_same_outputs(model_file):
    x = np.random.default_rng().normal(size=(4, 3)).astype("float32")
    model = load_model(model_file)
    kernel, bias = model.get_weights()
    np.testing.assert_allclose(model.predict(x, verbose=0), x @ kernel + bias, atol=1e-6)


def test_a_model_compiled_but_never_trained_loads_without_a_warning(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    model.save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras").optimizer is not None


def test_a_missing_file_is_refused(tmp_path):
    refuse(tmp_path / "none.keras", "There is no such model file")


def test_a_text_file_is_refused(tmp_path):
    (tmp_path / "text.keras").write_text("hello")
    refuse(tmp_path / "text.keras", "no .keras file, or only part of one")


def test_a_truncated_file_is_refused_wherever_it_ends(model_file):
    content = model_file.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        model_file.write_bytes(content[: int(len(content) * share)])
        refuse(model_file, "no .keras file, or only part of one")


def test_a_file_with_damaged_weights_is_refused(model_file):
    content = bytearray(model_file.read_bytes())
    middle = content.index(b"model.weights.h5") + 400
    content[middle : middle + 50] = bytes(50 * [0xAA])
    model_file.write_bytes(content)
    refuse(model_file, "damaged")


def test_a_zip_of_something_else_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    refuse(tmp_path / "other.keras", "without config.json and model.weights.h5")


def test_a_lambda_layer_is_refused_because_it_is_code(tmp_path):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(lambda x: x * 2)])
    model.save(tmp_path / "lambda.keras")
    refuse(tmp_path / "lambda.keras", "holds a Lambda layer")


def test_a_custom_layer_that_is_not_registered_is_named(tmp_path):
    class Mine(keras.layers.Layer):
        def call(self, x):
            return x

    keras.Sequential([keras.Input((3,)), Mine()]).save(tmp_path / "mine.keras")
    refuse(tmp_path / "mine.keras", "custom object that is not registered")
