"""TensorFlow.js's own verdict: load the folder in Node and replay the parity samples.

`web/dist/check.cjs` (source: `web/src/node/check.ts`) does the loading and measuring; here is the
tolerance.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import ExportError

# float32 has 24 bits (6e-8); sums of some thousand products in another order differ by about 1e-6.
TOLERANCE = 1e-5
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
    """

    tfjs_version: str
    backend: str
    samples: int
    max_abs_difference: float


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


def judge(answer: dict) -> CheckReport:
    """Turn an answer of check.cjs into a report.

    Args:
        answer: What `run_checker` returned for one folder.

    Returns:
        The report of a model that agrees with Keras.

    Raises:
        ExportError: The model does not load, or an output differs from Keras's by 1e-5 of its
            largest value (of 1, when that is smaller) or more.
    """
    if not answer.get("ok"):
        raise ExportError(
            "TensorFlow.js cannot run the exported model, so it was not kept",
            received=answer.get("error"),
            remedy="Please report this with the model's summary: it should have been refused",
        )
    for output in answer["outputs"]:
        scale = max(1.0, output["max_abs_value"])
        if not output["max_abs_difference"] < TOLERANCE * scale:
            raise ExportError(
                f'TensorFlow.js computes something else for output "{output["name"]}", so the '
                "exported model was not kept",
                received=f"a difference of {output['max_abs_difference']:.3g}",
                remedy="Please report this with the model's summary; on the torch backend, "
                "AveragePooling with padding='same' differs by itself",
            )
    return CheckReport(
        tfjs_version=answer["tfjs_version"],
        backend=answer["backend"],
        samples=answer["samples"],
        max_abs_difference=answer["max_abs_difference"],
    )
