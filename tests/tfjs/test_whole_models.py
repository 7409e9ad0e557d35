"""Whole models of every kind compute Keras's numbers in TensorFlow.js, on the route they should.

With `-s` the last test prints how many went which way, and how far the farthest is off.
"""

import functools

import keras
import numpy as np
import pytest
import whole_open  # noqa: F401, it fills the table, as the others do
import whole_sequences  # noqa: F401
from keras import layers
from whole_models import WHOLE_MODELS, draw_inputs, run_keras, settle
from whole_pictures import lenet, residual_network
from whole_tables import wide_and_deep_with_named_inputs

from kerasdigits.errors import ModelError
from kerasdigits.models.load import load_model
from kerasdigits.models.tfjs_layers.load import load_layers
from kerasdigits.models.tfjs_layers.weights import read_weights
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker

TOLERANCE = 1e-5
# name, asked format -> (format, largest difference relative to an output's largest value)
CARRIED: dict[tuple[str, str], tuple[str, float]] = {}


@pytest.fixture(scope="module")
def checker():
    with NodeChecker() as node:
        yield node


@functools.cache
def build(name):
    """The model, and the one that computes its numbers in float32."""
    entry = WHOLE_MODELS[name]
    model = settle(entry.build())
    if entry.float32 is None:
        return model, model
    reference = entry.float32()
    for source, target in zip(model.weights, reference.weights, strict=True):
        target.assign(keras.ops.cast(source.value, "float32"))
    return model, reference


def fresh_batches(name):
    """Inputs that no sample holds, and what Keras computes for them in this process."""
    entry, (model, reference) = WHOLE_MODELS[name], build(name)
    tensors = [keras.KerasTensor(shape) for shape in entry.takes] or model.inputs
    batches = [
        draw_inputs(tensors, batch, size)
        for batch, size in zip(entry.batches, entry.sizes, strict=False)
    ]
    return batches, [run_keras(reference, batch) for batch in batches]


def largest_difference(expected, received):
    """Compare batches of outputs, each output relative to its largest value over all batches."""
    differences = []
    for wanted, given in zip(zip(*expected, strict=True), zip(*received, strict=True), strict=True):
        assert [array.shape for array in wanted] == [array.shape for array in given]
        largest = max(np.abs(array).max() for array in wanted)
        assert largest > 1e-3, "nothing to compare"
        gaps = [np.abs(one - other).max() for one, other in zip(wanted, given, strict=True)]
        differences.append(float(max(gaps) / largest))
    return max(differences)


def carry(name, asked, folder, checker):
    """Export a model, run it in TensorFlow.js, and hold all it computes against Keras."""
    entry = WHOLE_MODELS[name]
    options = {}
    if entry.takes:
        options["input_signature"] = [(shape, "float32") for shape in entry.takes]
    report = export(build(name)[0], folder, format=asked, check="off", **options)
    answer = checker.ask(folder)
    assert answer["ok"], answer
    assert answer["samples"] == report.samples >= 10
    assert answer["format"] == report.format
    for output in answer["outputs"]:
        assert output["max_abs_difference"] <= TOLERANCE * output["max_abs_value"], output
    # Loaded anew: a stateful model would go on from where the samples left it.
    batches, expected = fresh_batches(name)
    fresh = checker.ask(folder, batches, parity=False)
    assert fresh["ok"], fresh
    difference = largest_difference(expected, fresh["batches"])
    CARRIED[name, asked] = (report.format, difference)
    assert difference <= TOLERANCE
    # In Keras 3.16 a mask ends at recurrent layers; what stands for that is not read back.
    reads_masks = name != "masked_series" or keras.layers.LSTM(1).supports_masking
    if report.format == "layers-model" and reads_masks:
        # The largest batch: one of a single sample would say no more.
        back = assert_comes_back(folder, batches[-1:], fresh["batches"][-1:])
        if not any("is written as" in note for note in report.notes):
            assert classes_of(back) == classes_of(build(name)[0])
    return report


def classes_of(model):
    return sorted(type(layer).__name__ for layer in model._flatten_layers(include_self=False))


def assert_comes_back(folder, batches, received):
    """Import the folder: Keras computes what TensorFlow.js did, with the folder's very weights."""
    imported = load_layers(folder)
    outputs = [run_keras(imported.model, batch) for batch in batches]
    assert largest_difference(received, outputs) <= TOLERANCE
    written = read_weights(imported.folder.manifest, folder).values()
    ours = [np.asarray(array) for array in imported.model.get_weights()]
    ours = [array for array in ours if array.dtype.kind != "u"]  # seeds of dropout
    assert sorted(array.tobytes() for array in ours) == sorted(a.tobytes() for a in written)
    return imported.model


@pytest.mark.parametrize("name", WHOLE_MODELS)
def test_model_takes_its_route_and_computes_the_same(name, tmp_path, checker):
    report = carry(name, "auto", tmp_path / "model", checker)
    assert report.format == f"{WHOLE_MODELS[name].route}-model", report.reason


@pytest.mark.parametrize("name", [name for name in WHOLE_MODELS if WHOLE_MODELS[name].also_graph])
def test_model_that_layers_can_carry_computes_the_same_as_a_graph(name, tmp_path, checker):
    assert carry(name, "graph", tmp_path / "model", checker).format == "graph-model"


def assert_saved_model_agrees(model, path, route, folder, checker, **options):
    """Save a model, load it the way `kerasdigits export` does, and export what was loaded."""
    settle(model)
    model.save(path)
    report = export(load_model(path, **options), folder, check="off")
    assert report.format == f"{route}-model"
    batch = draw_inputs(model.inputs, 7, 5)
    answer = checker.ask(folder, [batch])
    assert answer["ok"], answer
    assert largest_difference([run_keras(model, batch)], answer["batches"]) <= TOLERANCE


@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
@pytest.mark.parametrize("build", [lenet, residual_network, wide_and_deep_with_named_inputs])
def test_model_from_a_file_computes_the_same(build, name, tmp_path, checker):
    assert_saved_model_agrees(build(), tmp_path / name, "layers", tmp_path / "model", checker)


def test_lambda_is_refused_by_name_unless_its_code_is_trusted(tmp_path, checker):
    entry = keras.Input((6,))
    x = layers.Lambda(lambda x: x * x - 0.5, name="gate")(layers.Dense(5)(entry))
    model = keras.Model(entry, layers.Dense(2)(x))
    path = tmp_path / "model.keras"
    assert_saved_model_agrees(model, path, "graph", tmp_path / "model", checker, unsafe=True)
    with pytest.raises(ModelError, match="Lambda"):
        load_model(path)


class Unregistered(layers.Layer):
    def call(self, inputs):
        return keras.ops.sign(inputs) * keras.ops.sqrt(keras.ops.abs(inputs) + 0.01)


def test_unregistered_class_is_refused_by_name_unless_it_is_given(tmp_path, checker):
    model = keras.Sequential([keras.Input((6,)), layers.Dense(5), Unregistered(), layers.Dense(2)])
    path = tmp_path / "model.keras"
    given = [f"{__name__}:Unregistered"]
    assert_saved_model_agrees(
        model, path, "graph", tmp_path / "model", checker, custom_objects=given
    )
    with pytest.raises(ModelError, match="Unregistered"):
        load_model(path)


def test_the_table_holds_what_it_promises(capsys):
    chosen = {name: format for (name, asked), (format, _) in CARRIED.items() if asked == "auto"}
    counts = {route: list(chosen.values()).count(f"{route}-model") for route in ("layers", "graph")}
    also = sum(asked == "graph" for _, asked in CARRIED)
    with capsys.disabled():
        print(
            f"\n{len(chosen)} whole models: {counts['layers']} as layers, {counts['graph']}",
            end=" ",
        )
        print(f"as graphs only; {also} in both formats")
        farthest = sorted(CARRIED.items(), key=lambda item: -item[1][1])[:5]
        for (name, asked), (_, difference) in farthest:
            print(f"  {difference:.1e} {name} ({asked})")
    assert len(WHOLE_MODELS) >= 55
    assert sum(entry.also_graph for entry in WHOLE_MODELS.values()) >= len(WHOLE_MODELS) / 2
