#!/bin/sh
# Keras 3.15.1 (jax): after quantize() by GPTQ with its layer structure, get_config() never ends.
#
# GPTQConfig(quantization_layer_structure=...) names the layers of the model to calibrate, which a
# model without a backbone of keras-hub must give. model.quantize(config=...) succeeds; afterwards
# model.get_config(), and so model.save(), ends in RecursionError: a layer keeps the config, and the
# config the layer.
#
# Seen: before quantize  get_config: ok
#       after quantize   get_config: RecursionError
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > config.py << 'END'
import sys

import keras
import numpy as np

keras.utils.disable_interactive_logging()
ids, inner = keras.Input((4,), dtype="int32"), keras.Input((4, 16))
middle = keras.Model(inner, keras.layers.LayerNormalization()(inner))
embedding = keras.layers.Embedding(30, 16)
model = keras.Model(ids, middle(embedding(ids)))


def ask():
    try:
        model.get_config()
        return "ok"
    except RecursionError as error:
        return type(error).__name__


said = [ask()]
model.quantize(
    config=keras.quantizers.GPTQConfig(
        dataset=np.random.default_rng(1).integers(0, 30, (4, 4)),
        tokenizer=object(),
        num_samples=4,
        sequence_length=4,
        quantization_layer_structure={
            "pre_block_layers": [embedding],
            "sequential_blocks": [middle],
        },
    )
)
said.append(ask())
print(f"before quantize  get_config: {said[0]}")
print(f"after quantize   get_config: {said[1]}")
as_seen = said == ["ok", "RecursionError"]
print("as described" if as_seen else "CHANGED")
sys.exit(not as_seen)
END
KERAS_BACKEND=jax venv/bin/python config.py 2> /dev/null
