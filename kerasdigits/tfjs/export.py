"""Write a model folder: model.json, its shards, model.js, and the proof that they work."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from kerasdigits import __version__
from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.folder import new_folder
from kerasdigits.tfjs.format.model_js import write_model_js
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.proof.check import (
    TOLERANCE,
    CheckReport,
    choose_tolerance,
    judge,
    missing_checker,
    run_checker,
)
from kerasdigits.tfjs.reference.compute import measure_rounding
from kerasdigits.tfjs.reference.parity import write_parity
from kerasdigits.tfjs.reference.precision import as_float32
from kerasdigits.tfjs.routes import Format, RouteResult, take_route

if TYPE_CHECKING:
    import keras
    import numpy as np

METADATA_VERSION = 1


@dataclass(frozen=True)
class ExportReport:
    """What was exported.

    Args:
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
    check: Literal["auto", "require", "off"] = "auto",
    format: Format = "auto",
    quantization: Quantization | None = None,
    input_signature: object = None,
) -> ExportReport:
    """Write a Keras model as a folder that `tf.loadLayersModel` or `tf.loadGraphModel` reads.

    Args:
        model: A built model, on any backend.
        path: The folder to make.
        metadata: What else goes into `userDefinedMetadata.kerasdigits`, as JSON can hold it.
        parity_inputs: At least ten samples, one array for each input; drawn from a fixed seed
            when None.
        parity_labels: One whole number a sample, for whoever shows them.
        name: The name under which model.js registers the model; the folder's name when None.
        overwrite: Replace a model folder that is there. Other files are never removed.
        check: Whether TensorFlow.js is asked, through Node, to load the folder and replay the
            samples: `auto` when it is there, `require` always, `off` never.
        format: `layers` for a model of layers, which can be trained further; `graph` for a graph
            of operations, which carries any model; `auto` takes layers where it is exact and
            complete.
        quantization: How to store which weights in fewer bytes; None keeps float32.
        input_signature: For a model of a class of its own, which may not know its inputs, or with
            open sizes that loops need: `(shape, dtype)` of each input, in a list or dict; shapes
            include the batch, as None.

    Returns:
        What was written and what the check said.

    Raises:
        ExportError: The model cannot be carried exactly, the destination is taken, or the check
            failed. Nothing is left behind then.
    """
    path = Path(path)
    if format not in get_args(Format):
        raise ExportError("format is auto, layers or graph", received=format)
    if check not in ("auto", "require", "off"):
        raise ExportError("check is auto, require or off", received=check)
    reason = missing_checker() if check != "off" else None
    if path.name in ("", ".."):
        raise ExportError(
            "The destination has no name of its own",
            received=path,
            remedy="Name the folder to make, such as models/my-model",
        )
    if check == "require" and reason is not None:
        raise ExportError(f"The model cannot be checked: {reason}")
    quantized = quantization.dtype if quantization else None
    with new_folder(path, overwrite=overwrite) as folder:
        written = take_route(
            model,
            folder,
            format,
            parity_inputs=parity_inputs,
            quantization=quantization,
            input_signature=input_signature,
        )
        tolerance = choose_tolerance(model, quantized)
        _write_model(model, folder, written, metadata, parity_labels, name or path.name, tolerance)
        notes, verdict = written.notes, None
        if check != "off" and reason is None:
            verdict, allowed = _ask_tfjs(model, folder, written, tolerance, quantized)
            if allowed != tolerance:
                details = (metadata, parity_labels, name or path.name, allowed)
                _write_model(model, folder, written, *details)
        elif reason is not None:
            notes.append(f"not checked with TensorFlow.js: {reason}")
    return ExportReport(
        path=path,
        format=written.content["format"],
        reason=written.reason,
        weight_bytes=written.weights.byte_count,
        float32_bytes=written.weights.float32_bytes,
        parameters=model.count_params(),
        shards=len(written.weights.shards),
        samples=len(written.inputs[0]),
        check=verdict,
        notes=notes,
    )


def _ask_tfjs(
    model: "keras.Model",
    folder: Path,
    written: RouteResult,
    tolerance: float,
    quantized: str | None,
) -> tuple[CheckReport, float]:
    """Have TensorFlow.js replay the samples; gives the verdict and the tolerance that it took."""
    answer = run_checker([folder])[0]
    if quantized == "uint8":  # what one byte a weight costs is measured, not limited
        return judge(answer, None), tolerance
    try:
        return judge(answer, tolerance), tolerance
    except ExportError:
        if quantized is not None or not answer.get("ok"):
            raise
        # Not wrong if Keras itself, in float32, is about as far from its float64 results.
        rounding = measure_rounding(as_float32(model, []), written.inputs, written.reference)
        wider = min(10.0 ** math.ceil(math.log10(4 * rounding or 1e-9)), 1e-2)
        if wider <= tolerance:
            raise
        written.notes.append(
            f"the model is sensitive to rounding: Keras's own float32 results are off by up to "
            f"{rounding:.1g} of an output's largest value; TensorFlow.js is held to {wider:g}"
        )
        return judge(answer, wider), wider


def _write_model(
    model: "keras.Model",
    folder: Path,
    written: RouteResult,
    metadata: dict | None,
    parity_labels: object,
    name: str,
    tolerance: float,
) -> None:
    """Write model.json (tfjs-core/src/io/types.ts, `ModelJSON`), keys in order, and its twin."""
    parity = write_parity(written.inputs, written.reference, parity_labels)
    if tolerance != TOLERANCE:
        parity["tolerance"] = tolerance
    details = {
        "version": METADATA_VERSION,
        "name": name,
        **{k: v for k, v in (metadata or {}).items() if k not in ("version", "name")},
        "parameters": model.count_params(),
        "parity": parity,
    }
    content = dict(written.content)
    text = _to_json(
        {
            "format": content.pop("format"),
            "generatedBy": f"kerasdigits {__version__}",
            "convertedBy": None,
            **content,
            "userDefinedMetadata": {"kerasdigits": details},
        }
    )
    (folder / "model.json").write_text(text + "\n", encoding="ascii", newline="\n")
    missing = write_model_js(folder / "model.js", name, text, written.weights.shards)
    written.notes.extend([missing] if missing else [])


def _to_json(content: dict) -> str:
    """Serialize on one line of ASCII; JavaScript knows no NaN in JSON."""
    try:
        return json.dumps(content, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ExportError(
            f"The metadata or a layer's config is nothing that JSON can hold: {error}",
            remedy="Use numbers, text, lists, dicts, True, False and None; no NaN, no arrays",
        ) from error
