"""On other backends TensorFlow traces in a process of its own, to the same bytes."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import keras
import numpy as np
import pytest

from kerasdigits.backend import TRAINING_BACKENDS
from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.tfjs.graph_model.elsewhere.custom_classes import find_custom
from kerasdigits.tfjs.proof.check import run_checker
from kerasdigits.tfjs.request import ExportRequest

HERE = Path(__file__).parents[1]  # of foreign.py


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    from foreign import Polynomial, Residual

    entry = keras.Input((6,))
    x = Polynomial(3)(Residual(6)(entry) * entry)
    for _ in range(2):  # the second kernel, of 160 kB, is laid on disk there
        x = keras.layers.Dense(200)(x)
    model = keras.Model(entry, keras.ops.exp(keras.layers.Dense(2)(x) / 100))
    generator = np.random.default_rng(3)
    for variable in model.weights:
        variable.assign(generator.normal(0, 0.3, variable.shape).astype("float32"))
    path = tmp_path_factory.mktemp("saved") / "model.keras"
    model.save(path)
    return path


PROGRAM = """
import resource, sys
import keras
from foreign import Polynomial
from kerasdigits.tfjs import export
model = keras.saving.load_model(sys.argv[1], custom_objects={"Polynomial": Polynomial})
report = export(model, sys.argv[2], name="m", check="off")
kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(keras.backend.backend(), report.format, kilobytes // 1024)
"""


def export_in_a_process(saved, folder, backend):
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(HERE)}
    command = [sys.executable, "-c", PROGRAM, str(saved), str(folder)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    *said, megabytes = done.stdout.split()
    assert said == [backend, "graph-model"]
    # It would be 540 without giving back what only the import of TensorFlow needs. (The memory of
    # the others counts here, too.)
    assert backend != "jax" or int(megabytes) < 480
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_each_backend_writes_the_bytes_of_tensorflows_own(saved, tmp_path):
    tensorflows, *others = (
        export_in_a_process(saved, tmp_path / backend, backend) for backend in TRAINING_BACKENDS
    )
    assert sorted(tensorflows) == ["group1-shard1of1.bin", "model.js", "model.json"]
    for files in others:
        assert files == tensorflows
    (answer,) = run_checker([tmp_path / "jax"])
    assert answer["ok"], answer
    (output,) = answer["outputs"]
    assert output["max_abs_difference"] <= 1e-5 * output["max_abs_value"]


def test_a_class_of_the_program_itself_is_refused_by_name():
    class Mine(keras.layers.Layer):
        def call(self, inputs):
            return inputs

    Mine.__module__ = "__main__"
    with pytest.raises(ExportError, match=r"Mine is defined in the program itself"):
        find_custom(keras.Sequential([keras.Input((2,)), Mine()]))


def test_classes_and_functions_of_modules_are_found():
    from foreign import Scale, twice

    model = keras.Sequential([keras.Input((2,)), Scale(), keras.layers.Dense(2, activation=twice)])
    assert find_custom(model) == [["foreign", "Scale"], ["foreign", "twice"]]


def test_an_error_of_the_process_is_one_line(tmp_path, monkeypatch):
    from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere

    entry = keras.Input((3, 3))
    model = keras.Model(entry, keras.ops.inv(entry))
    with pytest.raises(ExportError) as caught:
        write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))
    assert "MatrixInverse" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_cannot_be_saved_is_one_line(tmp_path):
    from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere

    class Odd(keras.layers.Layer):
        def get_config(self):
            raise NotImplementedError("nothing\nto say")

        def call(self, inputs):
            return inputs

    Odd.__module__ = "foreign"
    model = keras.Sequential([keras.Input((2,)), Odd()])
    with pytest.raises(ExportError, match="cannot be saved, which") as caught:
        write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))
    assert "Received: NotImplementedError: nothing to say" in str(caught.value)


def test_a_process_that_ends_without_a_word_is_one_line(tmp_path, monkeypatch):
    from kerasdigits.tfjs.graph_model.elsewhere import own_process

    monkeypatch.setattr(own_process, "_PROCESS", "kerasdigits.nowhere")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(ExportError, match=r"before it wrote.*No module named kerasdigits\.nowhere"):
        own_process.write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("of_this_process_only", "Odd cannot be imported by TensorFlow's own process"),
        ("needs_more", "cannot be loaded by TensorFlow's own process.*Received: TypeError"),
    ],
)
def test_a_class_that_is_not_there_as_here_is_one_line(module, message, tmp_path, monkeypatch):
    from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere

    code = "import keras\nclass Odd(keras.layers.Layer):\n    def __init__(self, {}**options):\n"
    code += "        super().__init__(**options)\n    def call(self, x):\n        return x\n"
    (tmp_path / "needs_more.py").write_text(code.format("more, "))
    monkeypatch.syspath_prepend(tmp_path)
    here = ModuleType(module)
    exec(code.format(""), here.__dict__)
    monkeypatch.setitem(sys.modules, module, here)
    model = keras.Sequential([keras.Input((2,)), here.Odd()])
    with pytest.raises(ExportError, match=message) as caught:
        write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))
    assert "\n" not in str(caught.value)


def test_a_machine_without_tensorflow_is_told_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(ExportError, match=r"pip install 'kerasdigits\[tensorflow\]'"):
        write_graph_elsewhere(model, tmp_path, ExportRequest(format="graph"))


@pytest.mark.each_backend
def test_given_samples_go_there_and_come_back(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    given = np.linspace(-1, 1, 48, dtype="float32").reshape(12, 4)
    export(model, tmp_path / "m", parity_inputs=given, format="graph", check="off")
    content = json.loads((tmp_path / "m" / "model.json").read_text())
    parity = content["userDefinedMetadata"]["kerasdigits"]["parity"]
    np.testing.assert_array_equal(decode_tensor(parity["inputs"][0]), given)
    expected = given @ keras.ops.convert_to_numpy(model.layers[0].kernel)
    np.testing.assert_allclose(decode_tensor(parity["outputs"][0]), expected, atol=1e-6)
