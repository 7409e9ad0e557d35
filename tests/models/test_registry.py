"""The architectures have the shapes, the parameters and the outputs that they promise."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.registry import ARCHITECTURES, build

pytestmark = pytest.mark.each_backend


@pytest.mark.parametrize(
    ("name", "input_shape", "num_outputs", "expected"),
    [
        ("linear", (1,), 1, 2),
        ("logistic", (28, 28, 1), 10, 7_850),
        ("logistic", (8, 8, 1), 10, 650),
        ("mlp", (28, 28, 1), 1, 23_581),  # fastbook's simple_net for 3 against 7
        ("mlp", (28, 28, 1), 10, 23_860),
        ("cnn", (28, 28, 1), 10, 19_226),
        ("cnn", (8, 8, 1), 10, 16_666),
    ],
)
def test_an_architecture_has_the_parameters_counted_by_hand(
    name, input_shape, num_outputs, expected
):
    task = "regression" if name == "linear" else "classification"
    model = build(name, input_shape, num_outputs, task)
    assert model.count_params() == expected
    assert model.output_shape == (None, num_outputs)


def test_the_mlp_computes_relu_between_two_matrix_products(rng):
    model = build("mlp", (8, 8, 1), 10, "classification")
    weights = [rng.normal(size=array.shape).astype("float32") for array in model.get_weights()]
    model.set_weights(weights)
    x = rng.random((5, 8, 8, 1), dtype="float32")
    hidden = np.maximum(x.reshape(5, 64) @ weights[0] + weights[1], 0)
    expected = hidden @ weights[2] + weights[3]
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-4, atol=1e-4)


def test_the_cnn_takes_colour_and_stays_under_60_000_parameters():
    model = build("cnn", (32, 32, 3), 10, "classification")
    assert model.count_params() < 60_000
    assert model.predict(np.zeros((2, 32, 32, 3)), verbose=0).shape == (2, 10)


@pytest.mark.parametrize(
    ("name", "input_shape", "task", "message"),
    [
        ("linear", (8, 8, 1), "classification", "is not for classification"),
        ("cnn", (1,), "regression", "is not for regression"),
        ("cnn", (4, 4, 1), "classification", "at least 8 x 8"),
        ("cn", (8, 8, 1), "classification", "Did you mean cnn"),
        ("resnet18", (64,), "classification", "needs images of"),
        ("conv-and-res", (40, 28, 1), "classification", "at most 32 x 32"),
    ],
)
def test_what_does_not_fit_is_refused(name, input_shape, task, message):
    with pytest.raises(ModelError, match=message):
        build(name, input_shape, 10, task)


def test_a_keras_json_of_other_projects_does_not_reach_our_models():
    before = keras.config.image_data_format(), keras.config.floatx()
    keras.config.set_image_data_format("channels_first")
    keras.config.set_floatx("float16")
    try:
        model = build("cnn", (8, 8, 1), 10, "classification")
        assert model.count_params() == 16_666
        assert {weight.dtype for weight in model.weights} == {"float32"}
    finally:
        keras.config.set_image_data_format(before[0])
        keras.config.set_floatx(before[1])


def test_every_recipe_names_fields_of_the_configuration():
    from kerasdigits.training.config import configure

    for name, entry in ARCHITECTURES.items():
        config = configure("data", name, entry.tasks[0], train_samples=60_000)
        for field, value in entry.recipe.items():
            assert getattr(config, field) == value, (name, field)


class TestCustom:
    def write(self, tmp_path, body):
        path = tmp_path / "mine.py"
        path.write_text(f"import keras\n\ndef build(input_shape, num_outputs):\n    {body}\n")
        return f"{path}:build"

    def test_a_function_of_the_users_builds_the_model(self, tmp_path):
        body = (
            "return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(),"
            " keras.layers.Dense(num_outputs)])"
        )
        model = build(self.write(tmp_path, body), (8, 8, 1), 10, "classification")
        assert isinstance(model, keras.Model)
        assert model.count_params() == 650

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("return 3", "did not return a keras.Model. Received: int"),
            ("raise RuntimeError('oh')", "Received: RuntimeError: oh"),
            (
                "return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])",
                r"must map \(None, 8, 8, 1\) to \(None, 10\)",
            ),
        ],
    )
    def test_a_function_that_fails_is_one_line(self, tmp_path, body, message):
        with pytest.raises(ModelError, match=message):
            build(self.write(tmp_path, body), (8, 8, 1), 10, "classification")

    @pytest.mark.parametrize("name", ["none.py:build", ":build", "x.txt:build"])
    def test_a_missing_file_is_refused(self, name):
        with pytest.raises(ModelError, match="no such Python file"):
            build(name, (8, 8, 1), 10, "classification")

    def test_a_missing_function_is_refused(self, tmp_path):
        name = self.write(tmp_path, "return None").replace(":build", ":other")
        with pytest.raises(ModelError, match="no such function"):
            build(name, (8, 8, 1), 10, "classification")
