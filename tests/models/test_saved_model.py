"""SavedModels export with TensorFlow's numbers; what reaches outside the model never runs."""

import shutil

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker


class TwoInputs(tf.Module):
    """Takes floats and whole numbers, and yields two outputs."""

    def __init__(self):
        super().__init__()
        self.kernel = tf.Variable([[1.0, -2.0], [3.0, 0.5]])
        self.memory = tf.Variable(tf.zeros((2, 2)))

    @tf.function(
        input_signature=[
            tf.TensorSpec([None, 2], tf.float32, "numbers"),
            tf.TensorSpec([None, 2], tf.int32, "counts"),
        ]
    )
    def mix(self, numbers, counts):
        mixed = numbers @ self.kernel + tf.cast(counts, tf.float32)
        return {"mixed": mixed, "total": tf.reduce_sum(numbers, axis=1)}

    @tf.function(input_signature=[tf.TensorSpec([None, 3], tf.int32, "ids")])
    def look(self, ids):
        return {"rows": tf.gather(self.kernel, ids)}

    @tf.function(input_signature=[tf.TensorSpec([4, 2], tf.float32, "rows")])
    def four(self, rows):
        return {"sums": tf.cumsum(rows @ self.kernel)}

    @tf.function(input_signature=[tf.TensorSpec([4, 2], tf.float32, "rows")])
    def summed(self, rows):
        return {"sum": tf.reduce_sum(rows, axis=0)}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder of SavedModels: of a Keras model, and of a module with two signatures."""
    folder = tmp_path_factory.mktemp("saved")
    x = keras.Input((6, 6, 1), name="picture")
    y = keras.layers.Conv2D(2, 3, activation="relu")(x)
    y = keras.layers.Dense(3, "softmax")(
        keras.layers.Flatten()(keras.layers.BatchNormalization()(y))
    )
    keras.Model(x, y).export(folder / "keras", verbose=False)
    module = TwoInputs()
    tf.saved_model.save(
        module,
        folder / "module",
        signatures={n: getattr(module, n) for n in ("look", "mix", "four", "summed")},
    )
    return folder


def ask(folder, batch):
    with NodeChecker() as checker:
        answer = checker.ask(folder, [batch])
    assert answer["ok"], answer
    return answer["batches"][0]


def test_a_model_that_keras_exported_runs_in_tensorflow_js(saved, tmp_path, rng):
    report = export(load_model(saved / "keras"), tmp_path / "model", check="require")
    assert report.format == "graph-model"
    assert any("in the dtypes that it was saved with" in note for note in report.notes)
    assert not any("\x1b" in note for note in report.notes)
    assert report.parameters == 2 * 9 + 2 + 4 * 2 + 32 * 3 + 3
    x = rng.uniform(-1, 1, (5, 6, 6, 1)).astype("float32")
    signature = tf.saved_model.load(str(saved / "keras")).signatures["serving_default"]
    (expected,) = signature(tf.constant(x)).values()
    (received,) = ask(tmp_path / "model", [x])
    np.testing.assert_allclose(received, expected.numpy(), atol=1e-6)


def test_a_signature_is_chosen_by_its_name_and_keeps_the_names_of_its_ends(saved, tmp_path, rng):
    for signature, message in (
        (None, "several signatures.*four, look, mix, summed"),
        ("other", "no signature"),
    ):
        with pytest.raises(ModelError, match=message):
            load_model(saved / "module", signature=signature)
    model = load_model(saved / "module", signature="mix")
    report = export(model, tmp_path / "model", check="require")
    assert report.difference <= 1e-6
    counts = rng.integers(0, 9, (4, 2)).astype("int32")
    numbers = rng.uniform(-1, 1, (4, 2)).astype("float32")
    mixed, total = ask(tmp_path / "model", [counts, numbers])
    kernel = np.array([[1.0, -2.0], [3.0, 0.5]], "float32")
    np.testing.assert_allclose(mixed, numbers @ kernel + counts, atol=1e-5)
    np.testing.assert_allclose(total, numbers.sum(axis=1), atol=1e-6)


def test_a_fixed_number_of_samples_stays_one(saved, tmp_path, rng):
    report = export(load_model(saved / "module", signature="four"), tmp_path / "m", check="require")
    assert report.samples == 12 and report.difference <= 1e-6
    x = rng.uniform(-1, 1, (4, 2)).astype("float32")
    with NodeChecker() as checker:
        (entry,) = checker.ask(tmp_path / "m", parity=False)["inputs"]
        assert entry["shape"] == [4, 2]
    (received,) = ask(tmp_path / "m", [x])
    kernel = np.array([[1.0, -2.0], [3.0, 0.5]], "float32")
    np.testing.assert_allclose(received, np.cumsum(x @ kernel, axis=0), atol=1e-5)
    with pytest.raises(ModelError, match=r"do not agree on it.*rows: 4, sum: 2"):
        load_model(saved / "module", signature="summed")


def test_ids_are_sampled_below_the_size_of_the_table(saved, tmp_path):
    model = load_model(saved / "module", signature="look")
    report = export(model, tmp_path / "model", check="require")
    assert report.difference == 0
    assert any("float32 results" in note for note in report.notes)


def edit(folder):
    """Open a SavedModel's description; give it and a function that writes it back."""
    file = folder / "saved_model.pb"
    content = SavedModel.FromString(file.read_bytes())
    return content.meta_graphs[0], lambda: file.write_bytes(content.SerializeToString())


def test_the_state_of_keras_2s_optimizer_is_left(saved, tmp_path):
    shutil.copytree(saved / "module", tmp_path / "trained")
    graph, write = edit(tmp_path / "trained")
    nodes = graph.object_graph_def.nodes
    kernel, memory = [i for i, node in enumerate(nodes) if node.HasField("variable")]
    nodes[0].slot_variables.add(
        original_variable_node_id=kernel, slot_name="m", slot_variable_node_id=memory
    )
    write()
    with pytest.raises(AttributeError, match="add_slot"):
        tf.saved_model.load(str(tmp_path / "trained"))
    assert load_model(tmp_path / "trained", signature="mix").count_params() == 4


@pytest.fixture
def never_loaded(monkeypatch):
    """Fail when TensorFlow loads a SavedModel, which runs parts of it."""

    def load(*_):
        raise AssertionError("a SavedModel was loaded before it was read")

    monkeypatch.setattr(tf.saved_model, "load", load)


def rename_operation(folder, op, into):
    """Give the first operation of a name, in any function, another name."""
    graph, write = edit(folder)
    functions = graph.graph_def.library.function
    nodes = [node for function in functions for node in function.node_def if node.op == op]
    nodes[0].op = into
    write()


@pytest.mark.parametrize(
    ("op", "message"),
    [
        ("WriteFile", "reaches outside the model.*WriteFile"),
        ("ReadFile", "reaches outside the model.*ReadFile"),
        ("EagerPyFunc", "reaches outside the model.*EagerPyFunc"),
        ("PyFuncStateless", "reaches outside the model.*PyFuncStateless"),
        ("SaveV2", "reaches outside the model.*SaveV2"),
        ("TensorDataset", "reaches outside the model.*TensorDataset"),
        ("XlaCallModule", "a program that XLA compiled"),
        ("OfSomebodysOwn", "TensorFlow itself does not have.*OfSomebodysOwn"),
    ],
)
def test_an_operation_that_reaches_outside_is_refused_before_anything_runs(
    op, message, saved, tmp_path, never_loaded
):
    shutil.copytree(saved / "keras", tmp_path / "hostile")
    rename_operation(tmp_path / "hostile", "Conv2D", op)
    with pytest.raises(ModelError, match=message):
        load_model(tmp_path / "hostile")


def test_a_function_of_the_saver_that_is_called_elsewhere_may_not_write(
    saved, tmp_path, never_loaded
):
    shutil.copytree(saved / "keras", tmp_path / "hostile")
    graph, write = edit(tmp_path / "hostile")
    functions = graph.graph_def.library.function
    (writer,) = [f.signature.name for f in functions if any(n.op == "SaveV2" for n in f.node_def)]
    graph.object_graph_def.concrete_functions[writer].SetInParent()
    write()
    with pytest.raises(ModelError, match="reaches outside the model"):
        load_model(tmp_path / "hostile")


def test_a_damaged_one_is_one_error(saved, tmp_path):
    shutil.copytree(saved / "module", tmp_path / "cut")
    file = tmp_path / "cut" / "saved_model.pb"
    content = file.read_bytes()
    for end in (0, 11, len(content) // 2):
        file.write_bytes(content[:end])
        with pytest.raises(ModelError, match="damaged, or only part of one"):
            load_model(tmp_path / "cut", signature="mix")
    file.write_bytes(content)
    (tmp_path / "cut" / "variables" / "variables.data-00000-of-00001").write_bytes(b"1234")
    with pytest.raises(ModelError, match="TensorFlow cannot load this SavedModel") as caught:
        load_model(tmp_path / "cut", signature="mix")
    assert "\n" not in str(caught.value)


class Unfit(tf.Module):
    """Signatures that a model for the browser cannot have."""

    @tf.function(input_signature=[])
    def nothing(self):
        return {"y": tf.ones((1, 2))}

    @tf.function(input_signature=[tf.TensorSpec(None, tf.float32, "x")])
    def any_form(self, x):
        return {"y": x * 2.0}

    @tf.function(input_signature=[tf.TensorSpec([], tf.float32, "x")])
    def alone(self, x):
        return {"y": x * 2.0}

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32, "x")])
    def reshaped(self, x):
        sizes, _ = tf.unique(tf.cast(x[0], tf.int32))
        return {"y": tf.reshape(x, sizes)}


UNFIT = {
    "nothing": 'Signature "nothing" takes no input',
    "any_form": 'Input "x" of this SavedModel has no known number of dimensions',
    "alone": 'Input "x" of this SavedModel has no axis for samples',
    "reshaped": 'Output "y" of this SavedModel has no known number of dimensions',
}


def test_signatures_that_no_browser_could_feed_are_one_error(tmp_path):
    module = Unfit()
    signatures = {name: getattr(module, name) for name in UNFIT}
    tf.saved_model.save(module, tmp_path / "unfit", signatures=signatures)
    for name, message in UNFIT.items():
        with pytest.raises(ModelError, match=message) as caught:
            load_model(tmp_path / "unfit", signature=name)
        assert "\n" not in str(caught.value)
    tf.saved_model.save(tf.Module(), tmp_path / "bare")
    with pytest.raises(ModelError, match=r"no signature, so it .*signatures=\.\.\."):
        load_model(tmp_path / "bare")


def test_a_saved_model_as_text_or_on_another_backend_is_one_error(saved, tmp_path, monkeypatch):
    (tmp_path / "saved_model.pbtxt").write_text("")
    with pytest.raises(ModelError, match="written as text, which is not read here"):
        load_model(tmp_path)
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ModelError, match=r"TensorFlow alone\. Received: .* with Keras on jax"):
        load_model(saved / "module", signature="mix")


@pytest.fixture(scope="module")
def of_tensorflow_1(tmp_path_factory):
    """A folder that a session of TensorFlow 1 saved, and what the session computed."""
    folder, v1 = tmp_path_factory.mktemp("one") / "model", tf.compat.v1
    with v1.Graph().as_default(), v1.Session() as session:
        x, ids = v1.placeholder("float32", (None, 6, 6, 1)), v1.placeholder("int32", (None,))
        start = v1.random_normal_initializer(seed=1)
        options = {"initializer": start, "use_resource": False}
        table = v1.get_variable("table", (5, 3), initializer=start, use_resource=True)
        kept = v1.placeholder_with_default(1.0, (), "kept")
        y = tf.nn.conv2d(x, v1.get_variable("kernel", (3, 3, 1, 2), **options), 1, "VALID") * kept
        y = v1.matmul(v1.reshape(y, (-1, 32)), v1.get_variable("dense", (32, 3), **options))
        scores = v1.nn.softmax(y + v1.nn.embedding_lookup(table, ids))
        asked = v1.placeholder("float32", ())
        written = v1.py_func(lambda t: t, [y], "float32")
        session.run(v1.global_variables_initializer())
        ends = {
            "serving_default": ({"picture": x, "kind": ids}, {"scores": scores}),
            "asks": ({"picture": x}, {"y": y * asked}),
            "reaches": ({"picture": x}, {"y": written}),
        }
        described = v1.saved_model.build_tensor_info
        signatures = {
            name: v1.saved_model.build_signature_def(
                *({key: described(tensor) for key, tensor in part.items()} for part in parts),
            )
            for name, parts in ends.items()
        }
        builder = v1.saved_model.Builder(str(folder))
        starts = v1.io.write_file(str(folder.parent / "started"), "")
        builder.add_meta_graph_and_variables(session, ["serve"], signatures, main_op=starts)
        builder.save()
        (folder.parent / "started").unlink(missing_ok=True)
        generator = np.random.default_rng(0)
        batch = [generator.integers(0, 5, 4, "int32"), generator.normal(size=(4, 6, 6, 1))]
        expected = session.run(scores, {ids: batch[0], x: batch[1]})
    return folder, [batch[0], batch[1].astype("float32")], expected


@pytest.mark.filterwarnings("ignore")
def test_a_session_of_tensorflow_1_keeps_its_numbers(of_tensorflow_1, tmp_path):
    folder, batch, expected = of_tensorflow_1
    report = export(load_model(folder, signature="serving_default"), tmp_path / "m")
    assert report.parameters == 15 + 18 + 96
    np.testing.assert_allclose(ask(tmp_path / "m", batch)[0], expected, atol=1e-6)
    assert not (folder.parent / "started").exists(), "nothing of what starts a session is run"


@pytest.mark.parametrize(
    ("signature", "says"),
    [("asks", "needs a value that it does not take"), ("reaches", "reaches outside.*none of it")],
)
def test_a_signature_of_tensorflow_1_is_refused_by_what_it_needs(of_tensorflow_1, signature, says):
    with pytest.raises(ModelError, match=says):
        load_model(of_tensorflow_1[0], signature=signature)


def test_a_damaged_one_of_tensorflow_1_is_one_error(of_tensorflow_1, tmp_path):
    for name in ("ends", "variables"):
        shutil.copytree(of_tensorflow_1[0], tmp_path / name)
    graph, write = edit(tmp_path / "ends")
    graph.signature_def["serving_default"].outputs["scores"].name = "gone:0"
    write()
    with pytest.raises(ModelError, match=r"names what its graph does not hold.*Received: gone in"):
        load_model(tmp_path / "ends", signature="serving_default")
    graph, write = edit(tmp_path / "variables")
    (table,) = [node for node in graph.graph_def.node if node.name == "table"]
    table.attr["shared_name"].s = b"lost"
    write()
    with pytest.raises(ModelError, match=r"not hold a variable of its graph.*Received: lost in"):
        load_model(tmp_path / "variables", signature="serving_default")
