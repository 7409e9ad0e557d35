"""Where the cache of Hugging Face keeps a repository; nothing is fetched unless the user asks.

Its form (huggingface_hub, `constants.py` and `file_download.py`):
`models--OWNER--NAME/snapshots/REVISION/` holds the files, `refs/main` the newest revision.
"""

import os
import re
from pathlib import Path

from kerasdigits.errors import ModelError

_ADDRESS = re.compile(r"hf:/{1,2}([\w.-]+)/([\w.-]+)(?:@([\w.-]+))?")


def find_snapshot(address: str, *, download: bool = False) -> Path:
    """Find the folder of a repository.

    Args:
        address: `hf://owner/name` or `hf://owner/name@revision`; one slash will do.
        download: Whether it may be fetched.

    Returns:
        The folder with its files.

    Raises:
        ModelError: It is not an address, is not in the cache and may not be fetched, or cannot be.
    """
    parts = _ADDRESS.fullmatch(address)
    if parts is None or {parts[1], parts[2]} & {".", ".."}:
        raise ModelError(
            "This is not the address of a model", received=address, remedy="Give hf://OWNER/NAME"
        )
    owner, name, revision = parts.groups()
    if download:
        return _download(f"{owner}/{name}", revision)
    folder = _cache() / f"models--{owner}--{name}"
    found = _find_revision(folder, revision)
    if found is None:
        raise ModelError(
            "This model is not in the cache of Hugging Face, and nothing is downloaded unasked",
            received=f"hf://{owner}/{name}; looked for {folder}",
            remedy="Add --download to fetch it",
        )
    return found


def _cache() -> Path:
    """Find the cache by the variables that huggingface_hub reads."""
    own = os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE")
    if own:
        return Path(own).expanduser()
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{caches}/huggingface"
    return Path(home).expanduser() / "hub"


def _find_revision(folder: Path, revision: str | None) -> Path | None:
    """Find a revision: the one that is asked for, that of `main`, or the only one."""
    reference = folder / "refs" / (revision or "main")
    if reference.is_file():
        revision = reference.read_text(encoding="utf-8").strip()
    if (
        revision
        and re.fullmatch(r"[\w.-]+", revision)
        and (folder / "snapshots" / revision).is_dir()
    ):
        return folder / "snapshots" / revision
    there = [path for path in (folder / "snapshots").glob("*") if path.is_dir()]
    return there[0] if revision is None and len(there) == 1 else None


def _download(repository: str, revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ModelError(
            "Downloading needs huggingface_hub, which is not installed",
            received=f"hf://{repository}",
            remedy="pip install huggingface_hub",
        ) from error
    try:
        return Path(snapshot_download(repository, revision=revision))
    except Exception as error:  # of the network, of the hub, of the disk
        raise ModelError(
            "The model cannot be downloaded",
            received=f"hf://{repository}: {type(error).__name__}: {error}",
        ) from error
