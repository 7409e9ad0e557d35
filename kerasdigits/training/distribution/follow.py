"""A process that trains along with the first one of several, and writes nothing."""

from __future__ import annotations

from kerasdigits.data import Dataset
from kerasdigits.models.doors import SAFELY, Reading
from kerasdigits.runs import FitConfig, RunFolder
from kerasdigits.training.batches import FollowEpochs
from kerasdigits.training.checkpoint import load_checkpoint, refuse_other_setting
from kerasdigits.training.distribution.devices import Distribution
from kerasdigits.training.prepare import compile_model, make_batches
from kerasdigits.training.steps.loop import train_epochs


def follow(
    config: FitConfig,
    dataset: Dataset,
    distribution: Distribution,
    run: RunFolder | None = None,
    reading: Reading = SAFELY,
) -> None:
    """Take the share of this process in each step of a training.

    Args:
        config: What to train and how; the same in each process.
        dataset: The data; the same, too.
        distribution: Over which devices.
        run: What is resumed, in a folder that all processes see; None for a new training.
        reading: Of what is resumed: which custom objects and code its model may bring.

    Raises:
        ModelError: The training cannot be distributed.
        RunError: There is no checkpoint, or the data or the backend are others.
    """
    if run is None:
        model, loss = compile_model(config, dataset, distribution)
        begun = 0
    elif run.record.status == "complete":
        return
    else:
        refuse_other_setting(run, dataset)
        model, history = load_checkpoint(run, distribution, reading)
        loss, begun = run.record.loss, len(history)
    batches, _ = make_batches(config, dataset, loss)
    train_epochs(
        model,
        batches,
        epochs=config.epochs,
        first_epoch=begun,
        callbacks=[FollowEpochs(batches)],
        distribution=distribution,
    )
