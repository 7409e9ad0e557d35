"""How far TensorFlow.js may be from Keras, and whether it is closer."""

import math
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.quantize import QuantizedDtype
from kerasdigits.tfjs.proof.check import CheckReport, judge, run_checker
from kerasdigits.tfjs.reference.compute import measure_rounding
from kerasdigits.tfjs.reference.rounded_inputs import measure_steps
from kerasdigits.tfjs.request import RouteResult

# No model may be farther from Keras than this, whatever its layers round.
_MOST_ROOM = 0.1


@dataclass(frozen=True)
class Proof:
    """What TensorFlow.js said, and how far from Keras it was allowed to be.

    Attributes:
        verdict: What it said.
        tolerance: How far its outputs may be from Keras's, relative to an output's largest value.
        notes: Sentences for the person who exports.
    """

    verdict: CheckReport
    tolerance: float
    notes: tuple[str, ...] = ()


def room_for_steps(written: RouteResult) -> float:
    """Tell how far apart two machines may be where layers round what they are given.

    Args:
        written: What a route wrote.

    Returns:
        The difference, relative to an output's largest value; 0.0 where no layer does so.
    """
    moved = measure_steps(written.float32_model, written.inputs, written.reference)
    return min(10.0 ** math.ceil(math.log10(2 * moved)), _MOST_ROOM) if moved else 0.0


def describe_room(room: float, tolerance: float) -> list[str]:
    """Say that whoever replays the samples gets more room than a model has that rounds nothing.

    Args:
        room: What they get.
        tolerance: What other models have.

    Returns:
        A sentence, or none.
    """
    if room == tolerance:
        return []
    return [
        "layers of the model round what they are given to 8 bits: a number in the middle may be "
        "rounded up on one machine and down on another, so whoever replays the samples is given "
        f"room for it, {room:g} of an output's largest value"
    ]


def ask_tfjs(
    folder: Path,
    written: RouteResult,
    tolerance: float,
    quantized: QuantizedDtype | None,
    room: float,
) -> Proof:
    """Have TensorFlow.js replay the samples.

    Args:
        folder: The model folder.
        written: What the route wrote into it.
        tolerance: How far it may be from Keras (`choose_tolerance`).
        quantized: How the export stores weights, None for float32.
        room: How far it may be at most, where layers round what they are given.

    Returns:
        Its verdict.

    Raises:
        CheckError: It is farther.
    """
    answer = run_checker([folder])[0]
    if quantized == "uint8":  # what one byte a weight costs is measured, not limited
        return Proof(judge(answer, None), tolerance)
    try:
        return Proof(judge(answer, tolerance), tolerance)
    except ExportError:
        if answer.get("ok") and room > tolerance:
            return Proof(judge(answer, room), room)
        if quantized is not None or not answer.get("ok"):
            raise
        # Not wrong if Keras itself, in float32, is about as far from its float64 results.
        rounding = measure_rounding(written.float32_model, written.inputs, written.reference)
        wider = min(10.0 ** math.ceil(math.log10(4 * rounding or 1e-9)), 1e-2)
        if wider <= tolerance:
            raise
        note = (
            f"the model is sensitive to rounding: Keras's own float32 results are off by up to "
            f"{rounding:.1g} of an output's largest value; TensorFlow.js is held to {wider:g}"
        )
        return Proof(judge(answer, wider), wider, (note,))
