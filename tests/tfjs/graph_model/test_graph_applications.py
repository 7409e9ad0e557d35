"""Whole nets of keras.applications on the graph route; minutes, so `make test-reference` only."""

import json
from collections import Counter

import numpy as np
import pytest

from kerasdigits.tfjs import export


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["MobileNetV2", "MobileNetV3Small", "EfficientNetB0", "ConvNeXtTiny", "ResNet50"]
)
def test_application_computes_the_same_in_tensorflow_js(name, tmp_path):
    import keras

    keras.utils.set_random_seed(0)
    model = getattr(keras.applications, name)(weights=None, input_shape=(64, 64, 3), classes=10)
    generator = np.random.default_rng(1)
    for variable in model.weights:
        if variable.name in ("gamma", "moving_variance"):
            variable.assign(generator.uniform(0.8, 1.2, variable.shape).astype("float32"))
        elif variable.name in ("beta", "moving_mean", "bias"):
            variable.assign(generator.normal(0.0, 0.1, variable.shape).astype("float32"))
    report = export(model, tmp_path / name, format="graph", check="require")
    assert report.check.max_relative_difference <= 1e-4
    nodes = json.loads((tmp_path / name / "model.json").read_text())["modelTopology"]["node"]
    counted = Counter(node["op"] for node in nodes)
    if name in ("MobileNetV2", "ResNet50"):  # no scale of a batch normalization is left
        assert counted["Mul"] == counted["Sub"] == counted["Conv2D"] == 0
