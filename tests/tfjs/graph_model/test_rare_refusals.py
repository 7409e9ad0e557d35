"""What no layer of Keras's does by itself, and code of one's own may: refused in one line."""

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers, ops
from test_graph_refusals import export, refuse

from kerasdigits.errors import ExportError


def computing(call, *shape, **options):
    return Sequential([Input(shape or (3,)), layers.Lambda(call, name="own", **options)])


def read_foreign_variable(x):
    import tensorflow as tf

    handle = tf.raw_ops.VarHandleOp(dtype=tf.float32, shape=[3])
    return x + tf.raw_ops.ReadVariableOp(resource=handle, dtype=tf.float32)


def reorder(x):
    """An operation that has whole numbers of 64 bits only."""
    import tensorflow as tf

    sparse = tf.SparseTensor([[1, 0], [0, 0]], x[0, :2], [2, 2])
    return x * tf.reduce_sum(tf.sparse.reorder(sparse).values)


def join_a_list(x):
    import tensorflow as tf

    parts = tf.TensorArray(tf.float32, size=1, element_shape=(3,)).write(0, x[0])
    return x + tf.reduce_sum(parts.concat())


REFUSED = {
    "a loop until the values are large": (
        lambda: computing(
            lambda x: ops.while_loop(lambda y: ops.sum(y) < 9.0, lambda y: (y + 1.0,), (x,))[0]
        ),
        "runs an unknown number of steps",
    ),
    "a variable of nobody": (
        lambda: computing(read_foreign_variable),
        "reads a resource that is not a variable",
    ),
    "a large number": (
        lambda: computing(lambda x: ops.cast(ops.cast(x, "int64") + 2**40, "float32")),
        "needs integers of more than 32 bits",
    ),
    "numbers of 64 bits": (lambda: computing(reorder), "with float32, int32 and bool"),
    "a list itself": (
        lambda: computing(join_a_list),
        "hands variables or lists of tensors to operations",
    ),
    "half precision": (
        lambda: computing(lambda x: ops.cast(ops.cast(x, "bfloat16"), "float32")),
        "rounds what it computes to bfloat16",
    ),
    "strides over an unknown size": (
        lambda: Sequential(
            [Input((None, None, None, 1)), layers.Conv3D(1, 1, strides=2, padding="same")]
        ),
        "kernels smaller than its strides",
    ),
    "text that nothing looks at": (
        lambda: Sequential([Input((2,), dtype="string"), layers.Identity()]),
        "sparse or ragged tensors or text, which TensorFlow.js cannot feed",
    ),
    "a file's name": (lambda: "model.keras", "Only a Keras model"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line(name, tmp_path):
    build, message = REFUSED[name]
    refuse(build(), tmp_path, message)


def test_an_error_of_ours_while_a_model_is_traced_stays_as_it_is(tmp_path):
    refusing = []

    def call(x):
        if refusing:
            raise ExportError("A layer of ours refuses")
        return x

    model = computing(call)
    refusing.append(True)
    with pytest.raises(ExportError, match="A layer of ours refuses") as caught:
        export(model, tmp_path / "m")
    assert "cannot be traced" not in str(caught.value)


def test_a_loop_that_is_unrolled_has_an_end(tmp_path, monkeypatch):
    evaluate = "kerasdigits.tfjs.graph_model.evaluation.evaluate"
    monkeypatch.setattr(f"{evaluate}._MOST_NODES", 20)
    refuse(Sequential([Input((9, 2)), layers.LSTM(2)]), tmp_path, "more than 20 operations")


@pytest.mark.parametrize(
    ("value", "message"), [(-1.0, "NaN or infinite for a parity"), (0.0, "Received: -inf, which")]
)
def test_results_that_are_no_numbers_are_refused(value, message, tmp_path):
    entry = Input((3,))
    samples = np.full((10, 3), value, "float32")
    refuse(Model(entry, ops.log(entry)), tmp_path, message, parity_inputs=samples)


def test_of_open_sizes_none_gives_a_number(tmp_path):
    entry = Input((None,))
    refuse(Model(entry, ops.log(-1.0 - ops.abs(entry))), tmp_path, "NaN or infinite")


def test_a_signature_describes_each_input(tmp_path):
    signature = [((None, 3), "float32")] * 2
    refuse(
        keras.Sequential([Input((3,)), layers.Dense(1)]),
        tmp_path,
        "has 1 inputs",
        "for 2",
        input_signature=signature,
    )


def test_of_a_model_of_two_arguments_keras_keeps_one_shape(tmp_path):
    from foreign import Distance

    model = Distance()
    model(np.zeros((1, 4), "float32"), np.zeros((1, 4), "float32"))
    refuse(model, tmp_path, "keeps the shape of the first only")
