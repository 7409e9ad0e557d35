"""The test samples of the page: chosen well, within their bounds, and written without loss."""

import base64
import json
from types import SimpleNamespace

import numpy as np
import pytest

from kerasdigits.data.dataset import classification
from kerasdigits.errors import DataError
from kerasdigits.publishing import test_samples
from kerasdigits.publishing.test_samples import choose_test_samples


class Oracle:
    """A model that answers what it is told to."""

    input_shape, output_shape = (None, 6, 6, 1), (None, 3)

    def __init__(self, probabilities: np.ndarray):
        self._probabilities = probabilities

    def predict(self, x: np.ndarray, **_: object) -> np.ndarray:
        return np.log(self._probabilities)


def make(count: int, dense: bool = False):
    """A data set whose test pictures differ, and a model that misreads every fourth."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (count, 6, 6), np.uint8)
    x[:, :, 3:] = x[:, :, 3:] if dense else 0
    y = np.arange(count) % 3
    dataset = classification("d", (x, y), (x, y), source="made up")
    answer = np.where(np.arange(count) % 4 == 0, (y + 1 + np.arange(count) % 2) % 3, y)
    probabilities = np.full((count, 3), 0.1)
    probabilities[np.arange(count), answer] = 0.8 + np.linspace(0, 0.1, count)
    return dataset, Oracle(probabilities / probabilities.sum(axis=1, keepdims=True)), answer


@pytest.fixture
def choose(monkeypatch):
    def choose(dataset, model, seed=0, evaluation=None):
        monkeypatch.setattr(test_samples, "load_run_data", lambda run: dataset)
        config = SimpleNamespace(seed=seed)
        record = SimpleNamespace(loss="cross-entropy", config=config)
        return choose_test_samples(SimpleNamespace(record=record), model, evaluation)

    return choose


def read(script: str) -> tuple[dict, np.ndarray]:
    """What the script registers, and the numbers of its samples."""
    content = json.loads(script.split("] = ", 1)[1].removesuffix(";\n"))
    record = content["inputs"]
    data = base64.b64decode(record["data"])
    if record["divisor"] is None:
        return content, np.frombuffer(data, "<f4").reshape(record["shape"])
    plain, place = bytearray(), 0
    while place < len(data):
        zero = data[place] == 0
        plain += bytes(data[place + 1]) if zero else data[place : place + 1]
        place += 2 if zero else 1
    numbers = np.frombuffer(bytes(plain), np.uint8).astype(np.float32)
    return content, (numbers / np.float32(record["divisor"])).reshape(record["shape"])


def test_the_misread_come_first_and_the_rest_is_dealt_from_each_class(choose):
    dataset, model, answer = make(900)
    chosen = choose(dataset, model)
    wrong = answer != dataset.y_test
    assert len(chosen.indices) == len(set(chosen.indices)) == test_samples.MOST_SAMPLES
    assert chosen.wrong == 200
    assert wrong[chosen.indices[:200]].all() and not wrong[chosen.indices[200:]].any()
    counts = np.bincount(chosen.labels[200:])
    assert counts.max() - counts.min() <= 1
    assert chosen.confusion.sum() == 900
    assert chosen.confusion[0, 1] == np.sum((dataset.y_test == 0) & (answer == 1))
    # The most confident mistake of each pair of classes leads.
    assert chosen.indices[0] == np.flatnonzero(wrong)[-1]
    pairs = {(y, answer[i]) for i, y in enumerate(dataset.y_test) if wrong[i]}
    led = {(dataset.y_test[i], answer[i]) for i in chosen.indices[: len(pairs)]}
    assert led == pairs


def test_all_mistakes_are_taken_where_they_are_few_and_the_seed_chooses_the_rest(choose):
    dataset, model, answer = make(400)
    first, again, other = (choose(dataset, model, seed) for seed in (0, 0, 1))
    assert first.wrong == np.sum(answer != dataset.y_test) == 100
    assert len(first.indices) == 300
    np.testing.assert_array_equal(first.indices, again.indices)
    assert set(first.indices[100:]) != set(other.indices[100:])


@pytest.mark.parametrize("dense", [False, True])
def test_the_script_holds_the_very_numbers_and_keeps_to_its_size(choose, monkeypatch, dense):
    monkeypatch.setattr(test_samples, "MOST_BYTES", 3_000)
    dataset, model, _ = make(400, dense)
    chosen = choose(dataset, model)
    script = chosen.to_script("a<b")
    content, inputs = read(script)
    assert '["a\\u003cb"]' in script and len(content["inputs"]["data"]) <= 4_000
    count = len(inputs)
    assert 80 < count < 120
    assert content["wrong"] == count // 3 * 2 + count % 3
    np.testing.assert_array_equal(inputs, dataset.x_test[content["indices"]])
    assert content["labels"] == dataset.y_test[content["indices"]].tolist()
    assert content["size"] == 400


def test_counts_of_sixteen_and_other_numbers_are_not_rounded():
    sixteenths = (np.arange(17, dtype=np.float32) / 16).reshape(1, 17)
    assert test_samples._encode(sixteenths)[0] == 16
    assert test_samples._encode(np.zeros((1, 4), np.float32)) == (255, b"\x00\x04")
    odd = np.array([[0.123, 0.0]], np.float32)
    assert test_samples._encode(odd) == (None, odd.tobytes())
    assert test_samples._encode(-sixteenths)[0] is None


def test_data_that_are_not_the_runs_own_are_refused(monkeypatch):
    from kerasdigits.publishing import run_data

    dataset, _, _ = make(40)
    monkeypatch.setattr(run_data.data, "load", lambda *_, **__: dataset)
    record = SimpleNamespace(
        config=SimpleNamespace(data="d", classes=None), data=SimpleNamespace(fingerprint="other")
    )
    with pytest.raises(DataError, match="not the data that the run was tested on"):
        run_data.load_run_data(SimpleNamespace(record=record))


def test_a_run_that_tells_no_classes_apart_has_no_misread_samples(choose):
    dataset, model, _ = make(40)
    measured = SimpleNamespace(confusion=None)
    with pytest.raises(DataError, match="does not tell classes apart"):
        choose(dataset, model, evaluation=measured)
