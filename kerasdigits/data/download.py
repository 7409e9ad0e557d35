"""Download a file whole or not at all."""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kerasdigits.errors import DataError

BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where Keras itself gets these files (keras/src/datasets/mnist.py and fashion_mnist.py)."""

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class RemoteFile:
    """A file at `BASE_URL`.

    Attributes:
        name: Its name there and here.
        sha256: Its checksum in hex.
    """

    name: str
    sha256: str


def download_file(file: RemoteFile, folder: Path, timeout: float) -> Path:
    """Download a file, check it, and only then put it in its place.

    A progress bar is shown on stderr if that is a terminal.

    Args:
        file: What to download.
        folder: Where to put it; made when missing.
        timeout: Seconds without an answer after which to give up.

    Returns:
        The file's path; a file already there with the right checksum is not downloaded again.

    Raises:
        DataError: The server does not answer, the connection is cut, the checksum is wrong, or
            the folder cannot be written. Nothing is left behind.
    """
    import pooch
    import requests

    pooch.get_logger().setLevel("ERROR")
    fetch = partial(_stream, timeout=timeout)
    url = BASE_URL + file.name
    try:
        path = pooch.retrieve(url, f"sha256:{file.sha256}", file.name, folder, downloader=fetch)
    except requests.exceptions.Timeout:
        raise DataError(f"{url} did not answer within {timeout:g} s") from None
    except requests.exceptions.RequestException as error:
        raise DataError(
            f"{url} cannot be reached, or the connection broke off", received=_name(error)
        ) from None
    except ValueError:
        # pooch has no class of its own for a wrong checksum.
        raise DataError(f"{url} does not have the expected checksum") from None
    except OSError as error:
        raise DataError(f"{folder} cannot be written", received=error.strerror) from None
    return Path(path)


def _stream(url: str, output_file: str, _: object, *, timeout: float) -> None:
    """Stream a file, as pooch asks it of a downloader.

    pooch's own downloader leaves the socket open when the server refuses or falls silent.
    """
    import requests
    from tqdm import tqdm

    with (
        requests.get(url, stream=True, timeout=timeout) as response,
        open(output_file, "wb") as output,
    ):
        if not response.ok:
            raise DataError(f"{url} answered {response.status_code}")
        with tqdm(
            total=int(response.headers.get("Content-Length", 0)) or None,
            desc=url.rpartition("/")[2],
            unit="B",
            unit_scale=True,
            disable=not sys.stderr.isatty(),
        ) as bar:
            for chunk in response.iter_content(_CHUNK):
                output.write(chunk)
                bar.update(len(chunk))


def _name(error: BaseException) -> str:
    """Name an error of requests by its class: its text is a chain of nested representations."""
    return type(error).__name__
