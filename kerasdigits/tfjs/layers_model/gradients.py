"""What TensorFlow.js trains otherwise than Keras, though it computes the same.

Outputs are right, so that no check of a folder shows it: findings/tfjs-average-pool-gradient.sh,
findings/tfjs-nearest-resize-gradient.sh and findings/tfjs-wasm-volume-gradients.sh do.
"""

from typing import TYPE_CHECKING

from kerasdigits.tfjs.reference.keras_internals import all_layers, functional_of, maker_of, mask_of
from kerasdigits.tfjs.reference.uneven_edges import counts_edges, find_padded, find_uneven

if TYPE_CHECKING:
    import keras

# What is written as TensorFlow.js's conv3d.
_VOLUMES = ("Conv3D", "Conv3DTranspose")

# What is written as TensorFlow.js's upSampling2d, where it repeats and does not interpolate.
_REPEATING = ("UpSampling1D", "UpSampling2D", "UpSampling3D")


def describe_gradients(model: "keras.Model") -> list[str]:
    """Say what of a model trains otherwise in TensorFlow.js, though it computes the same.

    Args:
        model: The Keras model.

    Returns:
        A sentence for each layer, and for each output whose mask TensorFlow.js's losses do not read
        (tfjs-layers/src/engine/training.ts).
    """
    composed = find_uneven(model) if counts_edges() else []
    padded = [
        f'layer "{layer.name}" ({type(layer).__name__}) averages right, but TensorFlow.js trains '
        "what comes before it by gradients that are too small at the edges"
        for layer in find_padded(model)
        if layer not in composed
    ]
    volumes = [
        f'layer "{layer.name}" ({type(layer).__name__}) has wrong gradients on wasm: train on webgl'
        for layer in all_layers(model)
        if type(layer).__name__ in _VOLUMES
    ]
    repeating = [
        f'layer "{layer.name}" ({type(layer).__name__}) has wrong gradients on cpu for all but the '
        "first sample of a batch: train on webgl"
        for layer in all_layers(model)
        if type(layer).__name__ in _REPEATING
        and getattr(layer, "interpolation", "nearest") == "nearest"
    ]
    masked = [
        f'output "{maker_of(tensor).name}" has a mask: the steps that it hides count in '
        "TensorFlow.js's loss, training and metrics, and not in Keras's"
        for tensor in functional_of(model).outputs
        if mask_of(tensor) is not None
    ]
    return padded + volumes + repeating + masked
