"""How far TensorFlow.js may be from Keras where layers round what they are given."""

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

from kerasdigits.errors import CheckError
from kerasdigits.tfjs.proof import replay, room
from kerasdigits.tfjs.proof.open_sizes import OtherSizes
from kerasdigits.tfjs.reference.compute import Reference


def answer(difference):
    """TensorFlow.js gives an output that is so far from Keras's, which is 2, at all sizes."""
    output = {"name": "y", "max_abs_difference": difference, "max_abs_value": 2.0}
    return {
        "ok": True,
        "tfjs_version": "4.22.0",
        "backend": "cpu",
        "samples": 12,
        "max_abs_difference": difference,
        "outputs": [output],
        "output_names": ["y"],
        "batches": [[np.full((1, 1), 2.0 + difference, "float32")]],
    }


@pytest.fixture
def ask(monkeypatch):
    """Judge an answer, given the room that the model has."""
    monkeypatch.setattr(replay, "measure_rounding", lambda *_: 0.0)
    monkeypatch.setattr("kerasdigits.tfjs.proof.open_sizes.measure_rounding", lambda *_: 0.0)
    reference = Reference([np.full((1, 1), 2.0, "float32")], "float64")
    written = SimpleNamespace(
        float32_model=None,
        inputs=[np.zeros((1, 1))],
        reference=reference,
        weights=SimpleNamespace(byte_count=4),
    )
    others = OtherSizes([[np.zeros((1, 1))]], [reference])
    monkeypatch.setattr(replay, "sample_other_sizes", lambda *_: others)

    def judge(difference, allowed):
        checker = SimpleNamespace(ask=lambda *_, **__: answer(difference))
        monkeypatch.setattr(replay, "NodeChecker", lambda: nullcontext(checker))
        return replay.replay_samples("folder", written, 1e-5, None, allowed)

    return judge


def test_a_number_rounded_the_other_way_is_within_the_room_for_it(ask):
    proof = ask(1e-3, 1e-3)
    assert proof.tolerance == 1e-3
    assert proof.verdict.max_relative_difference == pytest.approx(5e-4)


def test_what_agrees_is_not_given_the_room(ask):
    assert ask(1e-5, 1e-3).tolerance == 1e-5


def test_what_is_farther_is_refused(ask):
    for allowed in (1e-5, 1e-4):
        with pytest.raises(CheckError, match="computes something else"):
            ask(1e-3, allowed)


def test_room_is_a_power_of_ten_and_never_more_than_a_tenth(monkeypatch):
    for moved, expected in ((0.0, 0.0), (2e-4, 1e-3), (7e-3, 0.1), (0.4, 0.1)):
        monkeypatch.setattr(room, "measure_steps", lambda *_, moved=moved: moved)
        written = SimpleNamespace(float32_model=None, inputs=[], reference=None)
        assert room.room_for_steps(written) == pytest.approx(expected)
