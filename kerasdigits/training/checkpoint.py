"""What a run that was interrupted goes on with: the model of its last checkpoint."""

from __future__ import annotations

import keras

from kerasdigits import backend
from kerasdigits.data import Dataset
from kerasdigits.errors import RunError, option
from kerasdigits.models.doors import SAFELY, Reading
from kerasdigits.runs import RunFolder
from kerasdigits.training.distribution.devices import Distribution
from kerasdigits.training.distribution.limits import check_distributable
from kerasdigits.training.own_code import load_model_of_run
from kerasdigits.training.precision import computing_in


def load_checkpoint(
    run: RunFolder, distribution: Distribution, reading: Reading = SAFELY
) -> tuple[keras.Model, list[dict[str, float]]]:
    """Open an interrupted run's last checkpoint, to go on.

    Args:
        run: The run.
        distribution: Over which devices to go on.
        reading: Which custom objects and code its model may bring.

    Returns:
        The compiled model, and the history of the epochs that it has seen.

    Raises:
        RunError: There is none.
        ModelError: The training cannot be distributed, or the model needs code.
    """
    config = run.record.config
    file, history = run.read_checkpoint()
    backend.seed(config.seed)
    # Without its precision Keras drops the state of a float16 optimizer.
    with distribution.scope(), computing_in(config.precision):
        model = load_model_of_run(file, config.model, reading)
    check_distributable(model, config, distribution)
    return model, history


def refuse_other_setting(run: RunFolder, dataset: Dataset) -> None:
    """Check that a run may go on here.

    Args:
        run: The run.
        dataset: Its data.

    Raises:
        RunError: The data or the backend are others, or the run diverged.
    """
    record = run.record
    if record.status == "diverged":
        raise RunError(
            "This run's loss stopped being a finite number, so there is nothing to resume",
            received=run.path,
            remedy="Train again with a lower --learning-rate and --overwrite",
        )
    if record.data.fingerprint != dataset.fingerprint:
        raise RunError(
            f"These are not the data that the run was started with ({record.data.name})",
            received=f"fingerprint {dataset.fingerprint[:12]}…",
            remedy=f"Give the same {option('data_dir')} as before",
        )
    if record.backend != keras.config.backend():
        raise RunError(
            f"The run was started on {record.backend}",
            received=keras.config.backend(),
            remedy=f"Resume with --backend {record.backend}",
        )
