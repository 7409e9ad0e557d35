"""A model that is started anew from its `model.json` in TensorFlow.js begins as in Keras."""

import json
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import initializers, layers

from kerasdigits.site import web_files
from kerasdigits.tfjs import export

SCALING = {"scale": 3.0, "mode": "fan_out", "distribution": "uniform"}
# name -> (initializer of a (200, 100) kernel, mean, deviation, largest value); by hand.
STARTS = {
    "zeros": (initializers.Zeros(), 0, 0, 0),
    "ones": (initializers.Ones(), 1, 0, 1),
    "constant": (initializers.Constant(-0.25), -0.25, 0, 0.25),
    "random_uniform": (initializers.RandomUniform(1, 3), 2, 2 / 12**0.5, 3),
    "random_normal": (initializers.RandomNormal(0.5, 0.2), 0.5, 0.2, None),
    "he_uniform": (initializers.HeUniform(), 0, (2 / 200) ** 0.5, (6 / 200) ** 0.5),
    "glorot_uniform": (initializers.GlorotUniform(), 0, (2 / 300) ** 0.5, (6 / 300) ** 0.5),
    "lecun_uniform": (initializers.LecunUniform(seed=4), 0, (1 / 200) ** 0.5, (3 / 200) ** 0.5),
    "scaling": (initializers.VarianceScaling(**SCALING), 0, (3 / 100) ** 0.5, (9 / 100) ** 0.5),
}


@pytest.fixture(scope="module")
def started_anew(tmp_path_factory):
    """The weights that TensorFlow.js draws for dense layers, one of each initializer."""
    folder = tmp_path_factory.mktemp("anew") / "model"
    x = keras.Input((200,))
    heads = [
        layers.Dense(100, kernel_initializer=start, name=n)(x) for n, (start, *_) in STARTS.items()
    ]
    export(keras.Model(x, heads), folder, check="off", format="layers")
    script = Path(__file__).with_name("start_anew.cjs")
    command = ["node", script, web_files(), folder]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize("name", STARTS)
def test_tensorflow_js_draws_what_keras_would(started_anew, name):
    _, mean, deviation, largest = STARTS[name]
    sampled = np.array(started_anew[f"{name}/kernel"])
    assert sampled.size == 20_000
    assert sampled.mean() == pytest.approx(mean, abs=5 * deviation / 20_000**0.5 + 1e-6)
    assert sampled.std() == pytest.approx(deviation, rel=0.05, abs=1e-6)
    if largest is not None:
        assert np.abs(sampled).max() <= largest * (1 + 1e-6)


@pytest.mark.parametrize(
    "start",
    [
        initializers.Orthogonal(),
        initializers.RandomUniform(0.0, 0.1),  # TensorFlow.js takes 0 for its default, -0.05
        initializers.VarianceScaling(distribution="untruncated_normal"),
        initializers.Constant([[1.0, 2.0]]),
    ],
)
def test_what_tensorflow_js_would_draw_otherwise_is_left_out(tmp_path, start):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(2, kernel_initializer=start)])
    export(model, tmp_path / "m", check="require")
    topology = json.loads((tmp_path / "m" / "model.json").read_text())["modelTopology"]
    config = topology["model_config"]["config"]["layers"][1]["config"]
    assert "kernel_initializer" not in config
    assert config["bias_initializer"] == {"class_name": "Zeros", "config": {}}
