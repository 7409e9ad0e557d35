"""What the graph route refuses, and how `format` chooses."""

import numpy as np
import pytest

from kerasdigits.errors import ExportError


def export(model, path, **options):
    from kerasdigits.tfjs import export

    return export(model, path, **{"check": "off", "format": "graph", **options})


def refuse(model, tmp_path, *texts, **options):
    with pytest.raises(ExportError) as caught:
        export(model, tmp_path / "m", **options)
    assert list(tmp_path.iterdir()) == []
    message = str(caught.value)
    assert "\n" not in message
    for text in texts:
        assert text in message, message


def test_auto_takes_layers_where_it_can_and_says_why_not(tmp_path):
    from foreign import Scale
    from keras import Input, Sequential, layers

    plain = export(Sequential([Input((3,)), layers.Dense(2)]), tmp_path / "a", format="auto")
    assert (plain.format, plain.reason) == ("layers-model", "the layers route carries all of it")
    foreign = Sequential([Input((3,)), Scale()])
    report = export(foreign, tmp_path / "b", format="auto")
    assert report.format == "graph-model"
    assert "Scale" in report.reason
    with pytest.raises(ExportError, match="Scale"):
        export(foreign, tmp_path / "c", format="layers")
    with pytest.raises(ExportError, match="auto, layers or graph"):
        export(foreign, tmp_path / "c", format="onnx")


def test_a_sequential_that_keras_makes_no_graph_of_is_carried(tmp_path):
    from foreign import Scale
    from keras import Input, Sequential, layers

    model = Sequential([Input((4, 3)), layers.TimeDistributed(Scale()), layers.LSTM(2)])
    if not hasattr(model, "inputs"):
        model(np.zeros((1, 4, 3), "float32"))
    report = export(model, tmp_path / "a", format="auto", check="require")
    assert report.format == "graph-model"


def test_an_open_sequence_is_refused_until_its_length_is_given(tmp_path):
    from keras import Input, Model, layers

    entry = Input((None, 3))
    model = Model(entry, layers.LSTM(2)(entry))
    texts = ("unknown number", "lstm", "--input 100,3", "input_signature", 'format="layers"')
    refuse(model, tmp_path, *texts)
    signature = [((None, 5, 3), "float32")]
    report = export(model, tmp_path / "m", input_signature=signature, check="require")
    assert report.check.max_relative_difference < 1e-5


@pytest.mark.parametrize("asked", ["auto", "graph"])
def test_no_route_is_named_that_has_refused_already(asked, tmp_path):
    from foreign import Scale
    from keras import Input, Model, layers

    entry = Input((None, 3))
    with pytest.raises(ExportError, match="--input 100,3") as caught:
        export(Model(entry, Scale()(layers.LSTM(2)(entry))), tmp_path / "m", format=asked)
    assert "layers" not in str(caught.value)


def test_operations_without_a_form_are_named_all_at_once(tmp_path):
    from keras import Input, Model, ops

    entry = Input((3, 3))
    model = Model(entry, [ops.inv(entry), ops.det(entry)])
    refuse(model, tmp_path, "MatrixInverse", "MatrixDeterminant")


def test_random_numbers_at_inference_are_refused(tmp_path):
    from keras import Input, Sequential, layers, random

    seed = random.SeedGenerator(1)
    noise = layers.Lambda(lambda x: x + random.normal((3,), seed=seed))
    refuse(Sequential([Input((3,)), noise]), tmp_path, "draws random numbers", "up to its mean")


def test_a_branch_on_the_inputs_is_refused(tmp_path):
    from keras import Input, Sequential, layers, ops

    branch = layers.Lambda(
        lambda x: ops.cond(ops.max(x) > 0, lambda: x, lambda: -x), output_shape=(3,)
    )
    refuse(Sequential([Input((3,)), branch]), tmp_path, "keras.ops.where")


def test_state_between_calls_is_refused(tmp_path):
    from keras import Input, Sequential, layers

    model = Sequential([Input(batch_shape=(2, 4, 3)), layers.GRU(2, stateful=True, name="memory")])
    refuse(model, tmp_path, "memory", "stateful")


def test_a_model_that_does_not_know_its_inputs_asks_for_them(tmp_path):
    from foreign import Distance, Residual

    refuse(Residual(4), tmp_path, "input_signature")
    model = Distance()
    model(np.zeros((1, 4), "float32"), np.zeros((1, 4), "float32"))
    signature = [((None, 4), "float32"), ((None, 4), "float32")]
    report = export(model, tmp_path / "m", input_signature=signature, check="require")
    assert report.check.max_relative_difference < 1e-5
    refuse_folder = tmp_path / "empty"
    refuse_folder.mkdir()
    refuse(model, refuse_folder, "dtype", input_signature=[object()])


def test_text_is_refused(tmp_path):
    from keras import Input, Model, layers

    entry = Input((2,), dtype="string")
    model = Model(entry, layers.Hashing(5)(entry))
    refuse(model, tmp_path, "text")


def test_nan_in_a_weight_is_named_and_infinite_constants_are_not(tmp_path):
    from keras import Input, Model, Sequential, layers, ops

    model = Sequential([Input((3,)), layers.Dense(2, name="broken")])
    model.set_weights([np.full((3, 2), np.nan, "float32"), np.zeros(2, "float32")])
    refuse(model, tmp_path, "broken/kernel", "NaN")
    entry = Input((3,))
    hidden = ops.max(ops.where(entry > 0.9, -np.inf, entry), axis=-1)
    report = export(Model(entry, hidden), tmp_path / "m", check="require")
    assert report.check.max_relative_difference < 1e-6


def test_numbers_that_become_text_are_refused(tmp_path):
    import tensorflow as tf
    from keras import Input, Sequential, layers

    written = layers.Lambda(lambda x: tf.strings.length(tf.strings.as_string(x)), name="digits")
    refuse(Sequential([Input((1,)), written]), tmp_path, "text", "AsString", "digits")


def test_the_options_that_fix_all_inputs_are_spelled_out(tmp_path):
    from keras import Input, Model, layers, ops

    picture, ids = Input((None, None, 3)), Input((None,), dtype="int32")
    padded = layers.Resizing(5, 4, pad_to_aspect_ratio=True)(picture)
    refuse(
        Model([picture, ids], [padded, ops.sum(ids, axis=1)]),
        tmp_path,
        "branch",
        "such as with --input 224,224,3 --input 100:int32",
    )


def test_a_lookup_table_is_refused_by_the_layers_name(tmp_path):
    import tensorflow as tf
    from keras import Input, Layer, Model, layers

    class Codes(Layer):
        def __init__(self):
            super().__init__()
            self.codes = layers.StringLookup(vocabulary=["3", "7", "9"], name="codes")

        def call(self, numbers):
            return self.codes(tf.strings.as_string(numbers))

    entry = Input((4,), dtype="int32")
    refuse(Model(entry, Codes()(entry)), tmp_path, 'layer "codes"', "table")


def test_an_operation_that_keras_cannot_trace_is_named(tmp_path):
    from keras import Input, Model, ops

    entry = Input((4, 6))
    model = Model(entry, ops.sum(ops.corrcoef(entry[0])) * entry)
    refuse(model, tmp_path, "cannot be traced", "cannot trace its operation Corrcoef")


def test_a_size_that_depends_on_values_is_refused_by_what_makes_it(tmp_path):
    from keras import Input, Model, ops

    entry = Input((4,))
    refuse(Model(entry, ops.nonzero(entry > 0.0)[0]), tmp_path, "depends on the values", "Where")
