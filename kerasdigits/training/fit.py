"""Train a model into a run folder; go on with a run that was interrupted."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from kerasdigits import backend, plots
from kerasdigits.data import Dataset, choose_samples
from kerasdigits.data.column import describe_columns
from kerasdigits.errors import ModelError
from kerasdigits.models.doors import SAFELY, Reading
from kerasdigits.runs import SCHEMA, DataCard, FitConfig, RunFolder, RunRecord, locked, versions
from kerasdigits.training.batches import FollowEpochs
from kerasdigits.training.budget import EndInTime, plan_within
from kerasdigits.training.checkpoint import load_checkpoint, refuse_other_setting
from kerasdigits.training.distribution.devices import ALONE, Distribution
from kerasdigits.training.evaluate import Evaluation, evaluate_model
from kerasdigits.training.hold_out import describe_split
from kerasdigits.training.losses import LOSSES
from kerasdigits.training.plan import require_tensorboard
from kerasdigits.training.prepare import (
    compile_for_keras,
    compile_model,
    make_batches,
    rebuild_plain,
)
from kerasdigits.training.progress import ShowProgress
from kerasdigits.training.snapshots import KeepSnapshots
from kerasdigits.training.steps.loop import train_epochs
from kerasdigits.version import __version__

CHECKPOINT_SECONDS = 0.5
NUM_SAMPLES = 12  # put aside for an export's proof


@dataclass(frozen=True)
class Fitted:
    """What a training from the beginning leaves: its folder, and what is in memory still.

    Attributes:
        run: The complete run.
        model: The trained model, compiled as it was saved.
        evaluation: What it does on the test set.
    """

    run: RunFolder
    model: keras.Model
    evaluation: Evaluation


def start(
    config: FitConfig,
    dataset: Dataset,
    out: Path,
    *,
    overwrite: bool = False,
    progress: bool = True,
    tensorboard: bool = False,
    deadline: float | None = None,
    distribution: Distribution = ALONE,
) -> Fitted:
    """Train from the beginning.

    Args:
        config: What to train and how.
        dataset: The data that `config.data` names.
        out: The run folder to make.
        overwrite: Replace a run that is there.
        progress: Show a bar or lines on stderr.
        tensorboard: Write event files to `out/tensorboard` too (needs tensorflow).
        deadline: When all must be done, by `time.monotonic`: the epochs become as many as end
            before it. None for the epochs of the configuration.
        distribution: Over which devices to train; in another process than the first one of several
            it is `distribution.follow` that trains along.

    Returns:
        The complete run, its model and evaluation.

    Raises:
        RunError: `out` is taken, or another process trains there.
        ModelError: The model or the loss does not fit the data, or the loss became NaN.
    """
    if tensorboard:
        require_tensorboard()
    with locked(out):
        if deadline is not None:
            config = plan_within(config, dataset, deadline)
        model, loss = compile_model(config, dataset, distribution)
        record = describe_run(config, dataset, model, loss)
        record = dataclasses.replace(record, device=distribution.describe(record.device))
        samples = choose_samples(dataset, NUM_SAMPLES)
        run = RunFolder.create(out, record, model, samples, overwrite=overwrite)
        others = [] if deadline is None else [EndInTime(deadline)]
        return _train(
            run,
            dataset,
            model,
            history=[],
            progress=progress,
            tensorboard=tensorboard,
            others=others,
            distribution=distribution,
        )


def resume(
    run: RunFolder,
    dataset: Dataset,
    *,
    progress: bool = True,
    tensorboard: bool = False,
    distribution: Distribution = ALONE,
    reading: Reading = SAFELY,
) -> RunFolder:
    """Go on with an interrupted run; it ends with the weights of an uninterrupted one.

    Args:
        run: The run.
        dataset: Its data, with the same fingerprint.
        progress: Show a bar or lines on stderr.
        tensorboard: Write event files to its `tensorboard` folder too.
        distribution: As for `start`; it may be another one than the run was started on.
        reading: Which custom objects and code its model may bring.

    Returns:
        The complete run; at once when it was complete already.

    Raises:
        RunError: There is no checkpoint, the data or the backend are others, or the run diverged.
    """
    with locked(run.final):
        if run.record.status == "complete" and run.model_path.is_file():
            run.settle()
            return run
        refuse_other_setting(run, dataset)
        if tensorboard:
            require_tensorboard()
        model, history = load_checkpoint(run, distribution, reading)
        fitted = _train(
            run,
            dataset,
            model,
            history=history,
            progress=progress,
            tensorboard=tensorboard,
            distribution=distribution,
        )
        return fitted.run


def _train(
    run: RunFolder,
    dataset: Dataset,
    model: keras.Model,
    *,
    history: list[dict[str, float]],
    progress: bool,
    tensorboard: bool,
    others: Sequence[keras.callbacks.Callback] = (),
    distribution: Distribution = ALONE,
) -> Fitted:
    """Train from where a history ends to the last epoch; measure the model and finish the run."""
    config = run.record.config
    loss = run.record.loss
    batches, validation = make_batches(config, dataset, loss)
    keep = _KeepEpochs(run, history, config.epochs)
    callbacks: list[keras.callbacks.Callback] = [
        FollowEpochs(batches),
        KeepSnapshots(run, len(history)),
        keep,
        *others,
    ]
    described = describe_split(dataset, config.validation_split)
    bar = ShowProgress(config.epochs, len(batches), len(history), described)
    if progress:
        callbacks.append(bar)
    if tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(run.path / "tensorboard"))
    try:
        train_epochs(
            model,
            batches,
            epochs=config.epochs,
            first_epoch=len(history),
            validation=validation,
            callbacks=callbacks,
            distribution=distribution,
        )
    finally:
        bar.close()
    if progress:
        bar.say(f"Measuring it on {len(dataset.x_test):,} test samples, and drawing its curves")
    model, trained_by = rebuild_plain(model, config, dataset, distribution)
    try:
        evaluation = evaluate_model(model, dataset, loss=loss)
    except ModelError:
        run.update(status="diverged", history=keep.history)
        raise
    metrics = {f"test_{name}": value for name, value in evaluation.metrics.items()}
    plots.save_curves(run.path / "curves.png", keep.history, run.final.name)
    compile_for_keras(model, config, loss, dataset.task, trained_by)
    run.finish(model, history=keep.history, metrics=metrics)
    return Fitted(run, model, evaluation)


class _KeepEpochs(keras.callbacks.Callback):
    """Write checkpoints; stop a training whose loss is no longer a finite number.

    An epoch that ends within half a second of the last checkpoint gets none: a resumed run repeats
    it, to the same weights, and a training of many short epochs does not wait for the disk.
    """

    def __init__(self, run: RunFolder, history: list[dict[str, float]], epochs: int):
        super().__init__()
        self.run = run
        self.history = list(history)
        self.epochs = epochs
        self.written = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        numbers = {name: float(value) for name, value in (logs or {}).items()}
        if not all(math.isfinite(value) for value in numbers.values()):
            self.run.update(status="diverged", history=self.history)
            raise ModelError(
                f"The loss stopped being a finite number in epoch {epoch + 1}",
                received=f"loss={numbers.get('loss')}",
                remedy="Train again with a lower --learning-rate and --overwrite",
            )
        numbers.setdefault("learning_rate", float(self.model.optimizer.learning_rate))
        seconds = round(time.perf_counter() - self.began, 3)
        self.history.append({"epoch": epoch + 1, **numbers, "seconds": seconds})
        if epoch + 1 == self.epochs or time.perf_counter() - self.written > CHECKPOINT_SECONDS:
            self.run.write_checkpoint(self.model, self.history)
            self.written = time.perf_counter()


def describe_run(config: FitConfig, dataset: Dataset, model: keras.Model, loss: str) -> RunRecord:
    """Say what is known of a run before its first step.

    Args:
        config: What to train and how.
        dataset: The data.
        model: The model.
        loss: The key of its loss in `LOSSES`.

    Returns:
        The record, of status `training`.
    """
    return RunRecord(
        schema=SCHEMA,
        kerasdigits=__version__,
        status="training",
        config=config,
        loss=loss,
        link=LOSSES[loss].link if dataset.task == "classification" else "linear",
        data=DataCard(
            name=dataset.name,
            source=dataset.source,
            fingerprint=dataset.fingerprint,
            task=dataset.task,
            input_shape=dataset.input_shape,
            class_names=dataset.class_names,
            preprocess=dataset.preprocess,
            train_samples=len(dataset.x_train),
            test_samples=len(dataset.x_test),
            input_name=dataset.input_name,
            output_name=dataset.output_name,
            columns=describe_columns(dataset.columns),
        ),
        parameters=model.count_params(),
        backend=keras.config.backend(),
        device=backend.device_name(),
        versions=versions(),
        history=[],
        metrics={},
    )
