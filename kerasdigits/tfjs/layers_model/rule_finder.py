"""Finding a layer's rule, or the words for having none."""

from kerasdigits.tfjs.layers_model.layer_rule import LayerCase, LayerRule
from kerasdigits.tfjs.layers_model.layers import KERAS_LAYERS, RULES


def find_rule(module: str, case: LayerCase) -> LayerRule:
    """Find the table's entry for a layer.

    Args:
        module: The module that Keras serialized with the class, `keras.layers` for its own.
        case: The layer.

    Returns:
        The rule.

    Raises:
        ExportError: The table has none; the message says what to do instead.
    """
    rule = RULES.get((module, case.class_name))
    if rule is not None:
        return rule
    if module.startswith("keras.src.ops"):
        case.refuse(
            f"is a keras.ops operation ({module}) used as a layer",
            remedy="Use a layer for it (Add, Multiply, Concatenate, Reshape, Activation...)",
        )
    if module != KERAS_LAYERS:
        case.refuse(
            f"is a class of its own ({module}), whose code TensorFlow.js does not have",
            remedy="Build it from Keras's layers",
        )
    if case.class_name == "Lambda":
        case.refuse("is Python code", remedy="Replace it by a layer that does the same")
    if case.class_name in _AUGMENTATION or case.class_name.startswith("Random"):
        case.refuse(
            "augments the training data and has no counterpart in TensorFlow.js",
            remedy="Put it into the data pipeline, or rebuild the model without it",
        )
    case.refuse(
        "is not among the layers that this exporter carries to TensorFlow.js",
        remedy="Replace it by layers that are: " + ", ".join(sorted(name for _, name in RULES)),
    )


_AUGMENTATION = frozenset(
    {"AugMix", "AutoContrast", "CutMix", "Equalization", "MaxNumBoundingBoxes", "MixUp"}
    | {"RandAugment", "Solarization"}
)
