"""Of calls with training=True an export says what it computes, and does the other on request."""

import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import randomize

from kerasdigits.errors import ExportError
from kerasdigits.publishing.examination import examine_folder
from kerasdigits.tfjs import export
from kerasdigits.tfjs.batch_statistics import BatchStatistics
from kerasdigits.tfjs.format.tensor_record import decode_tensor
from kerasdigits.training.trained import Trained


def normalized(training=True, **options):
    """The generator of a pix2pix: it normalizes by the picture at hand."""
    picture = keras.Input((8, 8, 3))
    x = layers.Conv2D(4, 4, strides=2, padding="same")(picture)
    x = layers.BatchNormalization(name="norm", **options)(x, training=training)
    return randomize(
        keras.Model(picture, layers.Conv2DTranspose(3, 4, strides=2, activation="tanh")(x))
    )


def dropping(layer):
    row = keras.Input((6,))
    return keras.Model(row, layers.Dense(3)(layer(layers.Dense(4)(row), training=True)))


def samples(folder):
    import json

    parity = json.loads((folder / "model.json").read_text())["userDefinedMetadata"]["kerasdigits"]
    return [decode_tensor(parity["parity"][key][0]) for key in ("inputs", "outputs")]


@pytest.mark.parametrize("choice", ["inference", "as-called"])
def test_batch_normalization_computes_what_was_asked_for(choice, tmp_path):
    model = normalized()
    before = [keras.ops.convert_to_numpy(weight) for weight in model.weights]
    report = export(model, tmp_path / "m", check="require", training_calls=choice)
    for weight, value in zip(model.weights, before, strict=True):  # its averages have not moved
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(weight), value)
    x, y = samples(tmp_path / "m")
    expected = {"inference": normalized(training=None).predict(x, verbose=0)}
    if hasattr(keras.src.models.functional, "operation_fn"):  # Keras 3.15's predict overrules calls
        np.testing.assert_array_equal(model.predict(x, verbose=0), expected["inference"])
    expected["as-called"] = keras.ops.convert_to_numpy(model(x))
    assert np.abs(expected["inference"] - expected["as-called"]).max() > 0.01
    np.testing.assert_allclose(y, expected[choice], atol=1e-5)
    (note,) = [note for note in report.notes if "training=True" in note]
    says = {"inference": "computed as predict", "as-called": "computed as model(x) does"}
    assert f'calls of "norm": {says[choice]}' in note
    assert "computes something else" in note or keras.__version__ >= "3.16"


def test_as_called_takes_the_graph_route(tmp_path):
    report = export(normalized(), tmp_path / "m", check="require", training_calls="as-called")
    assert (report.format, report.reason) == ("graph-model", "asked for")
    with pytest.raises(ExportError, match="normalizes by the batch"):
        export(normalized(), tmp_path / "l", format="layers", training_calls="as-called")


@pytest.mark.parametrize("inside", ["the call", "the model"])
def test_a_model_inside_computes_what_was_asked_for(inside, tmp_path):
    """Keras hands the training=True of a call on to all layers of the model that is called."""
    row = keras.Input((6,))
    said = {"training": True} if inside == "the call" else {}
    norm = layers.BatchNormalization(name="norm")(layers.Dense(4)(row), **said)
    inner = keras.Model(row, layers.Dense(3, activation="tanh")(norm), name="inner")
    outer = keras.Input((6,))
    y = inner(outer) if said else inner(outer, training=True)
    model = randomize(keras.Model(outer, layers.Dense(2)(y)))
    export(model, tmp_path / "m", check="require", training_calls="as-called")
    x, y = samples(tmp_path / "m")
    told, as_called = model(x, training=False), keras.ops.convert_to_numpy(model(x))
    np.testing.assert_allclose(y, as_called, atol=1e-5)
    # From Keras 3.16 on what a call says holds whatever predict says.
    assert np.abs(y - told).max() > 0.01 or keras.__version__ >= "3.16"
    # What is compared with the folder later is what it was exported to compute.
    found = examine_folder(
        tmp_path / "m", Trained(model, None), browser=False, seed=3, say=lambda _: None
    )
    assert found.passed, found.findings
    alone = examine_folder(tmp_path / "m", None, browser=False, seed=3, say=lambda _: None)
    assert alone.passed and any("normalizes by the batch" in note for note in alone.notes)


def test_a_model_inside_that_is_called_both_ways_is_refused(tmp_path):
    row, outer = keras.Input((6,)), keras.Input((6,))
    inner = keras.Model(row, layers.BatchNormalization()(row), name="inner")
    model = keras.Model(outer, [inner(outer, training=True), inner(outer)])
    with pytest.raises(ExportError, match=r'"inner".*in some of its calls only'):
        export(model, tmp_path / "m", training_calls="as-called")


def test_frozen_batch_normalization_is_the_same_either_way(tmp_path):
    model = normalized(trainable=False)
    export(model, tmp_path / "m", check="require", training_calls="as-called")
    x, y = samples(tmp_path / "m")
    np.testing.assert_allclose(y, model.predict(x, verbose=0), atol=1e-5)
    np.testing.assert_allclose(y, keras.ops.convert_to_numpy(model(x)), atol=1e-5)


@pytest.mark.parametrize(
    "layer",
    [layers.Dropout, layers.GaussianNoise, layers.GaussianDropout],
    ids=lambda c: c.__name__,
)
def test_what_is_random_is_refused_as_called_and_noted_by_default(layer, tmp_path):
    model = dropping(layer(0.5, name="noisy"))
    report = export(model, tmp_path / "m", check="require")
    assert any(
        'training=True in the calls of "noisy": computed as predict' in n for n in report.notes
    )
    with pytest.raises(ExportError, match=r"what it computes then is random.*inference"):
        export(model, tmp_path / "other", training_calls="as-called")
    assert not (tmp_path / "other").exists()


def test_what_draws_nothing_is_carried_as_called(tmp_path):
    report = export(
        dropping(layers.Dropout(0)), tmp_path / "m", check="require", training_calls="as-called"
    )
    assert not any("training=True" in note for note in report.notes)


def test_pictures_that_keras_changes_unasked_are_not_meant(tmp_path):
    picture = keras.Input((8, 8, 3))
    model = keras.Model(picture, layers.Flatten()(layers.RandomFlip()(picture)))
    report = export(model, tmp_path / "m", check="require")
    assert not any("training=True" in note for note in report.notes)


def test_a_layer_that_is_called_both_ways_is_refused(tmp_path):
    x = keras.Input((4,))
    norm = layers.BatchNormalization()
    with pytest.raises(ExportError, match="in some of its calls only"):
        export(
            keras.Model(x, norm(norm(x, training=True))),
            tmp_path / "m",
            training_calls="as-called",
        )


def test_another_choice_is_refused(tmp_path):
    with pytest.raises(ExportError, match=r"inference or as-called.*Received: both"):
        export(normalized(), tmp_path / "m", training_calls="both")


def test_statistics_of_masked_steps_are_refused_by_name(tmp_path):
    words = keras.Input((6,), dtype="int32")
    x = layers.Embedding(10, 4, mask_zero=True)(words)
    x = layers.BatchNormalization(name="norm")(x, training=True)
    model = keras.Model(words, layers.GRU(3)(x))
    with pytest.raises(ExportError, match=r'"norm".*on masked steps.*training_calls="inference"'):
        export(model, tmp_path / "m", training_calls="as-called")
    assert not list(tmp_path.iterdir())


def test_renormalization_is_refused_by_name(tmp_path):
    with pytest.raises(ExportError, match=r'"norm".*and renormalizes\. Received: renorm=True'):
        export(normalized(renorm=True), tmp_path / "m", training_calls="as-called")
    assert not list(tmp_path.iterdir())


def test_a_layer_that_normalizes_by_the_batch_takes_no_mask():
    layer = BatchStatistics()
    layer.build((None, 2))
    with pytest.raises(ValueError, match="of a masked batch are not carried"):
        layer.call(np.zeros((3, 2), "float32"), mask=np.ones(3, bool))
