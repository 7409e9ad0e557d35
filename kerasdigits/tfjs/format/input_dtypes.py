"""The dtypes of inputs: what TensorFlow.js has for each of Keras's."""

# What TensorFlow.js has for each dtype of an input; text has none that a layer could use.
INPUT_DTYPES = {
    **dict.fromkeys(("float16", "bfloat16", "float32", "float64"), "float32"),
    **dict.fromkeys(("int8", "int16", "int32", "int64"), "int32"),
    **dict.fromkeys(("uint8", "uint16", "uint32"), "int32"),
    "bool": "bool",
}


def describe_product(place: str) -> str:
    """Say that products of whole numbers lose digits: TensorFlow.js computes them in float32.

    Args:
        place: What multiplies them, such as `layer "multiply" (Multiply)`.
    """
    return (
        f"{place} multiplies whole numbers, which TensorFlow.js does in float32: beyond 16,777,216 "
        "they lose their last digits"
    )
