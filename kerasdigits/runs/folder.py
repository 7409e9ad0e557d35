"""The run folder: what a fit leaves behind, written so that no moment shows half of it.

runs/NAME/
    run.json         the record: schema, status, configuration, data, versions, history, metrics
    model.keras      the trained model (when the run is complete)
    samples.npz      a few test samples, which an export replays as its proof
    history.csv      one row an epoch
    curves.png       loss and metric by epoch
    epochs.npz       the weights after a few epochs, for the page; not of a large model
    checkpoint/      the model and optimizer after the last whole epoch; latest.json names it
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import os
import platform
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits import backend
from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import RunError, option
from kerasdigits.files import (
    move_folder,
    read_json,
    replacing_file,
    replacing_folder,
    restore_folder,
)
from kerasdigits.runs.record import SCHEMA, UPGRADES, RunRecord
from kerasdigits.upgrade import upgrade

if TYPE_CHECKING:
    import keras

_RECORD = "run.json"
_LATEST = "checkpoint/latest.json"
_MODEL = "model.keras"


class RunFolder:
    """A run on disk.

    Args:
        path: The folder.

    Attributes:
        path: The folder.
        final: Where it will be when it is complete: `path`, unless it replaces a complete run.
        record: What `run.json` holds.

    Raises:
        RunError: There is no readable run at `path`.
    """

    def __init__(self, path: Path | str):
        self.path = self.final = Path(path)
        with contextlib.suppress(OSError):  # a folder that may not be written to lacks nothing
            restore_folder(self.path)
        self.record = self._read_record()

    @classmethod
    def create(
        cls,
        path: Path | str,
        record: RunRecord,
        model: keras.Model,
        samples: dict[str, np.ndarray],
        *,
        overwrite: bool = False,
    ) -> RunFolder:
        """Start a run: the folder appears whole, with a checkpoint of the untrained model.

        Args:
            path: Where to put it.
            record: What is known of it, of status `training`.
            model: The compiled, untrained model.
            samples: Arrays for `samples.npz`.
            overwrite: Replace a run that is there already; a complete one stays until the new one
                is complete, too.

        Returns:
            The run.

        Raises:
            RunError: Something is at `path` already.
        """
        path = Path(path)
        refuse_existing(path, overwrite)
        place = _waiting(path) if (path / _MODEL).is_file() else path
        with replacing_folder(place) as folder:
            _write_json(folder / _RECORD, record.to_json())
            # The stubs take any array of a dict for savez's own `allow_pickle`.
            np.savez_compressed(folder / "samples.npz", **samples)  # type: ignore[arg-type]
            (folder / "checkpoint").mkdir()
            _write_checkpoint(folder, model, [])
        return cls._of(place, path)

    @classmethod
    def to_resume(cls, path: Path | str) -> RunFolder:
        """Open the run to go on with: the one at a path, or the one that is to replace it.

        Args:
            path: The run folder.

        Raises:
            RunError: There is no readable run.
        """
        waiting = _waiting(Path(path))
        unfinished = (waiting / _RECORD).is_file()
        return cls._of(waiting if unfinished else Path(path), Path(path))

    @classmethod
    def _of(cls, place: Path, final: Path) -> RunFolder:
        run = cls(place)
        run.final = final
        return run

    def settle(self) -> None:
        """Put a complete run where it belongs; the one that it replaces is deleted."""
        if self.path != self.final:
            restore_folder(self.final)
            move_folder(self.path, self.final)
            self.path = self.final

    @property
    def model_path(self) -> Path:
        """The trained model's file."""
        return self.path / _MODEL

    def read_samples(self) -> dict[str, np.ndarray]:
        """Read the test samples that the fit put aside: `x` and `y`."""
        path = self.path / "samples.npz"
        try:
            with np.load(path, allow_pickle=False) as samples:
                return {"x": samples["x"], "y": samples["y"]}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
            raise RunError(
                "The run's samples cannot be read, and an export needs them as its proof",
                received=path,
                remedy=f"Train the run again with {option('overwrite', True)}",
            ) from error

    @property
    def snapshots_path(self) -> Path:
        """The file of the weights after a few epochs, which not every run has."""
        return self.path / "epochs.npz"

    def write_checkpoint(self, model: keras.Model, history: list[dict[str, float]]) -> None:
        """Keep the model and optimizer after an epoch; the former checkpoint goes afterwards."""
        _write_checkpoint(self.path, model, history)

    def read_checkpoint(self) -> tuple[Path, list[dict[str, float]]]:
        """Find the last checkpoint.

        Returns:
            The path of its `.keras` file and the history of the epochs that it has seen.

        Raises:
            RunError: There is none.
        """
        try:
            latest = read_json(self.path / _LATEST)
            file = self.path / "checkpoint" / Path(latest["file"]).name
            history = latest["history"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._no_checkpoint() from error
        if not file.is_file():
            raise self._no_checkpoint()
        return file, history

    def finish(
        self, model: keras.Model, history: list[dict[str, float]], metrics: dict[str, float]
    ) -> None:
        """Write the trained model, mark the run complete and put it in its place, in this order.

        Args:
            model: The trained model.
            history: A row an epoch.
            metrics: What it was measured to do.
        """
        with replacing_file(self.model_path) as temporary, without_importing_tensorflow():
            model.save(temporary)
        self.update(status="complete", history=history, metrics=metrics)
        self.settle()

    def update(self, **fields: Any) -> None:
        """Change fields of the record, and write the history beside it as a table."""
        self.record = dataclasses.replace(self.record, **fields)
        _write_json(self.path / _RECORD, self.record.to_json())
        if self.record.history:
            self._write_history(self.record.history)

    def _write_history(self, history: list[dict[str, float]]) -> None:
        with (
            replacing_file(self.path / "history.csv") as temporary,
            temporary.open("w", newline="") as file,
        ):
            writer = csv.DictWriter(file, fieldnames=list(history[0]))
            writer.writeheader()
            writer.writerows(history)

    def _read_record(self) -> RunRecord:
        path = self.path / _RECORD
        try:
            content = read_json(path)
        except FileNotFoundError as error:
            raise RunError(
                "There is no run at this path",
                received=self.path,
                remedy="Give the folder that `kerasdigits fit` wrote",
            ) from error
        except (OSError, ValueError) as error:
            raise RunError(
                "This run's record cannot be read",
                received=f"{path}: {error}",
                remedy="Take it from a copy of the run, or train the run again",
            ) from error
        if not isinstance(content, dict):
            raise RunError("This run's record is damaged: it holds no fields", received=path)
        content = upgrade(content, SCHEMA, UPGRADES, path=path, error=RunError)
        try:
            return RunRecord.from_json(content)
        except ValueError as error:
            raise RunError(f"This run's record is damaged: {error}", received=path) from error

    def _no_checkpoint(self) -> RunError:
        return RunError(
            "This run has no checkpoint to resume from",
            received=self.path,
            remedy=f"Start it again with {option('overwrite', True)}",
        )


def is_unfinished(path: Path) -> bool:
    """Tell whether there is a run to go on with at a path, or one that is to replace it.

    Args:
        path: The run folder.
    """
    return (_waiting(path) / _RECORD).is_file() or (
        (path / _RECORD).is_file() and not (path / _MODEL).is_file()
    )


def _waiting(path: Path) -> Path:
    """Say where a run is trained that is to replace a complete one."""
    return path.with_name(f".{path.name}.new")


def refuse_existing(path: Path, overwrite: bool) -> None:
    """Refuse to write over what is at a path, unless it is a run and may be replaced.

    Raises:
        RunError: Something is there and may not be replaced.
    """
    restore_folder(path)
    if not path.exists():
        return
    if not (path / _RECORD).is_file():
        raise RunError(
            "Something that is not a run is at this path",
            received=path,
            remedy=f"Choose another {option('out')}",
        )
    if not overwrite:
        raise RunError(
            "There is already a run at this path",
            received=path,
            remedy="Choose another --out, continue it with --resume, or replace it with "
            "--overwrite",
        )


def versions() -> dict[str, str]:
    """Give the versions that a result depends on: Python, Keras, the backend, NumPy."""
    import keras

    name = keras.config.backend()
    return {
        "python": platform.python_version(),
        "keras": keras.version(),
        name: backend.version(name) or "?",
        "numpy": np.__version__,
    }


def _write_checkpoint(folder: Path, model: keras.Model, history: list[dict[str, float]]) -> None:
    """Write the new checkpoint, then the file that names it, then remove the old ones."""
    checkpoint = folder / "checkpoint"
    name = f"epoch-{len(history):04d}.keras"
    with replacing_file(checkpoint / name) as temporary, without_importing_tensorflow():
        model.save(temporary)
    _write_json(folder / _LATEST, {"file": name, "history": history})
    for old in checkpoint.glob("*.keras"):
        if old.name != name:
            old.unlink()


def _write_json(path: Path, content: dict[str, Any]) -> None:
    with replacing_file(path) as temporary, temporary.open("w") as file:
        json.dump(content, file, indent=2, allow_nan=False)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
