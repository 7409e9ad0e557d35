"""How a random model is quantized by Keras: in each of the modes that `model.quantize` has.

GPTQ and AWQ calibrate the layers of a block that stands behind an embedding, so a model that is
quantized by them begins with the two.
"""

import gc
import warnings
from unittest import mock

import numpy as np
from keras import quantizers

# As `model.quantize` is called with them; of each, the model reads what it needs.
MODES = {
    "int8": lambda _: {"mode": "int8"},
    "int4": lambda _: {"mode": "int4"},
    "float8": lambda _: {"mode": "float8"},
    "int8_weights": lambda _: {
        "config": quantizers.Int8QuantizationConfig(activation_quantizer=None)
    },
    "int4_channels": lambda _: {"config": quantizers.Int4QuantizationConfig(block_size=-1)},
    "int4_groups": lambda _: {"config": quantizers.Int4QuantizationConfig(block_size=2)},
    "gptq": lambda given: {"config": quantizers.GPTQConfig(group_size=2, **given)},
    "gptq_bytes": lambda given: {"config": quantizers.GPTQConfig(weight_bits=8, **given)},
    "awq": lambda given: {"config": quantizers.AWQConfig(num_grid_points=2, **given)},
}
CALIBRATED = ("gptq", "gptq_bytes", "awq")
# Of these, float32 decides in the middle between two numbers which of them an input becomes.
ROUNDS_INPUTS = ("int8", "float8")


def quantize(model, mode, first, length):
    """Quantize a model that has its weights.

    Args:
        model: The model.
        mode: One of MODES.
        first: Its first two layers; for a calibration the embedding and the block behind it.
        length: How many ids a sample of the calibration has.
    """
    given = {}
    if mode in CALIBRATED:
        embedding, block = first
        given = {
            "dataset": np.random.default_rng(1).integers(0, 10, (4, length)),
            "tokenizer": object(),  # asked for, and not used where the data are ids
            "num_samples": 4,
            "sequence_length": length,
            "quantization_layer_structure": {
                "pre_block_layers": [embedding],
                "sequential_blocks": [block],
            },
        }
    # Keras collects garbage for each weight that it replaces, half a second each.
    with warnings.catch_warnings(), mock.patch.object(gc, "collect", int):
        warnings.simplefilter("ignore")  # Keras tells of each layer that has nothing to quantize
        model.quantize(**MODES[mode](given))
    return model
