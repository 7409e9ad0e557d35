"""TensorFlow.js's own verdict: load the folder in Node and replay the parity samples.

`web/dist/check.cjs` (source: `web/src/node/check.ts`) does the loading and measuring; here is the
tolerance.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.quantize import QuantizedDtype

if TYPE_CHECKING:
    import keras

# All tolerances are relative to an output's largest absolute value.
# float32 has 24 bits (6e-8); sums of some thousand products in another order differ by about 1e-6.
TOLERANCE = 1e-5
# From layer to layer such differences grow; keras.applications have 50 to 300 layers with weights.
DEEP_TOLERANCE = 1e-4
_DEEP = 50
# What somebody who replays samples of a quantized model may expect. The export of a uint8 model
# is not held to it: how much one byte a weight costs differs, and is reported.
QUANTIZED_TOLERANCES = {"float16": 1e-2, "uint16": 1e-2, "uint8": 1e-1}
_SECONDS = 600
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class CheckReport:
    """What TensorFlow.js said.

    Args:
        tfjs_version: Such as `4.22.0`.
        backend: TensorFlow.js's backend, `cpu`.
        samples: How many parity samples were replayed.
        max_abs_difference: The largest |TensorFlow.js - Keras| over all outputs.
        max_relative_difference: The largest difference relative to its output's largest absolute
            value (absolute for an output that is 0 everywhere).
    """

    tfjs_version: str
    backend: str
    samples: int
    max_abs_difference: float
    max_relative_difference: float


def choose_tolerance(model: "keras.Model", quantized: QuantizedDtype | None = None) -> float:
    """Choose how far TensorFlow.js may be from Keras.

    Args:
        model: The model.
        quantized: How its weights are stored, None for float32.

    Returns:
        The difference that is still agreement, relative to an output's largest absolute value.
    """
    if quantized is not None:
        return QUANTIZED_TOLERANCES[quantized]
    return DEEP_TOLERANCE if _count_layers_with_weights(model) > _DEEP else TOLERANCE


def relative_difference(difference: float, largest: float) -> float:
    """Relate a difference to an output's largest absolute value, unless that is 0."""
    return difference / largest if largest else difference


def missing_checker() -> str | None:
    """Say what keeps us from checking.

    Returns:
        The reason, with what to do, or None when everything is there.
    """
    if shutil.which("node") is None:
        return "Node.js is not installed (install version 20 or later)"
    if find_checker() is None:
        return "web/dist/check.cjs is not built (run `make setup`)"
    return None


def find_checker() -> Path | None:
    """Find check.cjs, in an installed package or in a checkout.

    Returns:
        Its path, or None.
    """
    for web in (_PACKAGE / "web", _PACKAGE.parent / "web"):
        if (web / "dist" / "check.cjs").is_file():
            return web / "dist" / "check.cjs"
    return None


def run_checker(folders: list[Path]) -> list[dict]:
    """Ask TensorFlow.js about model folders, in one Node process.

    Args:
        folders: The folders.

    Returns:
        One answer a folder, as check.cjs prints it: `{"ok": true, ...}` or
        `{"ok": false, "error": ...}`.

    Raises:
        ExportError: Node or check.cjs is missing, or fails before it answers.
    """
    reason = missing_checker()
    if reason is not None:
        raise ExportError(f"The model cannot be checked: {reason}")
    # Absolute paths: a folder whose name begins with a dash must not look like an option.
    command = ["node", str(find_checker()), *(str(folder.resolve()) for folder in folders)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ExportError(
            f"TensorFlow.js did not answer within {_SECONDS} seconds", received=folders[0]
        ) from error
    try:
        answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    except json.JSONDecodeError:
        answers = []
    if len(answers) != len(folders):
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise ExportError(
            "The check with TensorFlow.js failed before it answered",
            received=last,
            remedy="Run `make setup` to build web/dist/check.cjs anew",
        )
    return answers


def judge(answer: dict, tolerance: float | None = TOLERANCE) -> CheckReport:
    """Turn an answer of check.cjs into a report.

    Args:
        answer: What `run_checker` returned for one folder.
        tolerance: The largest difference, relative to each output's largest absolute value, that
            is still agreement (`choose_tolerance`); None only measures.

    Returns:
        The report of a model that agrees with Keras.

    Raises:
        ExportError: The model does not load, or an output differs from Keras's by more.
    """
    if not answer.get("ok"):
        raise ExportError(
            "TensorFlow.js cannot run the exported model, so it was not kept",
            received=answer.get("error"),
            remedy="Please report this with the model's summary: it should have been refused",
        )
    largest = 0.0
    for output in answer["outputs"]:
        relative = relative_difference(output["max_abs_difference"], output["max_abs_value"])
        if tolerance is not None and not relative <= tolerance:
            raise _differs(output["name"], relative, tolerance)
        largest = max(largest, relative)
    return CheckReport(
        tfjs_version=answer["tfjs_version"],
        backend=answer["backend"],
        samples=answer["samples"],
        max_abs_difference=answer["max_abs_difference"],
        max_relative_difference=largest,
    )


def _differs(output: str, relative: float, tolerance: float) -> ExportError:
    """Say that an output is another; what to do depends on whether the weights were quantized."""
    if tolerance > DEEP_TOLERANCE:
        return ExportError(
            f'Quantized, the model computes something else for output "{output}", so it was not '
            "kept",
            received=f"a relative difference of {relative:.2g}, where {tolerance:g} is allowed",
            remedy="Exclude the weights that matter most from quantization (a normalization's "
            "moving variance, a small last layer), or quantize less",
        )
    return ExportError(
        f'TensorFlow.js computes something else for output "{output}", so the exported model was '
        "not kept",
        received=f"a relative difference of {relative:.2g}, where {tolerance:g} is allowed",
        remedy="Please report this with the model's summary; on the torch backend, "
        "AveragePooling with padding='same' differs by itself",
    )


def _count_layers_with_weights(model: "keras.Model") -> int:
    """Count the layers that own variables themselves, those inside other layers too."""
    layers = model._flatten_layers()
    return sum(
        bool(layer._trainable_variables or layer._non_trainable_variables) for layer in layers
    )
