"""The run folder: what a fit leaves behind, and its record.

config.py     the configuration of a fit: the fields, with their meaning
record.py     what run.json holds, each field with its type
snapshots.py  the weights after a few epochs, small, for the page
compare.py    runs side by side
lock.py       one process trains a run at a time
folder.py     the folder on disk: made, read, resumed and finished, never half written
"""

from kerasdigits.runs.config import FitConfig
from kerasdigits.runs.folder import RunFolder, refuse_existing, versions
from kerasdigits.runs.lock import locked, refuse_running
from kerasdigits.runs.record import SCHEMA, DataCard, RunRecord

__all__ = [
    "SCHEMA",
    "DataCard",
    "FitConfig",
    "RunFolder",
    "RunRecord",
    "locked",
    "refuse_existing",
    "refuse_running",
    "versions",
]
