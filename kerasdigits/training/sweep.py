"""Train the same model at several learning rates, batch sizes and seeds, each into a run folder.

A run that is complete is not trained again, one that was interrupted goes on: the folder itself
says what is missing, whatever ended the process that filled it.
"""

from __future__ import annotations

import dataclasses
import functools
import statistics
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits import data as data_room
from kerasdigits.data import Dataset
from kerasdigits.errors import RunError, option
from kerasdigits.models.custom import import_model_file
from kerasdigits.models.doors import SAFELY, Reading
from kerasdigits.runs import FitConfig, RunFolder
from kerasdigits.training.processes import work_through
from kerasdigits.training.ray_jobs import work_through_on_ray

SWEPT = ("learning_rate", "batch_size", "seed")


@dataclass(frozen=True)
class Trial:
    """One training of a sweep.

    Attributes:
        config: What to train and how.
        path: Its run folder.
    """

    config: FitConfig
    path: Path

    def describe(self) -> dict[str, Any]:
        """Give what sets it apart from the others."""
        return {name: getattr(self.config, name) for name in SWEPT}


def make_trial(config: FitConfig, folder: Path) -> Trial:
    """Name a trial's run folder after what sets it apart."""
    parts = [f"{name.replace('_', '-')}-{getattr(config, name):g}" for name in SWEPT[:2]]
    return Trial(config, folder / "_".join([*parts, f"seed-{config.seed}"]))


def find_missing(trials: Sequence[Trial]) -> list[Trial]:
    """Leave out the trials that are done: complete ones, and those whose loss became NaN.

    Raises:
        RunError: A folder holds something else than this trial's run.
    """
    missing = []
    for trial in trials:
        if not trial.path.exists():
            missing.append(trial)
            continue
        record = RunFolder(trial.path).record
        if record.config != trial.config:
            raise RunError(
                "There is a run of another sweep at this path",
                received=trial.path,
                remedy=f"Choose another {option('out')}, or repeat that sweep's options",
            )
        if record.status == "training":
            missing.append(trial)
    return missing


def run_sweep(
    trials: Sequence[Trial],
    *,
    processes: int,
    prepare: Callable[[], object],
    data_dir: Path | None = None,
    on_ray: bool = False,
    reading: Reading = SAFELY,
) -> Generator[tuple[Trial, str | None]]:
    """Train the trials in processes of their own; the end of one ends no other.

    Args:
        trials: What `find_missing` gave. On a cluster their folders must lie where all its
            machines see them.
        processes: How many at once.
        prepare: Starts the backend in a process; it is pickled.
        data_dir: A folder to look for data in first.
        on_ray: On a Ray cluster rather than on this machine.
        reading: Which custom objects and code the models of interrupted runs may bring.

    Yields:
        Each trial when it ends, and why it failed: None when it did not.
    """
    train = functools.partial(_train, data_dir, reading)
    work = work_through_on_ray if on_ray else work_through
    # Another machine works in another folder.
    jobs = [dataclasses.replace(trial, path=trial.path.resolve()) for trial in trials]
    with closing(work(jobs, train, processes=processes, prepare=prepare)) as outcomes:
        for outcome in outcomes:
            yield trials[outcome.number], outcome.failure


def read_row(trial: Trial) -> dict[str, Any] | None:
    """Read what came of a trial.

    Returns:
        What sets it apart, its run and status, what the last epoch measured on what was held out,
        the metrics on the test set, its epochs and seconds; None when it was never begun.
    """
    if not (trial.path / "run.json").is_file():
        return None
    record = RunFolder(trial.path).record
    last = record.history[-1] if record.history else {}
    return {
        **trial.describe(),
        "run": str(trial.path),
        "status": record.status,
        **{name: value for name, value in last.items() if name.startswith("val_")},
        **record.metrics,
        "epochs": len(record.history),
        "seconds": round(sum(row["seconds"] for row in record.history), 1),
    }


def rank(rows: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """Order the complete runs, the best first; those of other seeds stand together.

    A rate and batch size are judged by the mean over their seeds: one lucky seed is not a good
    rate.

    Args:
        rows: What `read_row` gave.

    Returns:
        The number that they are judged by, and the rows of complete runs. It is measured on what
        was held out, and only where nothing was on the test set.
    """
    complete = [row for row in rows if row["status"] == "complete"]
    names = ("val_accuracy", "val_loss", "test_accuracy", "test_loss")
    judge = next((name for name in names if complete and name in complete[0]), "test_loss")
    sign = -1 if judge.endswith("accuracy") else 1
    loss = judge.replace("accuracy", "loss")  # between equal accuracies

    def score(row: dict[str, Any]) -> tuple[float, ...]:
        alike = [one for one in complete if all(one[name] == row[name] for name in SWEPT[:2])]
        means = (statistics.fmean(one[name] for one in alike) for name in (judge, loss))
        return sign * next(means), next(means), row["learning_rate"], row["batch_size"]

    return judge, sorted(complete, key=lambda row: (score(row), row["seed"]))


def _train(data_dir: Path | None, reading: Reading, trial: Trial) -> None:
    """Train one trial, or go on with it."""
    from kerasdigits.training import fit

    config = trial.config
    dataset = _load(config.data, data_dir, config.classes)
    if trial.path.exists():
        if ":" in config.model:  # which is the file that this sweep was asked for
            import_model_file(config.model)
        fit.resume(RunFolder(trial.path), dataset, progress=False, reading=reading)
    else:
        fit.start(config, dataset, trial.path, progress=False)


@functools.lru_cache(maxsize=1)
def _load(name: str, data_dir: Path | None, classes: tuple[str, ...] | None) -> Dataset:
    """Load a data set once in a process, however many trials it trains."""
    return data_room.load(name, data_dir=data_dir, classes=classes)
