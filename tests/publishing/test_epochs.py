"""The page gets the weights of a few epochs, near enough, and a small data set, exactly."""

import base64
import json
import re

import keras
import numpy as np
import pytest

from kerasdigits.errors import RunError
from kerasdigits.publishing.destinations import Destination
from kerasdigits.publishing.epochs import describe_curves
from kerasdigits.publishing.page_data import store_in_bytes
from kerasdigits.publishing.publish import publish
from kerasdigits.runs.snapshots import read_snapshots, write_snapshots
from kerasdigits.training import fit
from kerasdigits.training.config import configure
from kerasdigits.training.trained import Trained, open_trained

SCRIPT = re.compile(r'globalThis\.kerasdigits(\w+)\["a \\u003c b"\] = (.*);\n$')


def read_script(path):
    return json.loads(SCRIPT.search(path.read_text())[2])


def read_details(folder):
    return json.loads((folder / "model.json").read_text())["userDefinedMetadata"]["kerasdigits"]


@pytest.fixture(scope="module")
def run(digits, tmp_path_factory):
    # Of another seed than the data, which a fit always takes as they are.
    config = configure("digits", "logistic", digits.task, 1_347, epochs=13, seed=3)
    return fit.start(config, digits, tmp_path_factory.mktemp("runs") / "run", progress=False).run


@pytest.fixture
def folder(run, tmp_path):
    folder = tmp_path / "a < b"
    publish(open_trained(run.path), Destination(folder, None), check="off")
    return folder


def test_each_snapshot_is_the_runs_to_half_a_step(run, folder):
    kept = read_snapshots(run.snapshots_path, 13)
    content = read_script(folder / "epochs.js")
    assert [one["epoch"] for one in content["snapshots"]] == list(kept)
    assert [one["name"] for one in content["weights"]] == ["outputs/kernel", "outputs/bias"]
    for one in content["snapshots"]:
        data = np.frombuffer(base64.b64decode(one["data"]), np.uint8).astype(float)
        flat = [array.ravel() for array in kept[one["epoch"]]]
        parts = np.split(data, [flat[0].size])
        for (low, step), part, true in zip(one["affine"], parts, flat, strict=True):
            assert np.abs(part * step + low - true).max() <= step * 0.5001
    assert len((folder / "epochs.js").read_bytes()) < 250_000
    details = read_details(folder)
    assert details["epochs"] == "epochs.js"
    assert details["curves"]["epoch"] == list(range(1, 14))
    assert details["curves"]["loss"][-1] == pytest.approx(run.record.history[-1]["loss"], rel=1e-3)


def test_the_models_own_weights_are_those_of_the_last_epoch(run, folder):
    stored = np.frombuffer((folder / "group1-shard1of1.bin").read_bytes(), "<f4")
    model = keras.saving.load_model(run.model_path)
    np.testing.assert_array_equal(stored, np.concatenate([w.ravel() for w in model.get_weights()]))


def test_a_small_embedded_data_set_goes_along_exactly(digits, folder):
    content = read_script(folder / "data.js")
    rows = content["train"] + content["test"]
    inputs = np.frombuffer(base64.b64decode(content["inputs"]), np.uint8).reshape(rows, 8, 8, 1)
    values = (inputs * content["scale"] + content["min"]).astype("float32")
    np.testing.assert_array_equal(values, np.concatenate([digits.x_train, digits.x_test]))
    labels = np.frombuffer(base64.b64decode(content["labels"]), np.uint8)
    np.testing.assert_array_equal(labels, np.concatenate([digits.y_train, digits.y_test]))
    assert read_details(folder)["data"] == "data.js"


def test_a_run_without_them_is_exported_as_before_and_damaged_ones_are_told(run, tmp_path):
    trained = Trained(keras.saving.load_model(run.model_path), run)
    kept = run.snapshots_path.read_bytes()
    try:
        run.snapshots_path.unlink()
        publish(trained, Destination(tmp_path / "old", None), check="off")
        assert not (tmp_path / "old" / "epochs.js").exists()
        assert not {"epochs", "curves"} & set(read_details(tmp_path / "old"))
        run.snapshots_path.write_bytes(kept[:100])
        with pytest.raises(RunError, match="cannot be read"):
            publish(trained, Destination(tmp_path / "damaged", None), check="off")
        write_snapshots(run.snapshots_path, {1: [np.zeros((3, 2), "float32")]})
        with pytest.raises(RunError, match="are not those of its model"):
            publish(trained, Destination(tmp_path / "damaged", None), check="off")
        assert not (tmp_path / "damaged").exists()
    finally:
        run.snapshots_path.write_bytes(kept)


def test_a_graph_has_no_weights_that_a_page_could_set(run, tmp_path):
    folder = tmp_path / "graph"
    publish(open_trained(run.path), Destination(folder, None), check="off", format="graph")
    assert not (folder / "epochs.js").exists()
    assert "epochs" not in read_details(folder)


def test_long_curves_are_thinned_and_keep_their_end():
    history = [{"epoch": n, "loss": 1 / n, "seconds": 1.0} for n in range(1, 201)]
    curves = describe_curves(history)
    assert list(curves) == ["epoch", "loss"]
    assert len(curves["epoch"]) == 50 and curves["epoch"][-1] == 200


def test_numbers_that_bytes_do_not_hold_exactly_are_not_stored(rng):
    assert store_in_bytes(rng.random(1000).astype("float32")) is None
    assert store_in_bytes(np.array([0, 1, 300], "float32")) is None
    values, low, step = store_in_bytes(np.array([-1, 0.5, 0], "float32"))
    assert (values.tolist(), low, step) == ([0, 3, 2], -1.0, 0.5)
