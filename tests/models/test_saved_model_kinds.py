"""SavedModels of every origin: each is carried with its numbers, or refused in one line."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from kerasdigits.errors import ExportError, ModelError
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker

v1 = tf.compat.v1


def ask(folder, batch):
    with NodeChecker() as checker:
        answer = checker.ask(folder, [batch])
    assert answer["ok"], answer
    return answer["batches"][0]


@pytest.fixture(scope="module")
def of_keras(tmp_path_factory):
    """SavedModels of Keras 3: sequences of open length, ids below 20, a fixed batch."""
    folder = tmp_path_factory.mktemp("keras")
    steps, ids = keras.Input((None, 3), name="steps"), keras.Input((None,), dtype="int32")
    x = layers.LSTM(4, return_sequences=True)(layers.Masking()(steps))
    read = layers.GRU(5)(layers.Embedding(20, 4, mask_zero=True)(ids))
    four = keras.Input(batch_shape=(4, 6), name="four")
    made = {
        "steps": (steps, layers.Bidirectional(layers.GRU(2))(x)),
        "ids": (ids, layers.Dense(2)(read)),
        "spread": (steps, layers.TimeDistributed(layers.Dense(2))(steps)),
        "four": (four, layers.Dense(2)(layers.BatchNormalization()(four))),
    }
    for name, (begin, end) in made.items():
        keras.Model(begin, end).export(folder / name, verbose=False)
    return folder


@pytest.mark.parametrize(
    ("name", "option", "takes"), [("steps", "100,3", "float32"), ("ids", "100:int32", "int32")]
)
def test_recurrence_of_open_length_asks_for_a_length_and_then_works(
    name, option, takes, of_keras, tmp_path, rng
):
    model = load_model(of_keras / name)
    with pytest.raises(ExportError, match=f"unknown number of tensors.*--input {option} "):
        export(model, tmp_path / "m", check="require")
    assert not list(tmp_path.iterdir())
    shape = (None, 7, *model.inputs[0].shape[2:])
    signature = [(shape, takes)]
    report = export(model, tmp_path / "m", input_signature=signature, check="require")
    assert report.difference < 1e-5
    x = rng.integers(0, 20, (3, *shape[1:])) / (1 if takes == "int32" else 20)
    x = x.astype(takes)
    x[0, 4:] = 0  # hidden by the mask
    signature = tf.saved_model.load(str(of_keras / name)).signatures["serving_default"]
    (expected,) = signature(tf.constant(x)).values()
    np.testing.assert_allclose(ask(tmp_path / "m", [x])[0], expected.numpy(), atol=1e-6)


def test_ids_are_those_that_the_table_has_which_is_read_through_functions(of_keras):
    (layer,) = (
        one for one in load_model(of_keras / "ids").layers if hasattr(one, "takes_ids_below")
    )
    # Not 4 or 5, the rows of the kernels, nor 100, below which whole numbers lie otherwise.
    assert layer.takes_ids_below == 20


def test_a_time_distributed_of_open_length_is_refused_for_what_keras_saved(of_keras, tmp_path):
    model = load_model(of_keras / "spread")
    signature = tf.saved_model.load(str(of_keras / "spread")).signatures["serving_default"]
    (found,) = signature(tf.zeros((2, 7, 3))).values()
    assert found.shape == (2, 2, 2), "Keras saves what is right: have it exported"
    with pytest.raises(ExportError, match="took the number of samples for that of steps"):
        export(model, tmp_path / "m", input_signature=[((None, 7, 3), "float32")])


def test_a_fixed_batch_of_keras_stays_one(of_keras, tmp_path, rng):
    export(load_model(of_keras / "four"), tmp_path / "m", check="require")
    x = rng.uniform(-1, 1, (4, 6)).astype("float32")
    signature = tf.saved_model.load(str(of_keras / "four")).signatures["serving_default"]
    (expected,) = signature(tf.constant(x)).values()
    np.testing.assert_allclose(ask(tmp_path / "m", [x])[0], expected.numpy(), atol=1e-6)


@pytest.mark.slow  # a process of JAX and TensorFlow, some 10 s
def test_a_folder_of_jax_is_refused_as_what_it_is(tmp_path):
    program = (
        "import keras, sys; x = keras.Input((3,)); "
        "keras.Model(x, keras.layers.Dense(2)(x)).export(sys.argv[1], verbose=False)"
    )
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    command = [sys.executable, "-c", program, str(tmp_path / "jax")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    with pytest.raises(ModelError, match=r"XLA compiled \(JAX exports such\).*\.keras file"):
        load_model(tmp_path / "jax")


def save(folder, make, tags=("serve",), name="serving_default"):
    """Save a graph of TensorFlow 1, and give what its session computes for an input."""
    x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    with v1.Graph().as_default(), v1.Session() as session:
        entry = v1.placeholder("float32", (None, 4))
        end = make(entry)
        session.run(v1.global_variables_initializer())
        ends = [{"x": v1.saved_model.build_tensor_info(entry)}]
        ends += [{"y": v1.saved_model.build_tensor_info(end)}]
        builder = v1.saved_model.Builder(str(folder))
        signatures = {name: v1.saved_model.build_signature_def(*ends)}
        builder.add_meta_graph_and_variables(session, list(tags), signatures)
        builder.save()
        return x, session.run(end, {entry: x})


def variable(**options):
    options = {"initializer": v1.random_normal_initializer(seed=2), **options}
    return tf.convert_to_tensor(v1.get_variable("kernel", (4, 6), **options))


def in_parts(x):
    parts = v1.fixed_size_partitioner(2, axis=1)
    return x @ variable(partitioner=parts, use_resource=False)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "saved_as"),
    [
        (in_parts, {}),
        (lambda x: tf.nn.relu(x) * 2.0, {}),  # without a checkpoint
        (lambda x: x @ variable(), {"tags": (), "name": "default"}),  # TensorFlow 1's Hub
    ],
    ids=["variables in parts", "no variables", "of the Hub"],
)
def test_forms_of_tensorflow_1_keep_their_numbers(make, saved_as, tmp_path):
    x, expected = save(tmp_path / "saved", make, **saved_as)
    export(load_model(tmp_path / "saved"), tmp_path / "m", check="require")
    np.testing.assert_allclose(ask(tmp_path / "m", [x])[0], expected, atol=1e-5)


def loop(x):
    kernel = tf.zeros((4, 4)) + v1.get_variable("kernel", (4, 4), initializer=tf.ones_initializer())
    return v1.while_loop(lambda i, h: i < 3, lambda i, h: (i + 1, h @ kernel), [0, x])[1]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "saved_as", "says"),
    [
        (loop, {}, "loop or branch of TensorFlow 1.*Enter"),
        (lambda x: x * 2.0, {"tags": ["train"]}, "meant to be served.*tagged train"),
    ],
    ids=["loop", "training alone"],
)
def test_forms_of_tensorflow_1_are_refused_in_one_line(make, saved_as, says, tmp_path):
    v1.disable_control_flow_v2()
    try:
        save(tmp_path / "saved", make, **saved_as)
    finally:
        v1.enable_control_flow_v2()
    with pytest.raises(ModelError, match=says) as caught:
        load_model(tmp_path / "saved")
    assert "\n" not in str(caught.value)
