"""The inputs of a model: what they may hold, and how TensorFlow.js is told."""

from typing import Any

from kerasdigits.tfjs.format.input_dtypes import INPUT_DTYPES
from kerasdigits.tfjs.layers_model.masks import graphs_of
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def forget_states(model: Any) -> list[str]:
    """Set the states that layers keep from batch to batch to zero, where TensorFlow.js begins.

    Args:
        model: The outermost live model.

    Returns:
        A sentence for the person who exports, or nothing where there are no such layers. Where
        there are, TensorFlow.js must be told the batch size.
    """
    graphs = list(graphs_of(model))
    keeping = [o for g in graphs for o in g.operations if getattr(o, "stateful", False)]
    for layer in keeping:
        layer.reset_state()
    if not keeping:
        return []
    return [
        f'layer "{keeping[0].name}" keeps its state from batch to batch; it begins with zeros '
        "in TensorFlow.js, and was set to zeros in Keras for the parity samples"
    ]


def write_input(case: LayerCase, *, fixed: bool = False) -> dict:
    """Write an InputLayer; the batch size is left open but for stateful layers.

    Args:
        case: The InputLayer.
        fixed: Whether TensorFlow.js is told the batch size.

    Returns:
        `{"class_name": "InputLayer", "config": {...}}`.

    Raises:
        ExportError: It takes something else than a dense tensor of numbers.
    """
    dtype = INPUT_DTYPES.get(case.config["dtype"])
    if dtype is None or case.config.get("sparse") or case.config.get("ragged"):
        case.refuse(
            "takes sparse or ragged tensors or text, which TensorFlow.js's layers cannot",
            received=f"dtype={case.config['dtype']}",
            remedy="Use a dense input of numbers",
        )
    if len(case.config["batch_shape"]) == 1:
        case.refuse(
            "takes one number per sample, which TensorFlow.js's layers turn into two dimensions",
            received=f"shape={tuple(case.config['batch_shape'])}",
            remedy="Give it the shape (1,), or use --format graph",
        )
    if case.config.get("optional"):
        case.notes.append(f'input "{case.name}" is optional in Keras, not in TensorFlow.js')
    batch = case.config["batch_shape"][0] if fixed else None
    shape = [batch, *case.config["batch_shape"][1:]]
    config = {"name": case.name, "batch_input_shape": shape, "dtype": dtype, "sparse": False}
    return {"class_name": "InputLayer", "config": config}
