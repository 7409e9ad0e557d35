"""The samples of a folder that was just written, replayed: on which engine, and how exactly."""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import CheckError
from kerasdigits.tfjs.format.quantize import QuantizedDtype
from kerasdigits.tfjs.proof.check import CheckReport, NodeChecker, judge, widen_tolerance
from kerasdigits.tfjs.proof.open_sizes import (
    OtherSizes,
    require_agreement,
    sample_other_sizes,
)
from kerasdigits.tfjs.reference.compute import measure_rounding
from kerasdigits.tfjs.reference.resting_weights import give_back_code, give_back_freed
from kerasdigits.tfjs.request import RouteResult

if TYPE_CHECKING:
    import keras

# From these sizes on WebAssembly is asked first: TensorFlow.js's cpu backend takes seconds for each
# picture of 224 x 224, and has the last word.
_HEAVY_WEIGHTS = 4 << 20
_HEAVY_SAMPLES = 512 << 10
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


class NodeAhead:
    """A Node process that starts while Python still works on what it will be asked.

    A context manager; it starts nothing by itself, and ends what was started.

    Args:
        model: The model that will be asked about.
        wanted: Whether anything will be asked.
    """

    def __init__(self, model: "keras.Model", wanted: bool):
        self.wanted = wanted
        self.node: NodeChecker | None = None
        # What is not a built model is refused later, by its name.
        parameters = model.count_params() if getattr(model, "built", False) else 0
        self._backend = "wasm" if 4 * parameters >= _HEAVY_WEIGHTS else "cpu"
        self._stack = contextlib.ExitStack()

    def start(self) -> None:
        """Start Node, if anything will be asked."""
        if self.wanted:
            self.node = self._stack.enter_context(NodeChecker(self._backend))

    def stop(self) -> None:
        """End it: a model that WebAssembly computes wrongly can spoil it for the next."""
        self.node = None
        self._stack.close()

    def __enter__(self) -> "NodeAhead":
        """Give the process to come."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.stop()


def replay_samples(
    folder: Path,
    written: RouteResult,
    tolerance: float,
    quantized: QuantizedDtype | None,
    room: float = 0.0,
    node: NodeChecker | None = None,
) -> Proof:
    """Have TensorFlow.js, in Node, load a folder and replay its samples.

    Other sizes are run too, where the model leaves some open. A small model runs on the cpu
    backend; a large one runs on WebAssembly, and where that does not agree with Keras, on the cpu
    backend, which a page can choose.

    Args:
        folder: The model folder.
        written: What the route wrote there.
        tolerance: The largest difference that is still agreement, relative to each output's largest
            absolute value.
        quantized: How the weights are stored; None for float32.
        room: How far it may be at most, where layers round what they are given.
        node: A Node process that runs already; None starts one.

    Returns:
        The verdict of a model that agrees with Keras.

    Raises:
        CheckError: The model does not load, or computes something else.
        ExportError: Node is missing, or fails before it answers.
    """
    names = [f"{number}" for number in range(len(written.reference.outputs))]
    others = sample_other_sizes(written.float32_model, written.inputs, names)
    asked = _Asked(written, others, tolerance, quantized, room)
    heavy = _is_heavy(written)
    # Node will need it.
    give_back_freed()
    give_back_code()
    with contextlib.nullcontext(node) if node else NodeChecker() as checker:
        if heavy:
            answer = checker.ask(folder, others.batches or None, backend="wasm")
            with contextlib.suppress(CheckError):
                return asked.judge(answer)
        answer = checker.ask(folder, others.batches or None)
    if quantized == "uint8":  # what one byte a weight costs is measured, not limited
        return asked.judge(answer, limited=False)
    proof = asked.judge(answer)
    return replace(proof, notes=(*proof.notes, _WASM_DIFFERS)) if heavy else proof


def _is_heavy(written: RouteResult) -> bool:
    samples = sum(array.nbytes for array in written.inputs)
    return written.weights.byte_count >= _HEAVY_WEIGHTS or samples >= _HEAVY_SAMPLES


@dataclass(frozen=True)
class _Asked:
    """What an answer is held against."""

    written: RouteResult
    others: OtherSizes
    tolerance: float
    quantized: QuantizedDtype | None
    room: float

    def judge(self, answer: dict, *, limited: bool = True) -> Proof:
        """Judge an answer: the stored samples, then the other sizes of what is left open."""
        if limited:
            proof = self._judge_samples(answer)
        else:
            proof = Proof(judge(answer, None), self.tolerance)
        limit = max(proof.tolerance, self.room) if limited else None
        require_agreement(
            self.others, answer, self.written.float32_model, self.written.reference, limit
        )
        return proof

    def _judge_samples(self, answer: dict) -> Proof:
        """Hold the stored samples to the tolerance, or to the model's own rounding."""
        try:
            narrow = judge(answer, self.tolerance, quantized=self.quantized is not None)
            return Proof(narrow, self.tolerance)
        except CheckError:
            if answer.get("ok") and self.room > self.tolerance:
                return Proof(judge(answer, self.room, quantized=True), self.room)
            if self.quantized is not None or not answer.get("ok"):
                raise
        # Not wrong if Keras itself, in float32, is about as far from its float64 results.
        written = self.written
        rounding = measure_rounding(written.float32_model, written.inputs, written.reference)
        wider = widen_tolerance(rounding)
        note = (
            f"the model is sensitive to rounding: Keras's own float32 results are off by up to "
            f"{rounding:.1g} of an output's largest value; TensorFlow.js is held to {wider:g}"
        )
        wider = max(wider, self.tolerance)
        return Proof(judge(answer, wider), wider, (note,))
