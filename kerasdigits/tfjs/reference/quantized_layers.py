"""Layers after `model.quantize`: their weights as the float32 numbers that they stand for.

Keras keeps whole numbers beside scales (keras/src/layers/core, keras/src/quantizers). In some modes
a layer rounds what it is given as well, in each call.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.reference.keras_internals import (
    all_layers,
    dequantize,
    holds_layers,
    own_variables,
    policy_of,
    scale_of_kernel,
)
from kerasdigits.tfjs.reference.twin_weights import settle_layers

if TYPE_CHECKING:
    import keras

# What tells a layer to compute with what calibration left, and not with its first kernel.
_CALIBRATED = ("is_gptq_calibrated", "is_awq_calibrated")


def find_quantized(model: Any) -> list:
    """List the layers of a model that `model.quantize` changed.

    Args:
        model: The model, or a ListModel.

    Returns:
        The layers, those inside others too; none of what is not a model.
    """
    if not holds_layers(model):
        return []
    return [layer for layer in all_layers(model) if getattr(layer, "quantization_mode", None)]


def rounds_inputs(layer: Any) -> bool:
    """Tell whether a quantized layer rounds what it is given, and not only its weights.

    Args:
        layer: A layer that `find_quantized` found.
    """
    if layer.quantization_mode == "float8":
        return True
    return getattr(layer, "inputs_quantizer", None) is not None


def copy_weights(source: "keras.Model", twin: "keras.Model", *, quantized: bool) -> None:
    """Give a twin the weights of a model, quantized layers included.

    Args:
        source: The model.
        twin: A model of the same layers.
        quantized: Whether the twin's layers are quantized as the model's are; if not, they get the
            numbers that the weights stand for.

    Raises:
        ExportError: Keras made another layer of the config of a quantized one.
    """
    for layer, copy in zip(all_layers(source), all_layers(twin), strict=True):
        mode = getattr(layer, "quantization_mode", None)
        if mode is not None and not quantized:
            arrays = enumerate(read_weights(layer))
            copy.load_own_variables({str(place): array for place, array in arrays})
        elif mode == getattr(copy, "quantization_mode", None):
            _copy_variables(layer, copy)
        else:
            raise ExportError(
                f'Layer "{layer.name}" is quantized, and Keras makes no such layer of its config',
                received=mode,
                remedy="Export the model before model.quantize()",
            )
    settle_layers(twin)


def _copy_variables(layer: Any, copy: Any) -> None:
    """Copy what a layer owns itself; the order is another after `quantize` than after `build`."""
    targets = {variable.name: variable for variable in own_variables(copy)}
    for variable in own_variables(layer):
        targets[variable.name].assign(_to_numpy(variable))
    for flag in _CALIBRATED:
        if hasattr(layer, flag):
            setattr(copy, flag, getattr(layer, flag))


def read_weights(layer: Any) -> list[np.ndarray]:
    """Read the weights of a quantized layer as what they stand for.

    Args:
        layer: A Dense, EinsumDense, Embedding or ReversibleEmbedding that is quantized.

    Returns:
        float32 arrays in the order in which the layer would hold them without quantization.
    """
    named = {variable.name: _to_numpy(variable) for variable in layer.variables}
    said = dequantize(layer)
    if "embeddings" not in named:
        read = _KERNELS[layer.quantization_mode]
        kernel = read(layer, named) if said is None else _to_numpy(said)
        kernel = kernel + _adaptation(layer, named, "lora_kernel")
        shape = getattr(layer, "original_kernel_shape", kernel.shape)
        return [kernel.reshape(shape).astype("float32"), *_bias(named)]
    own = said is None
    table = _read_table(layer, named, "embeddings", axis=1) if own else _to_numpy(said)
    arrays = [table + _adaptation(layer, named, "lora_embeddings")]
    if "reverse_embeddings" in named:
        arrays.append(_read_table(layer, named, "reverse_embeddings", axis=0))
    return [array.astype("float32") for array in arrays]


def _bias(named: dict[str, np.ndarray]) -> list[np.ndarray]:
    return [named["bias"]] if "bias" in named else []


def _adaptation(layer: Any, named: dict[str, np.ndarray], prefix: str) -> "np.ndarray | float":
    """What a low-rank adapter adds."""
    if not getattr(layer, "lora_enabled", False):
        return 0.0
    return (layer.lora_alpha / layer.lora_rank) * (named[f"{prefix}_a"] @ named[f"{prefix}_b"])


def _read_int8(layer: Any, named: dict[str, np.ndarray]) -> np.ndarray:
    return named["kernel"] / scale_of_kernel(layer)


def _read_int4(layer: Any, named: dict[str, np.ndarray]) -> np.ndarray:
    scale = named["kernel_scale"]
    whole = _unpack(named["kernel"], scale.shape[-1], 1, "int8")
    if "kernel_zero" not in named:
        return whole / scale
    groups = named["g_idx"].astype(int)
    return (whole - named["kernel_zero"].astype("float32")[groups]) * scale[groups]


def _read_calibrated(layer: Any, named: dict[str, np.ndarray]) -> np.ndarray:
    """GPTQ and AWQ store the transposed kernel, 4 bits packed in pairs."""
    zero = named["kernel_zero" if "kernel_zero" in named else "zero_point"].astype("float32")
    scale, whole, groups = named["kernel_scale"], named["kernel"], named["g_idx"].astype(int)
    if getattr(policy_of(layer), "weight_bits", 4) == 4:
        whole = _unpack(whole, len(scale), 0, "uint8")
    kernel = ((whole - zero[:, groups]) * scale[:, groups]).T
    return kernel / named["awq_scales"][:, None] if "awq_scales" in named else kernel


_KERNELS = {
    "int8": _read_int8,
    "int4": _read_int4,
    "gptq": _read_calibrated,
    "awq": _read_calibrated,
}


def _read_table(layer: Any, named: dict[str, np.ndarray], name: str, axis: int) -> np.ndarray:
    """Read an embedding: `axis` is the one along which 4 bits are packed, and groups counted."""
    whole, scale = named[name], named[f"{name}_scale"]
    if layer.quantization_mode == "int4":
        whole = _unpack(whole, layer.output_dim, axis, "int8")
    if f"{name}_zero" not in named:
        return whole / np.expand_dims(scale, axis)
    groups = named["g_idx"].astype(int)
    zero, scale = (np.take(x, groups, axis) for x in (named[f"{name}_zero"], scale))
    return (whole - zero.astype("float32")) * scale


def _unpack(packed: np.ndarray, length: int, axis: int, dtype: str) -> np.ndarray:
    import keras

    return _to_numpy(keras.quantizers.unpack_int4(packed, length, axis=axis, dtype=dtype))


def _to_numpy(value: Any) -> np.ndarray:
    import keras

    return np.asarray(keras.ops.convert_to_numpy(value))
