"""A fit on data that stay in their file is the fit on the same data in memory, bit for bit."""

from contextlib import nullcontext

import keras
import numpy as np
import pytest

from kerasdigits import data
from kerasdigits.data import StreamedArray
from kerasdigits.training import fit as training
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.config import configure
from kerasdigits.training.evaluate import evaluate_model
from kerasdigits.training.steps import loop, streamed
from kerasdigits.training.steps.epoch_steps import find_full_steps


@pytest.fixture(autouse=True)
def small_windows(monkeypatch):
    """Two batches of 16 scans."""
    monkeypatch.setattr(streamed, "_WINDOW_BYTES", 2 * 16 * 256)


@pytest.fixture
def stored_digits(tmp_path, digits):
    """300 scans to test on, more than are evaluated at once, and 105 to train on."""
    path = tmp_path / "digits.npz"
    np.savez(
        path,
        x_train=digits.x_train[:105],
        y_train=digits.y_train[:105],
        x_test=digits.x_test[:300],
        y_test=digits.y_test[:300],
    )
    return str(path)


class CollectSteps:
    """Steps that train nothing, and write down the batches that they would take."""

    def __init__(self, batches):
        self.batches, self.taken = batches, []
        self.take_data()
        self.shape = self.x.shape

    def take_data(self):
        self.x, self.y = self.batches.x, self.batches.y

    def start_epoch(self):
        assert self.x.shape == self.shape  # else JAX would compile again
        self.order, self.moves = self.batches.order, getattr(self.batches, "moves", None)

    def held(self):
        return nullcontext()

    def run(self, first, last):
        size, full = self.batches.batch_size, find_full_steps(self.batches)
        for step in range(first, last):
            assert step <= full
            chosen = slice(step * size, (step + 1) * size)
            moves = None if self.moves is None else self.moves[chosen]
            self.taken.append((self.x[self.order[chosen]], self.y[self.order[chosen]], moves))


@pytest.mark.parametrize("kept", [105, 96, 80, 70, 33, 32, 17, 16, 9, 1])
@pytest.mark.parametrize("augmented", [False, True])
def test_the_windows_hold_the_batches_of_an_epoch_in_its_order(kept, augmented, stored_digits):
    x = data.load(stored_digits, stream=True).x_train
    y = np.arange(105)
    chosen = np.arange(105)[-kept:]
    batches = Batches(x, y, 16, 1, augmented=augmented, kept=chosen)
    steps = streamed.StreamedSteps(batches, CollectSteps)
    for epoch in range(2):
        batches.start_epoch(epoch)
        steps.start_epoch()
        for first in range(0, len(batches), 3):  # pauses within windows and between
            steps.run(first, min(first + 3, len(batches)))
        taken = steps.steps.taken
        assert len(taken) == len(batches)
        for number, (inputs, targets, moves) in enumerate(taken):
            part = slice(number * 16, (number + 1) * 16)
            order = batches.order[part]
            np.testing.assert_array_equal(targets, y[order])
            np.testing.assert_array_equal(inputs, x[order])
            if augmented:
                np.testing.assert_array_equal(moves, batches.moves[part])
        taken.clear()


@pytest.mark.each_backend
def test_the_steps_on_windows_give_the_weights_and_curve_of_those_on_all_data(stored_digits):
    """3 batches in windows of 2, and a rest of 9; what is held out is read in two batches."""
    found = []
    for stream in (False, True):
        dataset = data.load(stored_digits, stream=stream)
        keras.utils.set_random_seed(3)
        layers = [keras.layers.Flatten(), keras.layers.Dropout(0.3), keras.layers.Dense(10)]
        model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(0.1), loss)
        batches = Batches(dataset.x_train, dataset.y_train, 16, 1, kept=np.arange(48, 105))
        assert loop.carries(model, batches)
        follow = FollowEpochs(batches)
        held_out = dataset.x_test, dataset.y_test
        loop.train_epochs(model, batches, epochs=2, validation=held_out, callbacks=[follow])
        found.append((model.get_weights(), model.history.history))
    assert found[0][1] == found[1][1]
    for whole, windows in zip(found[0][0], found[1][0], strict=True):
        np.testing.assert_array_equal(windows, whole)


def test_a_streamed_run_has_the_record_and_numbers_of_one_in_memory(stored_digits, tmp_path):
    """The same fingerprint, too: what was begun in one way may be resumed in the other."""
    fitted = []
    for stream in (False, True):
        dataset = data.load(stored_digits, stream=stream)
        assert isinstance(dataset.x_test, StreamedArray) == stream
        config = configure(stored_digits, "mlp", dataset.task, 105, epochs=1, validation_split=0.2)
        run = training.start(config, dataset, tmp_path / str(stream), progress=False)
        on_train = evaluate_model(run.model, dataset, split="train", tta=1)
        fitted.append((run.run.record.data, run.run.record.metrics, on_train.metrics))
    assert fitted[0] == fitted[1]
