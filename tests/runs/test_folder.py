"""The run folder appears whole, is read back, and refuses what is not its own."""

import csv
import dataclasses
import json
import re

import keras
import numpy as np
import pytest

from kerasdigits.errors import RunError
from kerasdigits.runs import DataCard, FitConfig, RunFolder, RunRecord, versions

pytestmark = pytest.mark.each_backend
RECORD = RunRecord(
    schema=1,
    kerasdigits="0.1",
    status="training",
    config=FitConfig(
        data="digits",
        model="mlp",
        optimizer="adam",
        loss="mse",
        learning_rate=0.01,
        batch_size=32,
        epochs=2,
        seed=7,
        classes=("a", "b"),
    ),
    loss="mse",
    link="linear",
    data=DataCard(
        name="digits",
        source="drawn by hand",
        fingerprint="0" * 64,
        task="classification",
        input_shape=(3,),
        class_names=("a", "b"),
        preprocess=None,
        train_samples=20,
        test_samples=10,
    ),
    parameters=8,
    backend="jax",
    device="cpu",
    versions={"keras": "3.0"},
    history=[],
    metrics={},
)
HISTORY = [{"epoch": 1, "loss": 0.5, "seconds": 0.1}, {"epoch": 2, "loss": 0.25, "seconds": 0.1}]


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


@pytest.fixture
def run(tmp_path, model):
    samples = {"x": np.eye(3, dtype="float32"), "y": np.arange(3)}
    return RunFolder.create(tmp_path / "run", RECORD, model, samples)


def test_a_new_run_is_resumable_before_its_first_epoch(run, model):
    file, history = RunFolder(run.path).read_checkpoint()
    assert history == []
    for ours, theirs in zip(keras.models.load_model(file).weights, model.weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_the_record_is_read_back_as_it_was_given(run):
    assert RunFolder(run.path).record == run.record == RECORD


def test_the_versions_are_those_of_keras_and_its_backend():
    assert versions()["keras"] == keras.version()
    assert keras.config.backend() in versions()


def test_samples_come_back_as_they_were(run):
    samples = run.read_samples()
    np.testing.assert_array_equal(samples["x"], np.eye(3, dtype="float32"))
    np.testing.assert_array_equal(samples["y"], [0, 1, 2])


def test_only_the_last_checkpoint_stays(run, model):
    for epochs in (1, 2):
        run.write_checkpoint(model, HISTORY[:epochs])
    file, history = run.read_checkpoint()
    assert history == HISTORY
    assert [path.name for path in file.parent.glob("*.keras")] == [file.name]


def test_a_half_written_checkpoint_is_not_seen(run, model):
    run.write_checkpoint(model, HISTORY[:1])
    # What a process killed in the middle of the next checkpoint leaves behind.
    (run.path / "checkpoint/.epoch-0002.tmp-1.keras").write_bytes(b"PK half")
    (run.path / "checkpoint/epoch-0002.keras").write_bytes(b"PK half")
    file, history = RunFolder(run.path).read_checkpoint()
    assert (file.name, history) == ("epoch-0001.keras", HISTORY[:1])
    keras.models.load_model(file)


def test_a_finished_run_has_its_model_and_its_history_as_a_table(run, model):
    run.finish(model, history=HISTORY, metrics={"test_loss": 0.2})
    assert RunFolder(run.path).record.status == "complete"
    with (run.path / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == [0.5, 0.25]
    keras.models.load_model(run.model_path)


def test_an_existing_run_is_refused_or_replaced(run, model):
    with pytest.raises(RunError, match=r"--resume, or replace it with --overwrite"):
        RunFolder.create(run.path, RECORD, model, {})
    other = dataclasses.replace(RECORD, loss="mae")
    RunFolder.create(run.path, other, model, {}, overwrite=True)
    assert RunFolder(run.path).record.loss == "mae"


def test_a_folder_of_someone_elses_is_never_replaced(tmp_path, model):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/text").write_text("years of work")
    with pytest.raises(RunError, match="Something that is not a run"):
        RunFolder.create(tmp_path / "thesis", RECORD, model, {}, overwrite=True)
    assert (tmp_path / "thesis/text").read_text() == "years of work"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no run at this path"),
        ("{half", "record cannot be read"),
        (
            '{"schema": 99}',
            "later kerasdigits. Received: .*run.json: schema 99, where 1 is .* Update",
        ),
        ('{"schema": "1"}', "does not state the version"),
        ('{"schema": true}', "does not state the version"),
        ("[]", "holds no fields"),
    ],
)
def test_what_is_not_a_run_is_refused(tmp_path, content, message):
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    with pytest.raises(RunError, match=message):
        RunFolder(tmp_path)


def test_a_run_without_a_checkpoint_says_so(run):
    (run.path / "checkpoint/latest.json").unlink()
    with pytest.raises(RunError, match="no checkpoint to resume from"):
        run.read_checkpoint()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("config", []),
        ("config.model", 5),
        ("config.learning_rate", True),
        ("config.classes", ["a", 7]),
        ("status", "asleep"),
        ("data", None),
        ("data.class_names", "ab"),
        ("link", None),
        ("history", {}),
    ],
)
def test_a_record_with_a_field_of_another_type_is_named_as_damaged(run, field, value):
    record = json.loads((run.path / "run.json").read_text())
    holder, _, key = field.rpartition(".")
    (record[holder] if holder else record)[key] = value
    (run.path / "run.json").write_text(json.dumps(record))
    with pytest.raises(RunError, match=rf"record is damaged: {field} is {re.escape(repr(value))}"):
        RunFolder(run.path)
    del (record[holder] if holder else record)[key]
    (run.path / "run.json").write_text(json.dumps(record))
    if field == "config.classes":  # it has a default
        assert RunFolder(run.path).record.config.classes is None
    else:
        with pytest.raises(RunError, match=rf"record is damaged: {field} is missing"):
            RunFolder(run.path)


def test_samples_that_cannot_be_read_are_one_line(run):
    (run.path / "samples.npz").write_text("hello")
    with pytest.raises(RunError, match="samples cannot be read"):
        run.read_samples()


def test_a_checkpoint_outside_the_run_is_not_followed(run):
    latest = {"file": "/etc/passwd", "history": []}
    (run.path / "checkpoint/latest.json").write_text(json.dumps(latest))
    with pytest.raises(RunError, match="no checkpoint"):
        run.read_checkpoint()
