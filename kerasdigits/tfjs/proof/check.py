"""TensorFlow.js's own verdict: load the folder in Node and replay the parity samples.

`web/dist/check.cjs` (source: `web/src/node/check.ts`) does the loading and measuring; here is the
tolerance.
"""

import contextlib
import json
import math
import queue
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kerasdigits.errors import CheckError, ExportError
from kerasdigits.tfjs.format.model_json import TOLERANCE
from kerasdigits.tfjs.format.quantize import QuantizedDtype
from kerasdigits.tfjs.format.tensor_record import decode_tensor, encode_tensor
from kerasdigits.tfjs.reference.keras_internals import all_layers, owns_variables
from kerasdigits.web_files import find_built

if TYPE_CHECKING:
    import keras
    import numpy as np

# All tolerances are relative to an output's largest absolute value, as TOLERANCE is.
# From layer to layer such differences grow; keras.applications have 50 to 300 layers with weights.
DEEP_TOLERANCE = 1e-4
_DEEP = 50
# What somebody who replays samples of a quantized model may expect. The export of a uint8 model
# is not held to it: how much one byte a weight costs differs, and is reported.
QUANTIZED_TOLERANCES = {"float16": 1e-2, "uint16": 1e-2, "uint8": 1e-1}
_SECONDS = 600


@dataclass(frozen=True)
class CheckReport:
    """What TensorFlow.js said.

    Attributes:
        tfjs_version: Such as `4.22.0`.
        backend: TensorFlow.js's backend: `cpu`, or `wasm` for a large model.
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


def widen_tolerance(rounding: float) -> float:
    """Give the tolerance of a model whose own float32 results are off by so much."""
    return min(10.0 ** math.ceil(math.log10(4 * rounding or 1e-9)), 1e-2)


def relative_difference(difference: float, largest: float) -> float:
    """Relate a difference to an output's largest absolute value, unless that is 0."""
    return difference / largest if largest else difference


def missing_checker() -> str | None:
    """Say what is missing for a check in Node.

    Returns:
        The reason, with what to do, or None when everything is there.
    """
    if shutil.which("node") is None:
        return "Node.js is not installed (install version 20 or later)"
    if find_built("check.cjs") is None:
        return "web/dist/check.cjs is not built (run `make setup`)"
    return None


class NodeChecker:
    """One Node process with TensorFlow.js that answers for many folders.

    A context manager; the process lives as long as the block.

    Args:
        backend: Which backend will be asked for first, `cpu` or `wasm`; it starts with Node.
    """

    def __init__(self, backend: str = "cpu"):
        self._backend = backend

    def __enter__(self) -> "NodeChecker":
        """Start Node.

        Raises:
            ExportError: Node or check.cjs is missing.
        """
        reason = missing_checker()
        if reason is not None:
            raise ExportError(f"The model cannot be checked: {reason}")
        self._folder = tempfile.TemporaryDirectory(prefix="kerasdigits-check-")
        self._errors = tempfile.TemporaryFile()
        self._node = subprocess.Popen(
            ["node", str(find_built("check.cjs")), "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
        )
        # Popen's type leaves open whether there are pipes; both were asked for.
        self._questions = cast("IO[str]", self._node.stdin)
        self._answers = cast("IO[str]", self._node.stdout)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # A read of a pipe cannot time out; a thread's queue can.
        threading.Thread(target=self._read_lines, daemon=True).start()
        self._write({"start": self._backend})
        return self

    def __exit__(self, *_: object) -> None:
        """End Node."""
        self._node.kill()
        self._node.wait()
        with contextlib.suppress(BrokenPipeError):  # a question that Node no longer took
            self._questions.close()
        self._errors.close()
        self._folder.cleanup()

    def ask(
        self,
        folder: Path,
        batches: "list[list[np.ndarray]] | None" = None,
        *,
        parity: bool = True,
        backend: str = "cpu",
    ) -> dict:
        """Ask about one folder.

        Args:
            folder: The model folder.
            batches: Inputs to run, one array for each input of the model in each batch; None for
                none.
            parity: Whether to replay the folder's own samples and compare model.js.
            backend: `cpu`, or `wasm`, which is many times as fast; a model that WebAssembly
                computes wrongly can spoil it for those after it.

        Returns:
            `{"ok": true, ...}` as check.cjs prints it, with the `batches` of outputs as arrays, or
            `{"ok": false, "error": ...}`.

        Raises:
            ExportError: Node ends, or does not answer in ten minutes.
        """
        request = {"folder": str(folder.resolve()), "parity": parity, "backend": backend}
        if batches is not None:
            inputs = Path(self._folder.name) / "inputs.json"
            inputs.write_text(json.dumps(encode_batches(batches)), encoding="ascii")
            request["inputs"] = str(inputs)
        self._write(request)
        return decode_answer(self._read_answer(folder))

    def train(self, folder: Path, x: "np.ndarray", y: "np.ndarray", epochs: int, size: int) -> dict:
        """Have TensorFlow.js train a folder's model by `fit`, as a page would.

        Args:
            folder: The folder of a layers model that was exported with its optimizer and loss.
            x: Inputs `(n, ...)` of its only input.
            y: Targets `(n, ...)`.
            epochs: How many times through them, at least 1.
            size: Samples in a batch; they come in their order.

        Returns:
            `{"ok": true, ...}` with `batches`, the weights before the first epoch and after each,
            `losses` and `evaluated`; or `{"ok": false, "error": ...}`.

        Raises:
            ExportError: Node ends, or does not answer in ten minutes.
        """
        fit = {"x": encode_tensor(x), "y": encode_tensor(y), "epochs": epochs, "batchSize": size}
        path = Path(self._folder.name) / "fit.json"
        path.write_text(json.dumps(fit), encoding="ascii")
        self._write({"folder": str(folder.resolve()), "fit": str(path)})
        return decode_answer(self._read_answer(folder))

    def _write(self, request: dict) -> None:
        with contextlib.suppress(BrokenPipeError):  # then there is no answer either
            self._questions.write(json.dumps(request) + "\n")
            self._questions.flush()

    def _read_lines(self) -> None:
        with self._answers as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _read_answer(self, folder: Path) -> dict:
        try:
            line = self._lines.get(timeout=_SECONDS)
        except queue.Empty:
            raise ExportError(
                f"TensorFlow.js did not answer within {_SECONDS} seconds", received=folder
            ) from None
        try:
            return json.loads(line or "")  # None when Node ended
        except json.JSONDecodeError as error:
            self._errors.seek(0)
            last = self._errors.read().decode(errors="replace").strip() or line or "no output"
            raise ExportError(
                "The check with TensorFlow.js failed before it answered",
                received=last.splitlines()[-1],
                remedy="Run `make setup` to build web/dist/check.cjs anew",
            ) from error


def encode_batches(batches: "list[list[np.ndarray]]") -> dict:
    """Write batches of inputs as the checks read them: `{"batches": [[TENSOR, ...], ...]}`."""
    return {"batches": [[encode_tensor(array) for array in batch] for batch in batches]}


def decode_answer(answer: dict) -> dict:
    """Turn the tensors of an answer's `batches` into arrays."""
    if "batches" not in answer:
        return answer
    batches = [[decode_tensor(record) for record in batch] for batch in answer["batches"]]
    return {**answer, "batches": batches}


def run_checker(folders: list[Path]) -> list[dict]:
    """Ask TensorFlow.js about model folders, in one Node process.

    Args:
        folders: The folders.

    Returns:
        One answer a folder: `{"ok": true, ...}` or `{"ok": false, "error": ...}`.

    Raises:
        ExportError: Node or check.cjs is missing, or fails before it answers.
    """
    with NodeChecker() as checker:
        return [checker.ask(folder) for folder in folders]


def judge(
    answer: dict, tolerance: float | None = TOLERANCE, *, quantized: bool = False
) -> CheckReport:
    """Turn an answer of check.cjs into a report.

    Args:
        answer: What `run_checker` returned for one folder.
        tolerance: The largest difference, relative to each output's largest absolute value, that
            is still agreement (`choose_tolerance`); None only measures.
        quantized: Whether it is that large because weights are quantized.

    Returns:
        The report of a model that agrees with Keras.

    Raises:
        CheckError: The model does not load, or an output differs from Keras's by more.
    """
    if not answer.get("ok"):
        raise CheckError(
            "TensorFlow.js cannot run the exported model, so it was not kept",
            received=answer.get("error"),
            remedy="Please report this with the model's summary: it should have been refused",
        )
    largest = 0.0
    for output in answer["outputs"]:
        relative = relative_difference(output["max_abs_difference"], output["max_abs_value"])
        if tolerance is not None and not relative <= tolerance:
            raise _differs(output["name"], relative, tolerance, quantized)
        largest = max(largest, relative)
    return CheckReport(
        tfjs_version=answer["tfjs_version"],
        backend=answer["backend"],
        samples=answer["samples"],
        max_abs_difference=answer["max_abs_difference"],
        max_relative_difference=largest,
    )


def _differs(output: str, relative: float, tolerance: float, quantized: bool) -> CheckError:
    """Say that an output is another; what to do depends on whether the weights were quantized."""
    if quantized:
        return CheckError(
            f'Quantized, the model computes something else for output "{output}", so it was not '
            "kept",
            received=f"a relative difference of {relative:.2g}, where {tolerance:g} is allowed",
            remedy="Exclude the weights that matter most from quantization (a normalization's "
            "moving variance, a small last layer), or quantize less",
        )
    return CheckError(
        f'TensorFlow.js computes something else for output "{output}", so the exported model was '
        "not kept",
        received=f"a relative difference of {relative:.2g}, where {tolerance:g} is allowed",
        remedy="Please report this with the model's summary",
    )


def _count_layers_with_weights(model: "keras.Model") -> int:
    """Count the layers that own variables themselves, those inside other layers too."""
    return sum(map(owns_variables, all_layers(model)))
