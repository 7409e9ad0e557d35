"""The operations of TensorFlow.js 4.22's converter, and the attributes that it reads of each.

`tfjs_ops.json` is taken from tfjs-converter's `operations/op_list`; a test compares the two.
"""

import json
from pathlib import Path

TFJS_OPS: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "tfjs_ops.json").read_text(encoding="ascii")
)
