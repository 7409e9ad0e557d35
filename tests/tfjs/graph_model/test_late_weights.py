"""What Keras cannot build when it reads a model keeps its weights or is refused: no new ones."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from foreign import Distance, DistanceAndMore

from kerasdigits.errors import ExportError, ModelError
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere
from kerasdigits.tfjs.proof.check import NodeChecker
from kerasdigits.tfjs.request import ExportRequest

TAKES = [((None, 4), "float32"), ((None, 4), "float32")]


@pytest.fixture
def saved(tmp_path, rng):
    """A model of two arguments in a file, and the kernel in it; Keras keeps the first's shape."""
    model = Distance()
    model(np.zeros((1, 4), "float32"), np.zeros((1, 4), "float32"))
    model.inner.kernel.assign(rng.normal(size=(4, 3)))
    model.save(tmp_path / "distance.keras")
    return tmp_path / "distance.keras", model


def assert_keeps(folder, kernel, rng):
    pair = [rng.uniform(-1, 1, (5, 4)).astype("float32") for _ in range(2)]
    with NodeChecker() as checker:
        answer = checker.ask(folder, [pair], parity=False)
    expected = np.linalg.norm((pair[0] - pair[1]) @ kernel, axis=-1)
    np.testing.assert_allclose(answer["batches"][0][0], expected, rtol=1e-5)


@pytest.mark.each_backend
def test_what_keras_could_not_build_is_read_when_it_is_described(saved, tmp_path, rng):
    path, original = saved
    kernel = keras.ops.convert_to_numpy(original.inner.kernel)
    with pytest.raises(ModelError, match=r'"dense.*has weights in the file.*input_signature'):
        load_model(path, custom_objects=["foreign:Distance"])
    with pytest.raises(ModelError, match=r"could not build it.*ValueError") as caught:
        wrong = [((None, 5), "float32"), ((None, 4), "float32")]
        load_model(path, custom_objects=["foreign:Distance"], input_signature=wrong)
    assert "\n" not in str(caught.value) and "\x1b" not in str(caught.value)
    with pytest.raises(ExportError, match=r"^input_signature must"):
        load_model(path, custom_objects=["foreign:Distance"], input_signature="two vectors")
    model = load_model(path, custom_objects=["foreign:Distance"], input_signature=TAKES)
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(model.inner.kernel), kernel)
    export(model, tmp_path / "m", input_signature=TAKES, check="require")
    assert_keeps(tmp_path / "m", kernel, rng)
    # Not from a file of ours either; on another backend it goes to TensorFlow by a file.
    export(original, tmp_path / "live", input_signature=TAKES, check="require")
    assert_keeps(tmp_path / "live", kernel, rng)


def test_tensorflows_process_refuses_what_a_call_does_not_build(tmp_path):
    model = DistanceAndMore()
    model.uncalled.build((None, 3))
    model(np.zeros((1, 4), "float32"), np.zeros((1, 4), "float32"))
    request = ExportRequest(format="graph", input_signature=TAKES)
    with pytest.raises(ExportError, match=r'"uncalled" of model .* has weights in the file'):
        write_graph_elsewhere(model, tmp_path, request)


@pytest.mark.filterwarnings("ignore:Model .* had a build config")
def test_weights_that_the_export_would_draw_are_refused(saved, tmp_path):
    model = keras.saving.load_model(saved[0], custom_objects={"Distance": Distance})
    assert model.built and not model.inner.built, "Keras builds it now"
    with pytest.raises(ExportError, match=r'"dense.*had no weights before the export'):
        export(model, tmp_path / "m", input_signature=TAKES)
    assert not (tmp_path / "m").exists()


READER = """
import keras
from keras import layers

@keras.saving.register_keras_serializable()
class Reader(keras.Model):
    def __init__(self, **options):
        super().__init__(**options)
        self.look_up, self.scores = layers.Embedding(40, 8), layers.Dense(40)

    def call(self, ids):
        return self.scores(self.look_up(ids))
"""
PROGRAM = """
import ctypes
import numpy as np
from reader import Reader
from kerasdigits.models.load import load_model
model = Reader()
model(np.zeros((1, 500), "int32"))
model.save("reader.keras")
ctypes.CDLL(None).mallopt(-6, 165)  # M_PERTURB: what is handed out is full of ones
again = load_model("reader.keras", custom_objects=["reader:Reader"])
print(len(again.weights), np.array_equal(again.scores.kernel, model.scores.kernel))
"""


def test_numpy_builds_a_model_of_ids_whatever_lies_in_memory(tmp_path):
    (tmp_path / "reader.py").write_text(READER)
    package = Path(__file__).parents[3]
    environment = {"KERAS_BACKEND": "numpy", "PYTHONPATH": str(package)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **environment},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["3", "True"]
