"""How far TensorFlow.js may be from Keras where layers round what they are given."""

from types import SimpleNamespace

import pytest

from kerasdigits.errors import CheckError
from kerasdigits.tfjs import agreement

ANSWER = {
    "ok": True,
    "tfjs_version": "4.22.0",
    "backend": "cpu",
    "samples": 12,
    "max_abs_difference": 1e-3,
    "outputs": [{"name": "y", "max_abs_difference": 1e-3, "max_abs_value": 2.0}],
}


@pytest.fixture
def ask(monkeypatch):
    """TensorFlow.js gives an output that is 5e-4 of its largest value from Keras's."""
    monkeypatch.setattr(agreement, "run_checker", lambda folders: [ANSWER])
    monkeypatch.setattr(agreement, "measure_rounding", lambda *_: 0.0)
    written = SimpleNamespace(float32_model=None, inputs=[], reference=None)
    return lambda room: agreement.ask_tfjs("folder", written, 1e-5, None, room)


def test_a_number_rounded_the_other_way_is_within_the_room_for_it(ask):
    proof = ask(1e-3)
    assert (proof.tolerance, proof.verdict.max_relative_difference) == (1e-3, 5e-4)


def test_what_is_farther_is_refused(ask):
    for room in (1e-5, 1e-4):
        with pytest.raises(CheckError, match="computes something else"):
            ask(room)


def test_room_is_a_power_of_ten_and_never_more_than_a_tenth(monkeypatch):
    for moved, room in ((0.0, 0.0), (2e-4, 1e-3), (7e-3, 0.1), (0.4, 0.1)):
        monkeypatch.setattr(agreement, "measure_steps", lambda *_, moved=moved: moved)
        written = SimpleNamespace(float32_model=None, inputs=[], reference=None)
        assert agreement.room_for_steps(written) == pytest.approx(room)
