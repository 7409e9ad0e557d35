"""A clock that is set back and forth during a fit changes neither the run nor its times."""

import itertools
import time

import pytest

from kerasdigits import data
from kerasdigits.models.load import load_model
from kerasdigits.runs import RunFolder, locked
from kerasdigits.training import budget
from kerasdigits.training import fit as training
from kerasdigits.training.config import configure

DAY = 86_400.0


@pytest.fixture
def jumping(monkeypatch):
    """Have each look at the clock of the day find it a day later, or two earlier, than the last."""
    now, jumps = time.time(), itertools.cycle([DAY, -2 * DAY])

    def jump():
        nonlocal now
        now += next(jumps)
        return now

    monkeypatch.setattr(time, "time", jump)
    monkeypatch.setattr(time, "time_ns", lambda: int(jump() * 1e9))


def test_a_fit_ends_and_tells_the_seconds_that_passed(few_digits, tmp_path, jumping):
    few = data.load(str(few_digits))
    config = configure(few.name, "logistic", few.task, len(few.x_train), epochs=3)
    began, out = time.monotonic(), tmp_path / "runs/run"
    training.start(config, few, out, progress=False)
    passed = time.monotonic() - began
    rows = RunFolder(out).record.history
    assert len(rows) == 3 and all(0 <= row["seconds"] <= passed for row in rows)
    assert load_model(RunFolder(out).model_path)
    with locked(out):
        pass
    assert [path.name for path in out.parent.iterdir()] == ["run"]


def test_a_budget_of_an_hour_stays_one(few_digits, jumping):
    few = data.load(str(few_digits))
    config = configure(few.name, "logistic", few.task, len(few.x_train))
    assert budget.plan_within(config, few, time.monotonic() + 3600.0).epochs > 100
