"""The samples of a folder that was just written, replayed: on which engine, and how exactly."""

import contextlib
import math
from dataclasses import dataclass, replace
from pathlib import Path

from kerasdigits.errors import CheckError
from kerasdigits.tfjs.format.quantize import QuantizedDtype
from kerasdigits.tfjs.proof.check import CheckReport, NodeChecker, judge
from kerasdigits.tfjs.reference.compute import measure_rounding
from kerasdigits.tfjs.request import RouteResult

# From these sizes on WebAssembly is asked first: TensorFlow.js's cpu backend takes seconds for each
# picture of 224 x 224, and has the last word.
_HEAVY_WEIGHTS = 4 << 20
_HEAVY_SAMPLES = 512 << 10
_LEAST_EXACT = 1e-2
_WASM_DIFFERS = (
    "TensorFlow.js's wasm backend does not compute this model as Keras does; its cpu backend does: "
    "choose it with tf.setBackend('cpu')"
)


@dataclass(frozen=True)
class Proof:
    """What TensorFlow.js said.

    Attributes:
        verdict: The differences that it measured.
        tolerance: How far from Keras it was allowed to be, relative to an output's largest value.
        notes: Sentences for the person who exports.
    """

    verdict: CheckReport
    tolerance: float
    notes: tuple[str, ...] = ()


def replay_samples(
    folder: Path, written: RouteResult, tolerance: float, quantized: QuantizedDtype | None
) -> Proof:
    """Have TensorFlow.js, in Node, load a folder and replay its samples.

    A small model runs on the cpu backend. A large one runs on WebAssembly, and where that does not
    agree with Keras, on the cpu backend, which a page can choose.

    Args:
        folder: The model folder.
        written: What the route wrote there.
        tolerance: The largest difference that is still agreement, relative to each output's largest
            absolute value.
        quantized: How the weights are stored; None for float32.

    Returns:
        The verdict of a model that agrees with Keras.

    Raises:
        CheckError: The model does not load, or computes something else.
        ExportError: Node is missing, or fails before it answers.
    """
    with NodeChecker() as checker:
        heavy = _is_heavy(written)
        if heavy:
            with contextlib.suppress(CheckError):
                return _judge(checker.ask(folder, backend="wasm"), written, tolerance, quantized)
        answer = checker.ask(folder)
    if quantized == "uint8":  # what one byte a weight costs is measured, not limited
        return Proof(judge(answer, None), tolerance)
    proof = _judge(answer, written, tolerance, quantized)
    return replace(proof, notes=(*proof.notes, _WASM_DIFFERS)) if heavy else proof


def _is_heavy(written: RouteResult) -> bool:
    samples = sum(array.nbytes for array in written.inputs)
    return written.weights.byte_count >= _HEAVY_WEIGHTS or samples >= _HEAVY_SAMPLES


def _judge(
    answer: dict, written: RouteResult, tolerance: float, quantized: QuantizedDtype | None
) -> Proof:
    """Judge an answer; a model that is sensitive to rounding is held to its own rounding."""
    try:
        return Proof(judge(answer, tolerance), tolerance)
    except CheckError:
        if quantized is not None or not answer.get("ok"):
            raise
        # Not wrong if Keras itself, in float32, is about as far from its float64 results.
        rounding = measure_rounding(written.float32_model, written.inputs, written.reference)
        wider = min(10.0 ** math.ceil(math.log10(4 * rounding or 1e-9)), _LEAST_EXACT)
        if wider <= tolerance:
            raise
        note = (
            f"the model is sensitive to rounding: Keras's own float32 results are off by up to "
            f"{rounding:.1g} of an output's largest value; TensorFlow.js is held to {wider:g}"
        )
        return Proof(judge(answer, wider), wider, (note,))
