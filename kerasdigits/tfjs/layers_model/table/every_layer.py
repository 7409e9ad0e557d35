"""The table: which Keras layers TensorFlow.js's layers format carries exactly, and how.

One entry a class. To add a layer, add its entry to one of the parts and a case to
`tests/tfjs/layers_model/layer_cases.py`, where TensorFlow.js itself is asked whether it agrees with
Keras. What stands here was compared with TensorFlow.js 4.22 (tfjs-layers/src/layers).
"""

from collections.abc import Mapping

from kerasdigits.tfjs.layers_model.rules.layer_rule import KERAS_LAYERS, LayerRule
from kerasdigits.tfjs.layers_model.table.pictures import PICTURES
from kerasdigits.tfjs.layers_model.table.sequences import SEQUENCES
from kerasdigits.tfjs.layers_model.table.values import VALUES

RULES: Mapping[tuple[str, str], LayerRule] = {
    (KERAS_LAYERS, class_name): rule
    for class_name, rule in {**PICTURES, **SEQUENCES, **VALUES}.items()
}

# Layers of Keras 2's meaning (models/keras2/meanings.py). They differ from Keras's in the mask that
# they read or yield only, and where a model has such masks, these are tensors beside the layers.
# The room of those of earlier versions of Keras 3 begins with the same words.
KERAS_2 = "kerasdigits.models.keras"
KERAS_2_RULES: Mapping[tuple[str, str], LayerRule] = {
    **{
        (f"{KERAS_2}2.meanings", name): RULES[KERAS_LAYERS, name]
        for name in (
            "Identity",
            "Normalization",
            "ReLU",
            "Rescaling",
            "SpectralNormalization",
        )
    },
    (f"{KERAS_2}2.gone_layers", "ThresholdedReLU"): LayerRule(keep=("theta",)),
}
