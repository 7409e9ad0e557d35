"""Mixed precision: 16 bits while training, a float32 model with the same weights afterwards."""

import keras
import numpy as np
import pytest

from kerasdigits import data
from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.training import fit as training
from kerasdigits.training.config import configure
from kerasdigits.training.evaluate import evaluate_model


def read_state(model):
    variables = [*model.weights, *model.optimizer.variables]
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


class Interrupt(keras.callbacks.Callback):
    """End a training before its last epoch, and keep what it knew."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            self.state = read_state(self.model)
            self.computed = [layer.compute_dtype for layer in self.model.layers]
            raise KeyboardInterrupt


@pytest.mark.each_backend
def test_a_mixed_run_goes_on_with_all_that_it_knew_and_leaves_a_float32_model(
    few_digits, tmp_path, monkeypatch
):
    """In float16 Keras puts an optimizer around the optimizer, which has a state of its own."""
    few = data.load(str(few_digits))
    config = configure("few", "mlp", few.task, 160, epochs=3, precision="mixed_float16")
    interrupt = Interrupt()
    train = training.train_epochs
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0.0)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(
            training,
            "train_epochs",
            lambda *given, callbacks, **named: train(
                *given, callbacks=[*callbacks, interrupt], **named
            ),
        )
        training.start(config, few, tmp_path / "run", progress=False)
    assert "float16" in interrupt.computed
    assert interrupt.computed[-1] == "float32"  # the last layer, which the loss reads
    resumed = []
    monkeypatch.setattr(
        training,
        "train_epochs",
        lambda model, *_, **__: resumed.extend([type(model.optimizer), *read_state(model)]),
    )
    run = training.resume(training.RunFolder(tmp_path / "run"), few, progress=False)
    assert resumed[0] is keras.optimizers.LossScaleOptimizer
    for ours, theirs in zip(resumed[1:], interrupt.state, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert run.record.config.precision == "mixed_float16"
    model = load_model(run.model_path)
    assert {layer.compute_dtype for layer in model.layers} == {"float32"}
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert keras.config.dtype_policy().name == "float32"
    for ours, theirs in zip(model.get_weights(), interrupt.state, strict=False):
        np.testing.assert_array_equal(ours, theirs)
    measured = evaluate_model(model, few, loss="cross-entropy").metrics
    expected = {f"test_{name}": value for name, value in measured.items()}
    assert run.record.metrics == pytest.approx(expected)


def test_a_precision_that_there_is_not_is_refused():
    with pytest.raises(ModelError, match=r"no precision of that name. Received: float8"):
        configure("d", "mlp", "classification", 60_000, precision="float8")
