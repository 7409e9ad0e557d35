"""A sweep's runs are named, found again, and ranked by what was held out."""

import dataclasses

import pytest

from kerasdigits.training.config import configure
from kerasdigits.training.sweep import make_trial, rank, read_row


def row(rate, seed, accuracy, loss, status="complete"):
    measured = {"val_accuracy": accuracy, "val_loss": loss, "test_accuracy": 1 - accuracy}
    return {"learning_rate": rate, "batch_size": 32, "seed": seed, "status": status, **measured}


def test_a_rate_is_judged_by_the_mean_over_its_seeds_on_what_was_held_out():
    rows = [
        row(0.1, 0, 0.99, 0.1),  # a lucky seed
        row(0.1, 1, 0.41, 2.0),
        row(0.01, 0, 0.90, 0.3),
        row(0.01, 1, 0.88, 0.4),
        row(0.02, 0, 0.89, 0.2),  # the same mean, with a smaller loss
        row(1.0, 0, 0.999, 0.0, status="diverged"),
    ]
    judge, ranked = rank(rows)
    assert judge == "val_accuracy"
    order = [(one["learning_rate"], one["seed"]) for one in ranked]
    assert order == [(0.02, 0), (0.01, 0), (0.01, 1), (0.1, 0), (0.1, 1)]


def test_where_nothing_was_held_out_the_test_set_judges_and_a_regression_by_its_loss():
    keep = ("learning_rate", "batch_size", "seed", "status", "test_accuracy")
    rows = [row(0.1, 0, 0.2, 1.0), row(0.2, 0, 0.1, 1.0)]
    untold = [{name: one[name] for name in keep} | {"test_loss": 1.0} for one in rows]
    assert rank(untold)[0] == "test_accuracy"
    assert rank(untold)[1][0]["learning_rate"] == 0.2
    losses = [
        {name: value for name, value in one.items() if "accuracy" not in name} for one in rows
    ]
    losses[1]["val_loss"] = 2.0
    assert rank(losses)[0] == "val_loss"
    assert rank(losses)[1][0]["learning_rate"] == 0.1
    assert rank([]) == ("test_loss", [])


@pytest.mark.parametrize(
    ("field", "value"), [("learning_rate", 0.003), ("batch_size", 7), ("seed", 3)]
)
def test_runs_that_differ_have_folders_that_differ(tmp_path, field, value):
    config = configure("d", "mlp", "classification", 60_000)
    trial = make_trial(config, tmp_path)
    assert trial.path == tmp_path / "learning-rate-0.01_batch-size-128_seed-0"
    assert make_trial(dataclasses.replace(config, **{field: value}), tmp_path).path != trial.path
    assert read_row(trial) is None
