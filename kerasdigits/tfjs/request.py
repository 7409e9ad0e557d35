"""What an export is asked for, and what a route gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union

from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.format.weights import WrittenWeights
from kerasdigits.tfjs.reference.compute import Reference
from kerasdigits.tfjs.reference.list_model import ListModel

if TYPE_CHECKING:
    import keras
    import numpy as np

Format = Literal["auto", "layers", "graph"]


@dataclass(frozen=True)
class ExportRequest:
    """What the routes need to know of what the caller of `export` wants.

    Attributes:
        format: `layers`, `graph`, or `auto` for layers where it is exact and complete.
        parity_inputs: At least ten samples, one array for each input; sampled from a fixed seed
            when None.
        quantization: How to store which weights in fewer bytes; None keeps float32.
        input_signature: Shapes and dtypes of the inputs, which only the graph route uses: for a
            model that does not know them, or that leaves sizes open.
    """

    format: Format = "auto"
    parity_inputs: "np.ndarray | list[np.ndarray] | None" = None
    quantization: Quantization | None = None
    input_signature: object = None


@dataclass(frozen=True)
class RouteResult:
    """What a route wrote, and what it has for model.json.

    Attributes:
        content: model.json without its metadata, `format` first.
        weights: The manifest and the shards.
        inputs: The parity samples' inputs, one array for each input.
        reference: What Keras computes for them.
        float32_model: The model that computed it: the one given, or its twin in float32.
        notes: Sentences for the person who exports.
        reason: One sentence: why this route was taken.
    """

    content: dict
    weights: WrittenWeights
    inputs: "list[np.ndarray]"
    reference: Reference
    float32_model: Union["keras.Model", ListModel]
    notes: list[str]
    reason: str = ""


# Writes one more file into a model folder; gives what model.json's metadata says of it. A folder
# that is written a second time, by the other route, asks again.
Companion = Callable[[Path, RouteResult], dict[str, Any]]
