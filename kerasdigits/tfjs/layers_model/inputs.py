"""The inputs of a model: what they may hold, and how TensorFlow.js is told."""

from kerasdigits.tfjs.layers_model.layer_rule import LayerCase

# What TensorFlow.js has for each dtype of an input; text has none that a layer could use.
INPUT_DTYPES = {
    **dict.fromkeys(("float16", "bfloat16", "float32", "float64"), "float32"),
    **dict.fromkeys(("int8", "int16", "int32", "int64"), "int32"),
    **dict.fromkeys(("uint8", "uint16", "uint32"), "int32"),
    "bool": "bool",
}


def write_input(case: LayerCase) -> dict:
    """Write an InputLayer; the batch size is left open.

    Args:
        case: The InputLayer.

    Returns:
        `{"class_name": "InputLayer", "config": {...}}`.

    Raises:
        ExportError: It takes something else than a dense tensor of numbers.
    """
    dtype = INPUT_DTYPES.get(case.config["dtype"])
    if dtype is None or case.config.get("sparse") or case.config.get("ragged"):
        case.refuse(
            "takes what TensorFlow.js's layers cannot: sparse or ragged tensors, text",
            received=f"dtype={case.config['dtype']}",
            remedy="Use a dense input of numbers",
        )
    if case.config.get("optional"):
        case.notes.append(f'input "{case.name}" is optional in Keras, not in TensorFlow.js')
    shape = [None, *case.config["batch_shape"][1:]]
    config = {"name": case.name, "batch_input_shape": shape, "dtype": dtype, "sparse": False}
    return {"class_name": "InputLayer", "config": config}
