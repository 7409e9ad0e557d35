"""epochs.js: the weights of a model at other times of its training, as one classic script.

    globalThis.kerasdigitsEpochs[NAME] = {
      "weights": [{"name": "outputs/kernel", "shape": [30, 10]}, ...],
      "snapshots": [{"epoch": 0, "affine": [[min, scale], ...], "data": BASE64}, ...]
    }

`data` holds the weights one after the other, a byte a value: `value = byte * scale + min`, as
uint8 is quantized in model.json. What is not listed is as in the model: constants, whole numbers.
"""

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdigits.tfjs.format.model_js import write_registration
from kerasdigits.tfjs.format.quantize import quantize
from kerasdigits.tfjs.format.weights import NamedWeight, read_weight

FILE = "epochs.js"


@dataclass(frozen=True)
class Snapshot:
    """A model's weights at one time.

    Attributes:
        epoch: After how many epochs; 0 for the start.
        values: Name and float32 values of each weight, in the manifest's order.
    """

    epoch: int
    values: dict[str, np.ndarray]


def take_snapshot(epoch: int, weights: list[NamedWeight]) -> Snapshot:
    """Read what a model's weights are now.

    Args:
        epoch: After how many epochs.
        weights: The model's weights as they are written to its folder.

    Returns:
        Its learned float32 weights, copied.
    """
    read = {weight.name: read_weight(weight) for weight in weights if not weight.constant}
    values = {name: np.array(a) for name, (a, dtype) in read.items() if dtype == "float32"}
    return Snapshot(epoch, values)


def write_snapshots(folder: Path, name: str, snapshots: list[Snapshot], most_bytes: int) -> int:
    """Write the script; of too many snapshots some in the middle are left out.

    Args:
        folder: The model folder.
        name: The key under which the page finds them: the model's in model.js.
        snapshots: At least one, of one model, by rising epochs.
        most_bytes: How large the file may be.

    Returns:
        How many were written; 0 where none fits, and then there is no file.
    """
    described = [
        {"name": key, "shape": list(values.shape)} for key, values in snapshots[0].values.items()
    ]
    kept = list(snapshots)
    while kept:
        content = {"weights": described, "snapshots": [_write_snapshot(one) for one in kept]}
        script = write_registration("kerasdigitsEpochs", name, content)
        if len(script) <= most_bytes:
            (folder / FILE).write_text(script, encoding="ascii", newline="\n")
            break
        kept.pop(len(kept) // 2 if len(kept) > 1 else 0)
    return len(kept)


def _write_snapshot(snapshot: Snapshot) -> dict:
    affine: list[list[float]] = []
    stored: list[np.ndarray] = []
    for values in snapshot.values.values():
        quantized = quantize(values, "uint8")
        if quantized is None:  # it holds no value
            affine.append([0.0, 1.0])
            continue
        affine.append([quantized.description["min"], quantized.description["scale"]])
        stored += quantized.pieces
    data = np.concatenate(stored).tobytes() if stored else b""
    return {
        "epoch": snapshot.epoch,
        "affine": affine,
        "data": base64.b64encode(data).decode("ascii"),
    }
