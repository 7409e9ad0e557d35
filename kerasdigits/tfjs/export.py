"""Write a model folder: model.json, its shards, model.js, and the proof that they work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from kerasdigits.errors import CheckError, ExportError, option
from kerasdigits.tfjs.format.folder import new_folder
from kerasdigits.tfjs.format.model_json import ModelJson
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.notes import tell_once
from kerasdigits.tfjs.proof.check import CheckReport, choose_tolerance, missing_checker
from kerasdigits.tfjs.proof.replay import NodeAhead, replay_samples
from kerasdigits.tfjs.proof.room import describe_room, room_for_steps
from kerasdigits.tfjs.reference.key_names import describe_keys
from kerasdigits.tfjs.reference.parity import write_parity
from kerasdigits.tfjs.reference.resting_weights import resting_on_disk
from kerasdigits.tfjs.reference.same_numbers import require_same_numbers
from kerasdigits.tfjs.request import Companion, ExportRequest, Format, RouteResult
from kerasdigits.tfjs.routes import take_route
from kerasdigits.tfjs.training_calls import TrainingCalls, settle_training_calls

if TYPE_CHECKING:
    import keras

Check = Literal["auto", "require", "off"]
_UNASKED = "the check is off"


@dataclass(frozen=True)
class ExportReport:
    """What was exported.

    Attributes:
        path: The model folder.
        format: `layers-model` or `graph-model`.
        reason: One sentence: why it is that format.
        weight_bytes: The size of the weights in bytes, over all shards.
        float32_bytes: What it would be without quantization.
        parameters: The number of weights in the Keras model.
        shards: The number of weight files.
        samples: The number of parity samples in model.json.
        check: TensorFlow.js's verdict, or None when it was not asked.
        notes: Sentences for the person who exports: what was renamed, left out or not checked.
    """

    path: Path
    format: str
    reason: str
    weight_bytes: int
    float32_bytes: int
    parameters: int
    shards: int
    samples: int
    check: CheckReport | None
    notes: list[str]

    @property
    def difference(self) -> float | None:
        """The largest |TensorFlow.js - Keras|, relative to its output's largest absolute value."""
        return self.check.max_relative_difference if self.check else None


def export(
    model: "keras.Model",
    path: Path | str,
    *,
    metadata: dict | None = None,
    parity_inputs: "np.ndarray | list[np.ndarray] | None" = None,
    parity_labels: object = None,
    name: str | None = None,
    overwrite: bool = False,
    check: Check = "auto",
    format: Format = "auto",
    quantization: Quantization | None = None,
    input_signature: object = None,
    training_calls: TrainingCalls = "inference",
    companions: Sequence[Companion] = (),
) -> ExportReport:
    """Write a Keras model as a folder that `tf.loadLayersModel` or `tf.loadGraphModel` reads.

    Args:
        model: A built model, on any backend.
        path: The folder to make.
        metadata: What else goes into `userDefinedMetadata.kerasdigits`, as JSON can hold it.
        parity_inputs: At least ten samples, one array for each input; sampled from a fixed seed
            when None.
        parity_labels: One whole number a sample, for whoever shows them.
        name: The name under which model.js registers the model; the folder's name when None.
        overwrite: Replace a model folder that already exists. Other files are never removed.
        check: Whether TensorFlow.js is asked, through Node, to load the folder and replay the
            samples: `auto` when it is there, `require` always, `off` never.
        format: `layers` for a model of layers, which can be trained further; `graph` for a graph
            of operations, which carries any model; `auto` takes layers where it is exact and
            complete, and the graph where the layers fail their check.
        quantization: How to store which weights in fewer bytes; None keeps float32.
        input_signature: For a model of a class of its own, which may not know its inputs, or with
            open sizes that loops need: `(shape, dtype)` of each input, in a list or dict; shapes
            include the batch, as None.
        training_calls: What layers compute that the model calls with `training=True`: `inference`
            for what `model.predict` computes, `as-called` for what `model(x)` does, which is
            possible for BatchNormalization, by the graph route.
        companions: Functions that each write one more file into the folder, and give what the
            metadata says of it.

    Returns:
        What was written and what the check said.

    Raises:
        ExportError: The model cannot be carried exactly, the destination is taken, or the check
            failed. Nothing is left behind then.
    """
    path = Path(path)
    _require_sound_options(path, format, check, training_calls)
    unchecked = missing_checker() if check != "off" else None
    if check == "require" and unchecked is not None:
        raise ExportError(f"The model cannot be checked: {unchecked}")
    request = ExportRequest(
        format=format,
        parity_inputs=parity_inputs,
        quantization=quantization,
        input_signature=input_signature,
    )
    asked, (model, training_notes) = model, settle_training_calls(model, training_calls)
    if model is not asked:
        if format == "layers":
            raise ExportError(
                "A BatchNormalization that normalizes by the batch is nothing that the layers of "
                "TensorFlow.js predict with",
                received=option("training_calls", "as-called"),
                remedy="Export it with --format graph",
            )
        request = replace(request, format="graph")
    said = {"training_calls": training_calls} if model is not asked else {}
    card = _Card(name or path.name, {**(metadata or {}), **said}, parity_labels, companions)
    with new_folder(path, overwrite=overwrite) as folder:
        with NodeAhead(model, check != "off" and unchecked is None) as ahead:
            made = _make(model, folder, request, card, ahead)
        notes = [*training_notes, *made.notes]
        if made.verdict is None:
            notes.append(f"not checked with TensorFlow.js: {unchecked or _UNASKED}")
    written, document = made.written, made.document
    return ExportReport(
        path=path,
        format=written.content["format"],
        reason=written.reason,
        weight_bytes=written.weights.byte_count,
        float32_bytes=written.weights.float32_bytes,
        parameters=document.parameters,
        shards=len(written.weights.shards),
        samples=len(written.inputs[0]),
        check=made.verdict,
        notes=tell_once(notes),
    )


@dataclass(frozen=True)
class _Card:
    """What the caller says of the model, for model.json and model.js."""

    name: str
    metadata: dict
    parity_labels: object
    companions: Sequence[Companion] = ()


@dataclass(frozen=True)
class _Made:
    """A folder as it was written, and what TensorFlow.js said of it, if it was asked."""

    written: RouteResult
    document: ModelJson
    verdict: CheckReport | None
    notes: list[str]


def _make(
    model: "keras.Model", folder: Path, request: ExportRequest, card: _Card, ahead: NodeAhead
) -> _Made:
    """Write the folder; `auto` goes on to the graph route where the layers fail their check."""
    layers = take_route(model, folder, request, ahead.start)
    try:
        return _finish(model, folder, layers, request, card, ahead)
    except CheckError as error:
        if request.format != "auto" or layers.content["format"] != "layers-model":
            raise
        ahead.stop()
        for file in folder.iterdir():
            file.unlink()
        try:
            graph = take_route(model, folder, replace(request, format="graph"))
            require_same_numbers(layers.reference, graph.reference)
            graph = replace(graph, reason=f"the layers route failed its check: {error}")
            return _finish(model, folder, graph, request, card, ahead)
        except ExportError as second:
            tried = f"The graph route was tried too: {second}".removesuffix(".")
            raise CheckError(str(error).removesuffix("."), remedy=tried) from error


def _finish(
    model: "keras.Model",
    folder: Path,
    written: RouteResult,
    request: ExportRequest,
    card: _Card,
    ahead: NodeAhead,
) -> _Made:
    """Write model.json and model.js beside the weights, and have TensorFlow.js replay them."""
    metadata = card.metadata | describe_keys(model)
    for write_companion in card.companions:
        metadata |= write_companion(folder, written)
    document = ModelJson(
        content=written.content,
        name=card.name,
        metadata=metadata,
        parameters=model.count_params(),
        parity=write_parity(written.inputs, written.reference, card.parity_labels),
    )
    quantized = request.quantization.dtype if request.quantization else None
    shards, tolerance = written.weights.shards, choose_tolerance(model, quantized)
    room = max(tolerance, room_for_steps(written))
    notes = [
        *written.notes,
        *document.write(folder, shards, room),
        *describe_room(room, tolerance),
    ]
    if not ahead.wanted:
        return _Made(written, document, None, notes)
    with resting_on_disk(model), ahead:  # Node ends before the weights come back
        proof = replay_samples(folder, written, tolerance, quantized, room, ahead.node)
    if proof.tolerance not in (tolerance, room):
        document.write(folder, shards, proof.tolerance)
    return _Made(written, document, proof.verdict, [*notes, *proof.notes])


def _require_sound_options(path: Path, format: str, check: str, training_calls: str) -> None:
    if format not in get_args(Format):
        raise ExportError("format must be auto, layers or graph", received=format)
    if check not in get_args(Check):
        raise ExportError("check must be auto, require or off", received=check)
    if training_calls not in get_args(TrainingCalls):
        raise ExportError("training_calls must be inference or as-called", received=training_calls)
    if path.name in ("", ".."):
        raise ExportError(
            "The destination has no name of its own",
            received=path,
            remedy="Name the folder to make, such as models/my-model",
        )
