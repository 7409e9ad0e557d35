"""The operations of TensorFlow.js 4.22's converter, and the attributes that it reads of each.

`tfjs_ops.json` is taken from tfjs-converter's `operations/op_list`; a test compares the two.
"""

import json
from pathlib import Path

TFJS_OPS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "tfjs_ops.json").read_text(encoding="ascii")
)

# `predict` refuses these (executor/model_analysis.ts), or they draw random numbers; the last two
# are broken: BitwiseAnd's executor asks for inputs that the op list does not name, and
# ImageProjectiveTransformV3 gave other pixels than TensorFlow (difference 0.97 of 0.97).
_NOT_FOR_PREDICT = (
    "Switch",
    "Merge",
    "Enter",
    "Exit",
    "NextIteration",
    "LoopCond",
    "If",
    "StatelessIf",
    "While",
    "StatelessWhile",
    "Where",
    "NonMaxSuppressionV2",
    "NonMaxSuppressionV3",
    "NonMaxSuppressionV4",
    "NonMaxSuppressionV5",
    "HashTable",
    "HashTableV2",
    "LookupTableFind",
    "LookupTableFindV2",
    "LookupTableImport",
    "LookupTableImportV2",
    "LookupTableSize",
    "LookupTableSizeV2",
    "Multinomial",
    "RandomStandardNormal",
    "RandomUniform",
    "RandomUniformInt",
    "TruncatedNormal",
    "BitwiseAnd",
    "ImageProjectiveTransformV3",
)
USABLE_OPS = frozenset(TFJS_OPS) - frozenset(_NOT_FOR_PREDICT)
