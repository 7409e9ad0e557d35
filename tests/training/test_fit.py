"""A fit learns, is repeatable, and resumes to the weights of an uninterrupted one."""

import dataclasses

import keras
import numpy as np
import pytest

from kerasdigits import data
from kerasdigits.errors import ModelError, RunError
from kerasdigits.models.load import load_model
from kerasdigits.models.registry import build
from kerasdigits.runs import RunFolder
from kerasdigits.runs.snapshots import read_snapshots
from kerasdigits.training import fit as training
from kerasdigits.training.config import configure
from kerasdigits.training.evaluate import evaluate_model, most_wrong
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.prepare import make_batches

pytestmark = pytest.mark.each_backend


@pytest.fixture
def few(few_digits):
    return data.load(str(few_digits))


def make_config(dataset, model="mlp", **given):
    return configure(
        dataset.name, model, dataset.task, len(dataset.x_train), **{"epochs": 6, **given}
    )


def read_weights(run):
    model = load_model(run.model_path)
    variables = [*model.weights, *model.optimizer.variables]
    return [keras.ops.convert_to_numpy(variable) for variable in variables]


def assert_same(ours, theirs):
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(a, b)


def start(dataset, out, **given):
    return training.start(make_config(dataset, **given), dataset, out, progress=False).run


class Interrupt(keras.callbacks.Callback):
    """End the process's training in the middle of an epoch, as a kill would."""

    def __init__(self, epoch):
        super().__init__()
        self.last, self.now = epoch, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.now == self.last and batch >= 1:
            raise KeyboardInterrupt


def interrupt(monkeypatch, epoch):
    train_epochs = training.train_epochs

    def interrupted(*args, callbacks, **kwargs):
        train_epochs(*args, callbacks=[*callbacks, Interrupt(epoch)], **kwargs)

    monkeypatch.setattr(training, "train_epochs", interrupted)


def test_the_books_line_predicts_download_times(download_times, tmp_path):
    """Deep Learning with JavaScript, chapter 2: the mean as a predictor has test MAE 0.2202."""
    run = start(download_times, tmp_path / "run", model="linear", epochs=100)
    assert run.record.config.optimizer == "sgd"
    kernel, bias = load_model(run.model_path).get_weights()
    expected = np.mean(np.abs(download_times.x_test * kernel + bias - download_times.y_test))
    assert run.record.metrics["test_mae"] == pytest.approx(expected, rel=1e-5)
    assert expected < 0.05
    assert np.mean(np.abs(download_times.y_train.mean() - download_times.y_test)) == pytest.approx(
        0.2202, abs=5e-5
    )


CUT = {"model": "cnn", "batch_size": 32, "epochs": 4, "validation_split": 0.2}


@pytest.fixture(scope="module")
def seed(session_seed):
    """The seed of the fits that are compared, another one in each run of the tests."""
    return session_seed % (1 << 20)


@pytest.fixture(scope="module")
def whole(shared_few_digits, tmp_path_factory, seed):
    """A fit that nothing interrupted."""
    few = data.load(str(shared_few_digits))
    return start(few, tmp_path_factory.mktemp("whole") / "run", **CUT, seed=seed)


def test_the_same_seed_gives_the_same_weights_and_another_others(few, tmp_path, whole, seed):
    same = start(few, tmp_path / "same", **CUT, seed=seed)
    other = start(few, tmp_path / "other", **CUT | {"epochs": 1}, seed=seed + 1)
    assert_same(read_weights(whole), read_weights(same))
    assert not np.array_equal(read_weights(whole)[0], read_weights(other)[0])
    assert [row["epoch"] for row in whole.record.history] == [1, 2, 3, 4]


@pytest.mark.parametrize("epoch", [0, 2])
def test_an_interrupted_fit_resumes_to_the_weights_of_an_uninterrupted_one(
    few, tmp_path, monkeypatch, whole, seed, epoch
):
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0.0)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        interrupt(patch, epoch)
        start(few, tmp_path / "cut", **CUT, seed=seed)
    cut = training.RunFolder(tmp_path / "cut")
    assert cut.record.status == "training"
    assert len(cut.read_checkpoint()[1]) == epoch
    resumed = training.resume(training.RunFolder(tmp_path / "cut"), few, progress=False)
    assert_same(read_weights(whole), read_weights(resumed))
    kept, again = (read_snapshots(run.snapshots_path, 4) for run in (whole, resumed))
    assert list(kept) == list(again) == [0, 1, 2, 3]
    for weights, others in zip(kept.values(), again.values(), strict=True):
        assert_same(weights, others)
    assert not np.array_equal(kept[0][0], kept[1][0])
    for ours, theirs in zip(whole.record.history, resumed.record.history, strict=True):
        # The seconds differ, and the sums behind the mean loss need not be of one order.
        assert ours["loss"] == pytest.approx(theirs["loss"], rel=1e-5)
        assert ours["val_loss"] == pytest.approx(theirs["val_loss"], rel=1e-5)
    assert resumed.record.metrics == pytest.approx(whole.record.metrics, rel=1e-6)


def test_a_fit_with_dropout_resumes_to_the_same_weights(few, tmp_path, monkeypatch):
    """Dropout draws from a generator of the model's own, which the checkpoint must carry."""
    (tmp_path / "mine.py").write_text(
        "import keras\n"
        "def build(input_shape, num_outputs):\n"
        "    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(),\n"
        "        keras.layers.Dropout(0.5), keras.layers.Dense(num_outputs)])\n"
    )
    given = {"model": f"{tmp_path / 'mine.py'}:build", "batch_size": 32, "epochs": 4}
    whole = start(few, tmp_path / "whole", **given)
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0.0)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        interrupt(patch, 2)
        start(few, tmp_path / "cut", **given)
    resumed = training.resume(training.RunFolder(tmp_path / "cut"), few, progress=False)
    assert_same(read_weights(whole), read_weights(resumed))


@pytest.mark.parametrize(
    "given",
    [
        {"schedule": "sgdr", "epochs": 7, "optimizer": "sgd", "label_noise": 0.25},
        {"schedule": "one-cycle", "epochs": 5, "optimizer": "adamw", "cycle_momentum": True},
    ],
    ids=lambda given: given["schedule"],
)
def test_a_cycle_is_taken_up_in_its_middle(few, tmp_path, monkeypatch, given):
    given = {**given, "model": "logistic", "batch_size": 32, "learning_rate": 0.01}
    monkeypatch.setattr(training, "CHECKPOINT_SECONDS", 0.0)
    whole = start(few, tmp_path / "whole", **given)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        interrupt(patch, 4)
        start(few, tmp_path / "cut", **given)
    resumed = training.resume(training.RunFolder(tmp_path / "cut"), few, progress=False)
    assert_same(read_weights(whole), read_weights(resumed))
    if given["schedule"] == "sgdr":
        # What follows each epoch of fastai's cycles of 1, 2 and 4: restarts after the 1st and 3rd.
        rates = [row["learning_rate"] for row in resumed.record.history]
        expected = [0.01, 0.005, 0.01, 0.008536, 0.005, 0.001464, 0]
        np.testing.assert_allclose(rates, expected, atol=5e-7)


@pytest.mark.parametrize(
    ("given", "cycles"),
    [
        ({}, [1, 2, 4]),
        ({"cycles": 3, "cycle_len": 1, "cycle_mult": 2}, [1, 2, 4]),
        ({"cycles": 4, "cycle_mult": 1, "cycle_len": 5}, [5, 5, 5, 5]),
        ({"epochs": 14}, [2, 4, 8]),
        ({"epochs": 3, "cycles": 2}, [1, 2]),
    ],
)
def test_the_cycles_make_the_epochs(given, cycles):
    config = configure("d", "cnn", "classification", 60_000, schedule="sgdr", **given)
    assert (config.cycle_epochs(), config.epochs) == (cycles, sum(cycles))


def test_a_small_data_set_gets_longer_cycles():
    config = configure("d", "cnn", "classification", 1_347, schedule="sgdr")
    assert config.cycle_epochs() == [13, 26, 52]  # 91 epochs make 1,000 steps


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"schedule": "sgdr", "epochs": 10}, r"2 \+ 4 \+ 8 = 14\. Received: epochs 10\."),
        ({"schedule": "sgdr", "epochs": 7, "cycles": 2, "cycle_len": 1}, r"1 \+ 2 = 3\."),
        ({"schedule": "sgdr", "cycles": 20, "cycle_mult": 9}, "more than 1,000,000 epochs"),
        ({"schedule": "sgdr", "cycles": 0}, "cycles must be from 1 to 20. Received: 0"),
        ({"cycle_mult": 2}, "cycle_mult belongs to the sgdr schedule. Received: schedule one"),
        ({"cycle_momentum": True, "schedule": "cosine"}, "needs the one-cycle schedule"),
        ({"cycle_momentum": True, "optimizer": "sgd"}, "an optimizer with momentum"),
        ({"label_noise": 1.0}, "label_noise must be at least 0 and below 1"),
    ],
)
def test_choices_that_do_not_fit_are_refused(few, given, message):
    with pytest.raises(ModelError, match=message):
        configure("d", "mlp", "classification", 60_000, **given)


def test_label_noise_is_for_classes_only():
    with pytest.raises(ModelError, match="Only class labels"):
        configure("d", "mlp", "regression", 20, label_noise=0.1)


def test_noise_spoils_the_labels_trained_on_and_no_others(few):
    config = make_config(few, label_noise=0.3, validation_split=0.25, seed=5)
    noisy, validation = make_batches(config, few, "cross-entropy")
    true, same = make_batches(dataclasses.replace(config, label_noise=0), few, "cross-entropy")
    assert (noisy.y != true.y).sum() == round(0.3 * 120)
    np.testing.assert_array_equal(noisy.x, true.x)
    np.testing.assert_array_equal(validation[1], same[1])


def test_a_complete_run_is_not_trained_again(few, tmp_path):
    run = start(few, tmp_path / "run", epochs=1)
    before = run.model_path.read_bytes()
    again = training.resume(run, few, progress=False)
    assert again.record == run.record
    assert run.model_path.read_bytes() == before


def test_other_data_cannot_be_slipped_under_a_run(few, digits, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        interrupt(patch, 0)
        start(few, tmp_path / "run", batch_size=32)
    with pytest.raises(RunError, match="not the data that the run was started with"):
        training.resume(training.RunFolder(tmp_path / "run"), digits, progress=False)


def test_a_run_of_another_backend_is_not_resumed(few, tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        interrupt(patch, 0)
        start(few, tmp_path / "run", batch_size=32)
    training.RunFolder(tmp_path / "run").update(backend="theano")
    with pytest.raises(RunError, match="Resume with --backend theano"):
        training.resume(training.RunFolder(tmp_path / "run"), few, progress=False)


def test_a_loss_that_is_not_a_number_stops_the_fit_and_says_what_to_do(few, tmp_path):
    with pytest.raises(
        ModelError, match=r"stopped being a finite number.*lower --learning-rate"
    ) as caught:
        start(few, tmp_path / "run", loss="mse", optimizer="sgd", learning_rate=1e20)
    assert "\n" not in str(caught.value)
    assert training.RunFolder(tmp_path / "run").record.status == "diverged"
    with pytest.raises(RunError, match="nothing to resume"):
        training.resume(training.RunFolder(tmp_path / "run"), few, progress=False)


def test_a_run_that_cannot_be_measured_has_diverged(few, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise ModelError("The model's outputs are not all finite")

    monkeypatch.setattr(training, "evaluate_model", refuse)
    with pytest.raises(ModelError, match="not all finite"):
        training.start(make_config(few, epochs=1), few, tmp_path / "run", progress=False)
    assert RunFolder(tmp_path / "run").record.status == "diverged"


def test_the_validation_split_is_held_out_and_reported(few, tmp_path):
    run = start(few, tmp_path / "run", validation_split=0.25, epochs=1)
    assert {"val_loss", "val_accuracy"} < set(run.record.history[0])


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_teaches_a_classifier_of_3_and_7(digits, tmp_path, loss):
    """With ten classes mnist-loss and mae want every output at 0: nine targets of ten are."""
    pair = digits.select_classes(["3", "7"])
    run = start(pair, tmp_path / "run", loss=loss, model="logistic", epochs=40)
    metrics = run.record.metrics
    assert metrics["test_accuracy"] > 0.9  # chance is 0.5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("learning_rate", 0.0),
        ("learning_rate", -1.0),
        ("batch_size", 0),
        ("epochs", 0),
        ("validation_split", 1.0),
        ("weight_decay", -0.1),
    ],
)
def test_a_number_out_of_its_range_is_refused_by_name(few, field, value):
    with pytest.raises(ModelError, match=rf"{field} must be .* Received: {value}"):
        make_config(few, **{field: value})


def test_evaluate_changes_no_weight_and_agrees_with_numpy(digits):
    model = build("cnn", digits.input_shape, 10, "classification")
    before = [array.copy() for array in model.get_weights()]
    evaluation = evaluate_model(model, digits, loss="cross-entropy")
    assert_same(before, model.get_weights())
    logits = model.predict(digits.x_test, verbose=0).astype("float64")
    labels = digits.y_test
    assert evaluation.metrics["accuracy"] == np.mean(logits.argmax(axis=1) == labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    expected = -log_probability[np.arange(len(labels)), labels].mean()
    assert evaluation.metrics["loss"] == pytest.approx(expected, rel=1e-5)
    table = np.zeros((10, 10), int)
    np.add.at(table, (labels, logits.argmax(axis=1)), 1)
    np.testing.assert_array_equal(evaluation.confusion, table)


def test_a_model_that_ends_in_a_softmax_is_not_put_through_a_second_one(digits):
    logits = build("logistic", digits.input_shape, 10, "classification")
    softmax = keras.Sequential([logits, keras.layers.Softmax()])
    ours, theirs = evaluate_model(logits, digits), evaluate_model(softmax, digits)
    assert ours.metrics["loss"] == pytest.approx(theirs.metrics["loss"], rel=1e-4)


def test_the_most_confident_mistake_comes_first():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.1, 0.9], [0.45, 0.55]])
    np.testing.assert_array_equal(most_wrong(probabilities, np.array([0, 0, 0, 0])), [2, 1, 3])


def test_a_model_of_another_shape_is_refused(digits, download_times):
    model = build("logistic", (28, 28, 1), 10, "classification")
    with pytest.raises(ModelError, match="does not take samples of digits"):
        evaluate_model(model, digits)
    three = build("logistic", (8, 8, 1), 3, "classification")
    with pytest.raises(ModelError, match="does not tell the 10 classes of digits apart"):
        evaluate_model(three, digits)
    with pytest.raises(ModelError, match="does not take samples of download-times"):
        evaluate_model(model, download_times)


def test_a_small_data_set_gets_enough_steps():
    small = configure("d", "cnn", "classification", 1_347)
    large = configure("d", "cnn", "classification", 60_000)
    chosen = configure("d", "cnn", "classification", 1_347, epochs=3)
    assert (small.epochs, large.epochs, chosen.epochs) == (91, 10, 3)
