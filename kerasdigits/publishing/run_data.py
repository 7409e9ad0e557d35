"""The data that a run was trained and tested on, where they are at hand and unchanged."""

from kerasdigits import data
from kerasdigits.data import Dataset
from kerasdigits.errors import DataError
from kerasdigits.runs import RunFolder


def load_run_data(run: RunFolder) -> Dataset:
    """Load a run's data again, without downloading anything.

    Args:
        run: The run.

    Returns:
        Its data set.

    Raises:
        DataError: The data are not here, or are not those of the run.
    """
    config = run.record.config
    dataset = data.load(config.data, download=False, classes=config.classes)
    if dataset.fingerprint != run.record.data.fingerprint:
        raise DataError("these are not the data that the run was tested on")
    return dataset
