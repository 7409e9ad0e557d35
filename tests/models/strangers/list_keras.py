"""What a config may name, as the Keras at hand has it; run by itself, it writes the list anew."""

import importlib
import inspect
import json
from pathlib import Path

import keras
from keras.src.saving.keras_saveable import KerasSaveable

import kerasdigits.models.keras2.gone_layers
import kerasdigits.models.keras2.meanings
import kerasdigits.models.keras3.meanings
import kerasdigits.models.layer_rates
import kerasdigits.models.objects
import kerasdigits.models.strangers.allowed
import kerasdigits.models.tfjs_layers.meanings
import kerasdigits.tfjs.batch_statistics
from kerasdigits.models.strangers.allowed import CODE

LIST = Path(kerasdigits.models.strangers.allowed.__file__).with_name("allowed_classes.json")
CLASS_ROOMS = (
    *("constraints", "dtype_policies", "distillation", "initializers", "layers", "losses"),
    *("metrics", "models", "optimizers", "optimizers.schedules", "quantizers", "random"),
    "regularizers",
)
# Where Keras has classes that it writes into configs and does not name in public.
INSIDE = tuple(f"keras.src.{room}" for room in ("activations", "layers", "legacy", "models", "ops"))
FUNCTION_ROOMS = ("activations", "losses", "metrics", "ops", "quantizers")
# Functions that run other functions, or read and write configs.
NOT_FOR_CONFIGS = frozenset(
    [
        "associative_scan",
        "cond",
        "custom_gradient",
        "deserialize",
        "fori_loop",
        "get",
        "grad",
        "jvp",
        "map",
        "scan",
        "serialize",
        "switch",
        "vectorize",
        "vectorized_map",
        "while_loop",
        "AssociativeScan",
        "Cond",
        "ForiLoop",
        "JVP",
        "Map",
        "Scan",
        "QuantizationReport",
        "Switch",
        "VectorizedMap",
        "WhileLoop",
    ]
)

# What Keras 3.16 brings and 3.15 lacks, and the names that it has no more: one list is for both.
OF_EITHER = {
    "inside": "ColumnStack Copysign Cov FloatPower Gammainc GroupedQueryAttention Lgamma "
    "MatrixPower Ndim ReconstructPatches Size",
    "layers": "GroupedQueryAttention Mosaic TernaryDense",
    "losses": "SparseCategoricalFocalCrossentropy sparse_categorical_focal_crossentropy",
    "ops": "column_stack copysign cov float_power gammainc lgamma matrix_power",
    "quantizers": "TernaryQuantizationConfig pack_int2 pack_ternary unpack_int2 unpack_ternary",
}


def of_either(room: str, *, classes: bool) -> set[str]:
    names = OF_EITHER.get(room, "").split()
    return {name for name in names if name[0].isupper() == classes}


def public(room: str) -> dict:
    return vars(importlib.import_module(f"keras.{room}"))


def list_below(kind: type) -> set[type]:
    return {kind}.union(*(list_below(one) for one in kind.__subclasses__()))


def list_allowed() -> dict[str, dict[str, list[str]]]:
    classes = {
        room: {name for name, value in public(room).items() if inspect.isclass(value)}
        for room in CLASS_ROOMS
    }
    listed = set().union(*classes.values())
    classes["inside"] = {
        kind.__name__
        for kind in list_below(KerasSaveable)
        if kind.__module__.startswith(INSIDE) and kind.__name__ not in listed
    }
    functions = {
        room: {name for name, value in public(room).items() if inspect.isfunction(value)}
        for room in FUNCTION_ROOMS
    }
    ours = {name for name in keras.saving.get_custom_objects() if name.startswith("kerasdigits>")}
    return {
        "classes": {
            room: sorted((names | of_either(room, classes=True)) - set(CODE) - NOT_FOR_CONFIGS)
            for room, names in classes.items()
        },
        "functions": {
            room: sorted((names | of_either(room, classes=False)) - NOT_FOR_CONFIGS)
            for room, names in functions.items()
        },
        "ours": {"kerasdigits": sorted(ours)},
    }


if __name__ == "__main__":
    LIST.write_text(json.dumps(list_allowed(), indent=1) + "\n")
