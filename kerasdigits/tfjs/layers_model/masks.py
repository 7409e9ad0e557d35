"""Masks: which layers see one, and what stands in the way of it in TensorFlow.js.

A mask is made by Masking and by Embedding(mask_zero=True). Recurrent layers keep their state over
masked steps on both sides. Layers that Keras lets drop a mask, TensorFlow.js refuses to run, and
those that would use one compute something else or cannot be told; so few may see one.
"""

from kerasdigits.tfjs.layers_model.layer_rule import LayerCase


def sees_mask(layer: object) -> bool:
    """Tell whether an input of a layer, in any call, comes with a mask.

    Args:
        layer: A live Keras layer or model.

    Returns:
        True when Keras would hand it a mask.
    """
    tensors = [tensor for node in layer._inbound_nodes for tensor in node.input_tensors]
    return any(getattr(tensor, "_keras_mask", None) is not None for tensor in tensors)


def require_no_mask(case: LayerCase, *, allowed: bool) -> None:
    """Refuse a layer that gets a mask, unless it may.

    Args:
        case: The layer.
        allowed: Whether a mask means the same to it on both sides.

    Raises:
        ExportError: It gets one and may not, or does with it what TensorFlow.js does not.
    """
    if case.inputs is not None or not sees_mask(case.layer):
        return
    if allowed and len(case.input_shapes) > 1:
        case.refuse(
            "gets a mask and an initial state, which TensorFlow.js mixes for masked steps",
            remedy="Leave one of them out",
        )
    if not allowed or case.config.get("zero_output_for_mask"):
        case.refuse(
            "gets a mask, which TensorFlow.js does not take there or treats differently",
            remedy="Use mask_zero=False where no layer needs the mask, or a recurrent layer "
            "directly behind the one that makes it",
        )


def require_no_mask_argument(entry: dict, case: LayerCase) -> None:
    """Refuse a serialized layer of a Functional model that is called with a mask.

    Args:
        entry: The layer as Keras serialized it.
        case: The same layer.

    Raises:
        ExportError: A call of it has one, its own or one that Keras found by itself.
    """
    for node in entry["inbound_nodes"]:
        mask = node["kwargs"].get("mask")
        if isinstance(mask, dict) and mask.get("class_name") == "__keras_tensor__":
            case.refuse(
                "is called with mask=a tensor, as Keras also writes it for mask_zero and Masking "
                "in Functional models, where this exporter cannot tell them apart",
                remedy="Use a Sequential model for masks, or mask_zero=False",
            )
