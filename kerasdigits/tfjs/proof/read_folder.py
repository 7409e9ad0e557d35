"""What a model folder of any maker says of itself."""

from pathlib import Path
from typing import Any

from kerasdigits.errors import ExportError
from kerasdigits.files import read_json
from kerasdigits.tfjs.format.model_json import METADATA_VERSION, UPGRADES
from kerasdigits.upgrade import upgrade


def read_model_json(folder: Path) -> dict[str, Any]:
    """Read model.json.

    Args:
        folder: The folder that holds it.

    Returns:
        What it says; our metadata as this version writes them.

    Raises:
        ExportError: There is none, it holds no model, or a later kerasdigits wrote it.
    """
    path = folder / "model.json"
    try:
        content = read_json(path)
    except FileNotFoundError:
        raise ExportError(
            "There is no model folder here",
            received=path,
            remedy="Give the folder that holds model.json",
        ) from None
    except (OSError, ValueError) as error:
        raise ExportError("model.json cannot be read", received=f"{path}: {error}") from error
    if not isinstance(content, dict) or "modelTopology" not in content:
        raise ExportError("This model.json holds no TensorFlow.js model", received=path)
    metadata = find_metadata(content)
    if metadata:
        stated = {"version": METADATA_VERSION, **metadata}  # ours do; others may hold our samples
        read = upgrade(
            stated, METADATA_VERSION, UPGRADES, path=path, error=ExportError, key="version"
        )
        content["userDefinedMetadata"]["kerasdigits"] = read
    return content


def find_metadata(content: dict) -> dict:
    """Find what our exporter says of a model; other exporters say nothing.

    Args:
        content: What model.json says.

    Returns:
        `userDefinedMetadata.kerasdigits`, or nothing.
    """
    try:
        found = content["userDefinedMetadata"]["kerasdigits"]
    except (KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def find_parity(content: dict) -> dict | None:
    """Find the samples that our exporter stores; other exporters store none.

    Args:
        content: What model.json says.

    Returns:
        `parity` as our exporter writes it, or None.
    """
    parity = find_metadata(content).get("parity")
    return parity if isinstance(parity, dict) and parity.get("inputs") else None
