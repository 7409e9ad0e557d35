"""The nets of keras.applications compute Keras's numbers in Node and in Chromium, in both formats.

Their weights are random, for nothing is downloaded; so are the statistics that they normalize by.
They see pictures smaller than their own 224 x 224, which leaves every layer in its place.
"""

import keras
import numpy as np
import pytest
from whole_models import run_keras, settle

from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.browser_check import BrowserChecker
from kerasdigits.tfjs.proof.check import DEEP_TOLERANCE, NodeChecker

# Of the largest output. Fifty layers of random weights carry a rounding further than trained ones:
# up to .9 of what the check allows a deep model, on one processor. A mistake changes a first digit.
TOLERANCE = 3 * DEEP_TOLERANCE
SIZE = 32
# name -> the range of the pictures that it takes
NETS = {
    "MobileNetV2": (-1.0, 1.0),
    "MobileNetV3Small": (0.0, 255.0),
    "EfficientNetB0": (0.0, 255.0),
    "ResNet50": (-128.0, 128.0),
    "ConvNeXtTiny": (0.0, 255.0),
}

pytestmark = [pytest.mark.reference, pytest.mark.timeout(1800)]


def normalize_as_if_trained(model, pictures):
    """Let each BatchNormalization take over the statistics of what it sees, but not quite.

    With statistics out of the air the signal dies away in 50 layers, and all pictures look alike.
    Those of a signal of which whole branches are dropped at random are such, too, in some runs.
    """
    generator = np.random.default_rng(21)
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for layer in norms:
        layer.momentum = 0.0
    dropping = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    rates = [layer.rate for layer in dropping]
    for layer in dropping:
        layer.rate = 0.0
    model(pictures, training=True)
    for layer, rate in zip(dropping, rates, strict=True):
        layer.rate = rate
    for layer in norms:
        variance = keras.ops.convert_to_numpy(layer.moving_variance)
        shift = generator.normal(0.0, 0.1, variance.shape) * np.sqrt(variance)
        layer.moving_mean.assign_add(shift.astype("float32"))
        layer.moving_variance.assign(variance * generator.uniform(0.7, 1.4, variance.shape))


@pytest.fixture(scope="module")
def checkers():
    """What asks TensorFlow.js, by the name of the place."""
    with NodeChecker() as node, BrowserChecker() as browser:
        yield {"node": node.ask, "webgl": browser.on("webgl"), "wasm": browser.on("wasm")}


@pytest.fixture(scope="module", params=NETS)
def net(request):
    """A net, ten pictures for its samples, and three more with what Keras makes of them."""
    low, high = NETS[request.param]
    # Scores, not probabilities: a softmax over 1000 classes would hide what is below it.
    options = {"weights": None, "input_shape": (SIZE, SIZE, 3), "classifier_activation": None}
    model = settle(getattr(keras.applications, request.param)(**options))
    pictures = np.random.default_rng(8).uniform(low, high, (13, SIZE, SIZE, 3)).astype("float32")
    normalize_as_if_trained(model, pictures[:10])
    expected = run_keras(model, [pictures[10:]])[0]
    # If all pictures gave the same, agreement would prove nothing.
    assert expected.std(axis=0).max() > 1e-2 * np.abs(expected).max()
    return request.param, model, pictures, expected


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["auto", "graph"])
def test_net_computes_the_same(net, asked, checkers, tmp_path):
    name, model, pictures, expected = net
    report = export(model, tmp_path / name, format=asked, check="off", parity_inputs=pictures[:10])
    print(f"\n{name}, {report.format}: {report.weight_bytes / 1e6:.1f} MB;", end=" ")
    for place, ask in checkers.items():
        # Chromium draws by software where there is no GPU: it gets the new pictures only.
        batches = [[pictures[10:11]], [pictures[11:]]]
        answer = ask(tmp_path / name, batches, parity=place == "node")
        assert answer["ok"], f"{place}: {answer}"
        assert answer["backend"] == ("cpu" if place == "node" else place)
        received = np.concatenate([batch[0] for batch in answer["batches"]])
        difference = np.abs(received - expected).max() / np.abs(expected).max()
        print(f"{place} {difference:.1e}", end=" ")
        assert difference <= TOLERANCE, place
        for output in answer["outputs"]:
            assert output["max_abs_difference"] <= TOLERANCE * output["max_abs_value"]
