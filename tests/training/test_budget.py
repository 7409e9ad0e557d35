"""A fit within a time takes as many epochs as fit, and stops where they turn out longer."""

import types

import pytest

from kerasdigits import data
from kerasdigits.errors import ModelError
from kerasdigits.training import budget
from kerasdigits.training.config import configure


class Clock:
    """A time that passes only when a test says so."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(budget, "time", clock)
    return clock


def plan(monkeypatch, clock, ends, seconds, **given):
    """Plan where the trial's epochs end so many seconds after its begin."""

    def try_epochs(config, dataset, until):
        began, clock.now = clock.now, clock.now + ends[-1]
        return [began + end for end in ends]

    monkeypatch.setattr(budget, "_try_epochs", try_epochs)
    config = configure("d", "mlp", "classification", 60_000, **given)
    return budget.plan_within(config, None, clock.now + seconds).epochs


def test_the_epochs_fill_what_the_trial_and_the_end_leave(monkeypatch, clock):
    """60 s less 7 of the trial, 6 + 2 kept: 45, of which the first epoch takes 6, the others 1."""
    assert plan(monkeypatch, clock, [6.0, 7.0], 60.0) == 40
    # One long epoch of trial: its like are what there is time for.
    assert plan(monkeypatch, clock, [15.0], 60.0) == 2


def test_what_cannot_end_in_time_is_refused(monkeypatch, clock):
    with pytest.raises(ModelError, match=r"no time for a single epoch.*Give it \d+ s"):
        plan(monkeypatch, clock, [30.0], 60.0)
    with pytest.raises(ModelError, match="cycles of sgdr"):
        plan(monkeypatch, clock, [1.0], 60.0, schedule="sgdr")


def test_a_training_that_is_slower_than_its_trial_ends_in_time(clock):
    stop = budget.EndInTime(clock.now + 20.0)
    stop.set_model(types.SimpleNamespace(stop_training=False))
    for epoch, stopped in enumerate([False, True]):  # a third would end at 18 s, of 20 less 2
        stop.on_epoch_begin(epoch)
        clock.now += 6.5
        stop.on_epoch_end(epoch)
        assert stop.model.stop_training is stopped


def test_a_real_trial_ends_after_two_epochs_at_the_latest(few_digits):
    few = data.load(str(few_digits))
    config = configure(few.name, "logistic", few.task, len(few.x_train))
    assert len(budget._try_epochs(config, few, until=float("inf"))) == 2
    assert len(budget._try_epochs(config, few, until=0.0)) == 1
