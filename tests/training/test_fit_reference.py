"""The accuracies that docs/numbers.md claims, by the models' own recipes on real MNIST."""

import numpy as np
import pytest

from kerasdigits.models.load import load_model
from kerasdigits.runs import RunFolder

pytestmark = [pytest.mark.reference, pytest.mark.timeout(1800)]


@pytest.mark.parametrize(("model", "required"), [("cnn", 0.993), ("mlp", 0.96), ("logistic", 0.92)])
def test_a_model_reaches_its_accuracy_within_ten_epochs(mnist_runs, mnist, model, required):
    run = RunFolder(mnist_runs / model)
    logits = load_model(run.model_path).predict(mnist.x_test, batch_size=500, verbose=0)
    accuracy = np.mean(logits.argmax(axis=1) == mnist.y_test)
    print(f"\n{model}: {accuracy:.2%} on the 10,000 test images, {run.record.parameters:,} weights")
    assert len(run.record.history) <= 10
    assert accuracy >= required
    assert run.record.metrics["test_accuracy"] == accuracy


def test_the_cnn_stays_under_60_000_parameters(mnist_runs):
    assert RunFolder(mnist_runs / "cnn").record.parameters < 60_000
