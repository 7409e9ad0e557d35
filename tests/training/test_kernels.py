"""The backends' own kernels, in the steps, give what Keras's operations give."""

import keras
import numpy as np
import pytest

from kerasdigits.training.augmentation import draw_moves, move_images
from kerasdigits.training.batches import Batches
from kerasdigits.training.steps import loop
from kerasdigits.training.steps.fused_normalization import normalizing_by

pytestmark = [
    pytest.mark.each_backend,
    pytest.mark.skipif(keras.backend.backend() == "jax", reason="XLA fuses Keras's operations"),
]


def find_steps():
    if keras.backend.backend() == "torch":
        from kerasdigits.training.steps import on_torch as steps
    else:
        from kerasdigits.training.steps import on_tensorflow as steps
    return steps


def find_normalize():
    return find_steps().normalize


def make_model(shape, dtype="float32", **settings):
    normalization = keras.layers.BatchNormalization(dtype=dtype, momentum=0.8, **settings)
    model = keras.Sequential([keras.Input(shape), normalization])
    rng = np.random.default_rng(0)
    model.set_weights([rng.uniform(0.5, 2, weight.shape) for weight in model.weights])
    return model


def differentiate(model, x, training=True):
    """Give outputs, the gradients of a weighted sum of them, and what the layer keeps."""
    pull = np.random.default_rng(1).normal(size=x.shape).astype("float32")
    if keras.backend.backend() == "torch":
        import torch

        inputs = torch.tensor(x, requires_grad=True)
        outputs = model(inputs, training=training)
        (outputs.float() * torch.tensor(pull)).sum().backward()
        sources = [inputs, *(v.value for v in model.trainable_variables)]
        slopes = [source.grad for source in sources]
    else:
        import tensorflow as tf

        inputs = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = model(inputs, training=training)
            total = tf.reduce_sum(tf.cast(outputs, "float32") * pull)
        slopes = tape.gradient(total, [inputs, *(v.value for v in model.trainable_variables)])
    found = [keras.ops.convert_to_numpy(keras.ops.cast(v, "float32")) for v in (outputs, *slopes)]
    return [*found, *model.get_weights()]


@pytest.mark.parametrize("shape", [(6, 5, 5, 3), (1, 4, 4, 2), (7, 3), (2, 9, 4)])
@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [("float32", 2e-5), ("mixed_bfloat16", 0.05), ("mixed_float16", 0.01)],
    ids=["32", "b16", "16"],
)
def test_it_computes_what_keras_does(rng, shape, dtype, tolerance):
    """Roundings of float32, and of outputs and gradients in 16 bits (steps of 2**-8, 2**-11)."""
    x = rng.normal(1, 2, shape).astype("float32")
    model = make_model(shape[1:], dtype)
    with normalizing_by(find_normalize(), model):
        ours = differentiate(model, x)
    expected = differentiate(make_model(shape[1:], dtype), x)
    for found, right in zip(ours, expected, strict=True):
        np.testing.assert_allclose(found, right, rtol=tolerance, atol=tolerance * np.ptp(x))


def test_the_means_and_variances_are_those_of_numpy(rng):
    """A variance corrected for the number of samples would be 8/7 as large."""
    x = rng.normal(1, 2, (8, 3)).astype("float32")
    model = make_model((3,))
    mean, variance = (weight.copy() for weight in model.get_weights()[2:])
    with normalizing_by(find_normalize(), model):
        model(x, training=True)
    moved = model.get_weights()[2:]
    np.testing.assert_allclose(moved[0], 0.8 * mean + 0.2 * x.mean(0), rtol=1e-5)
    np.testing.assert_allclose(moved[1], 0.8 * variance + 0.2 * x.var(0), rtol=1e-5)


class OfItsOwn(keras.layers.BatchNormalization):
    pass


def count_calls(model, x, training=True):
    calls = []
    normalize = find_normalize()
    with normalizing_by(lambda *given: calls.append(given) or normalize(*given), model):
        model(x, training=training)
    assert all("call" not in vars(layer) for layer in model._flatten_layers())
    return len(calls)


def test_only_plain_ones_that_train_are_taken(rng):
    x = rng.normal(size=(4, 3, 3)).astype("float32")
    assert count_calls(make_model((3, 3)), x) == 1
    assert count_calls(make_model((3, 3)), x, training=False) == 0
    for settings in ({"axis": 1}, {"scale": False}, {"center": False}, {"renorm": True}):
        assert count_calls(make_model((3, 3), **settings), x) == 0
    frozen = make_model((3, 3))
    frozen.layers[0].trainable = False
    assert count_calls(frozen, x) == 0
    own = keras.Sequential([keras.Input((3, 3)), OfItsOwn()])
    assert count_calls(own, x) == 0
    nested = keras.Sequential([keras.Input((3, 3)), make_model((3, 3)), make_model((3, 3))])
    assert count_calls(nested, x) == 2


@pytest.mark.parametrize("shape", [(20, 28, 28, 1), (5, 9, 14, 3)])
def test_images_are_moved_as_by_keras(rng, shape):
    """Another order of a sum shifts where a pixel is read by 1e-6 of its neighbours' difference."""
    images = keras.ops.convert_to_tensor(rng.random(shape, dtype="float32"))
    moves = keras.ops.convert_to_tensor(draw_moves(len(images), rng))
    ours, expected = find_steps().move(images, moves), move_images(images, moves)
    assert ours.shape == expected.shape
    found, right = (keras.ops.convert_to_numpy(moved) for moved in (ours, expected))
    np.testing.assert_allclose(found, right, atol=2e-5)


def test_a_training_takes_both(rng, monkeypatch):
    taken = []
    steps = find_steps()
    for name in ("move", "normalize"):
        kernel = getattr(steps, name)

        def take(*given, name=name, kernel=kernel):
            taken.append(name)
            return kernel(*given)

        monkeypatch.setattr(steps, name, take)
    normalization = keras.layers.BatchNormalization()
    model = keras.Sequential([keras.Input((8, 8, 1)), normalization, keras.layers.Flatten()])
    model.compile("sgd", "mse")
    x = rng.random((20, 8, 8, 1), dtype="float32")
    loop.train_epochs(model, Batches(x, x.reshape(20, 64), 8, seed=0, augmented=True), epochs=1)
    assert {"move", "normalize"} == set(taken)
