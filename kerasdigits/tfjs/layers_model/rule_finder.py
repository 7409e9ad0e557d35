"""Finding a layer's rule, or the words for having none."""

from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import KERAS_LAYERS, LayerRule
from kerasdigits.tfjs.layers_model.table.every_layer import KERAS_2, KERAS_2_RULES, RULES
from kerasdigits.tfjs.layers_model.table.refused import REFUSED_LAYERS
from kerasdigits.tfjs.reference.keras_internals import is_operation_module


def find_rule(module: str | None, case: LayerCase) -> LayerRule:
    """Find the table's entry for a layer.

    Args:
        module: The module that Keras serialized with the class, `keras.layers` for its own; None
            for a registered class inside a function.
        case: The layer.

    Returns:
        The rule.

    Raises:
        ExportError: The table has none; the message says what to do instead.
    """
    module = module or type(case.layer).__module__
    key = (module, case.class_name)
    rule = RULES.get(key) or KERAS_2_RULES.get(key)
    if rule is not None:
        return rule
    if is_operation_module(module):
        case.refuse(
            f"is a keras.ops operation ({module}) used as a layer",
            remedy="Export it with --format graph",
        )
    if module.startswith(KERAS_2):
        case.refuse(
            "computes what an earlier Keras did, for which TensorFlow.js has no layer",
            remedy="Export it with --format graph",
        )
    if module != KERAS_LAYERS:
        case.refuse(
            f"is a custom class ({module}), whose code TensorFlow.js does not have",
            remedy="Build it from Keras's layers, or export it with --format graph",
        )
    reason = REFUSED_LAYERS.get(case.class_name)
    if reason is not None:
        case.refuse(reason.what, remedy=reason.remedy)
    case.refuse(
        "is not among the layers that this exporter carries to TensorFlow.js",
        remedy="Export it with --format graph",
    )
