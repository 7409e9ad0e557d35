"""The stored table of operations is TensorFlow.js's own."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kerasdigits.tfjs.graph_model.lowered.tfjs_ops import TFJS_OPS, USABLE_OPS
from kerasdigits.tfjs.graph_model.tables import DECOMPOSITIONS

OP_LIST = (
    Path(__file__).parents[4]
    / "web/node_modules/@tensorflow/tfjs-converter/dist/operations/op_list"
)
SCRIPT = r"""
const fs = require("fs"), all = {};
for (const name of fs.readdirSync(process.argv[1]).filter((n) => n.endsWith(".js"))) {
  const text = fs.readFileSync(process.argv[1] + "/" + name, "utf8");
  const ops = new Function(text.replace("export const json =", "const json =") + "\nreturn json");
  for (const op of ops()) {
    const read = (op.attrs || []).filter((attr) => !attr.notSupported && attr.tfName);
    const names = (attr) => [attr.tfName, attr.tfDeprecatedName].filter(Boolean);
    all[op.tfOpName] = read.flatMap(names);
  }
}
console.log(JSON.stringify(all));
"""


def test_table_is_that_of_tfjs_converter():
    assert shutil.which("node") and OP_LIST.is_dir(), "run `make setup`"
    done = subprocess.run(
        ["node", "-e", SCRIPT, str(OP_LIST)], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == TFJS_OPS


def test_operations_that_predict_refuses_are_not_usable():
    executor = OP_LIST.parents[1] / "executor/model_analysis.js"
    listed = re.findall(r"_OPS = new Set\(\[(.*?)\]\)", executor.read_text(), re.S)
    refused = set(re.findall(r"'(\w+)'", " ".join(listed)))
    assert len(refused) > 10
    assert not refused & USABLE_OPS


@pytest.mark.parametrize("op", sorted(DECOMPOSITIONS))
def test_each_decomposition_is_of_an_operation_that_tensorflow_knows(op):
    import tensorflow as tf  # noqa: F401, it registers the operations
    from tensorflow.python.framework import op_def_registry

    assert op_def_registry.get(op) is not None
