"""Find the files of a data set: data_dir, KERASDIGITS_DATA, Keras's cache, then download."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.data.download import RemoteFile, download_file
from kerasdigits.errors import DataError, MissingDataError, join_words

VARIABLE = "KERASDIGITS_DATA"


@dataclass(frozen=True)
class Search:
    """Where to look for files, and whether to download what is not there.

    Attributes:
        data_dir: The user's folder; None when none was given.
        download: Whether a missing file may be downloaded to Keras's cache.
        timeout: Seconds without an answer after which a download is given up.
    """

    data_dir: Path | None = None
    download: bool = True
    timeout: float = 10.0

    def folders(self) -> list[Path]:
        """Return the folders to look in, the first first.

        Raises:
            DataError: `data_dir` was given and is not a folder.
        """
        folders = []
        if self.data_dir is not None:
            if not Path(self.data_dir).is_dir():
                raise DataError("The data folder does not exist", received=self.data_dir)
            folders.append(Path(self.data_dir))
        if os.environ.get(VARIABLE):
            folders.append(Path(os.environ[VARIABLE]))
        return [*folders, keras_cache()]

    def describe(self, subfolder: str = "") -> str:
        """Name the folders, in the order of the search: `A, B or C`."""
        return join_words([str(folder / subfolder) for folder in self.folders()], "or")

    def fetch(self, name: str, files: Sequence[RemoteFile], subfolder: str = "") -> list[Path]:
        """Download files to Keras's cache, where Keras itself finds them.

        Args:
            name: The data set's name.
            files: What to download.
            subfolder: Folder inside Keras's cache.

        Returns:
            The files' paths.

        Raises:
            MissingDataError: Downloading is not allowed or failed; the message says where to put
                the files and names the embedded choice.
        """
        wanted = ", ".join(file.name for file in files)
        places = self.describe(subfolder)
        remedy = f"Put {wanted} into {places}; `digits` is built in and needs no file"
        if not self.download:
            raise MissingDataError(f"The files of {name} were not found", remedy=remedy)
        try:
            return [download_file(file, keras_cache() / subfolder, self.timeout) for file in files]
        except DataError as error:
            text = str(error).removesuffix(".")
            raise MissingDataError(
                f"{name} was not found and cannot be downloaded: {text}", remedy=remedy
            ) from None


def keras_cache() -> Path:
    """Return the folder in which Keras keeps downloaded data sets.

    Returns:
        `datasets` in `KERAS_HOME`, or in `~/.keras`.
    """
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"
