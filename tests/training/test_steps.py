"""Our steps train to the numbers of Keras's own `fit`, batch by batch and epoch by epoch."""

import keras
import numpy as np
import pytest

from kerasdigits.data.arrays import scale_images
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.precision import computing_in
from kerasdigits.training.steps import loop

pytestmark = pytest.mark.each_backend


def make_model(layers, optimizer, shape=(8, 8, 1)):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input(shape), *layers()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer(), loss, metrics=["accuracy"])
    return model


def dense():
    return [
        keras.layers.Flatten(),
        keras.layers.Dense(6, activation="relu", kernel_regularizer="l2"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(3),
    ]


def convolutional():
    return [
        keras.layers.Conv2D(4, 3, use_bias=False),
        keras.layers.BatchNormalization(momentum=0.9),
        keras.layers.ReLU(),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dense(3),
    ]


def make_adam():
    schedule = keras.optimizers.schedules.CosineDecay(0.01, 30)
    return keras.optimizers.AdamW(schedule, weight_decay=0.1, clipnorm=0.5, use_ema=True)


def make_momentum():
    return keras.optimizers.SGD(0.05, momentum=0.9, global_clipnorm=1.0)


class FollowLate(FollowEpochs):
    """Seed again at the first batch: on torch, `fit` draws a number for its own loader before."""

    def on_train_batch_begin(self, batch, logs=None):
        if batch == 0:
            self.on_epoch_begin(self.batches.epoch)


class Record(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.epochs, self.last_batches = [], []

    def on_train_batch_end(self, batch, logs=None):
        self.batch = batch

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append({name: float(value) for name, value in logs.items()})
        self.last_batches.append(self.batch)


@pytest.mark.parametrize(
    ("layers", "optimizer", "augmented"),
    [(dense, make_adam, False), (convolutional, make_momentum, True)],
    ids=["dense", "convolutional"],
)
def test_the_steps_give_the_weights_and_the_curve_of_keras_fit(
    rng, monkeypatch, layers, optimizer, augmented
):
    """Three epochs of 4 full batches and one of 5 samples, two steps between pauses."""
    monkeypatch.setattr(loop, "_FIRST_STEPS", 2)
    x = rng.random((69, 8, 8, 1), dtype="float32")
    y = rng.integers(0, 3, 69, dtype="int32")  # of int64 JAX 0.12 says that it becomes int32
    held_out = (x[:20], y[:20])
    found = []
    for ours in (True, False):
        model, record = make_model(layers, optimizer), Record()
        batches = Batches(x, y, 16, seed=1, augmented=augmented)
        callbacks = [FollowLate(batches), record]
        if ours:
            assert loop.carries(model, batches)
            loop.train_epochs(model, batches, epochs=3, validation=held_out, callbacks=callbacks)
        else:
            model.fit(
                batches,
                epochs=3,
                shuffle=False,
                validation_data=held_out,
                verbose=0,
                callbacks=callbacks,
            )
        found.append((model, record))
    (mine, curve), (theirs, expected) = found
    assert curve.last_batches == expected.last_batches == [4, 4, 4]
    for row, right in zip(curve.epochs, expected.epochs, strict=True):
        assert row == pytest.approx(right, rel=1e-5)
    # The same operations in the same order; XLA may fuse them otherwise in a loop, which changes
    # the last bits of a sum. A batch left out or weighted wrongly changes the third digit.
    variables = zip(
        [*mine.variables, *mine.optimizer.variables],
        [*theirs.variables, *theirs.optimizer.variables],
        strict=True,
    )
    for ours, right in variables:
        np.testing.assert_allclose(
            keras.ops.convert_to_numpy(ours.value),
            keras.ops.convert_to_numpy(right.value),
            rtol=1e-4,
            atol=2e-6,
            err_msg=right.path,
        )


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow may do without XLA")
@pytest.mark.parametrize("layers", [dense, convolutional], ids=["dense", "convolutional"])
def test_xla_takes_the_same_steps(rng, monkeypatch, layers):
    from kerasdigits.training.steps import on_tensorflow

    x, y = rng.random((37, 8, 8, 1), dtype="float32"), rng.integers(0, 3, 37)
    found = []
    for fewest in (0, 10**6):
        monkeypatch.setattr(on_tensorflow, "WORTH_COMPILING", fewest)
        model = make_model(layers, make_momentum)
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = 0  # its masks are others inside XLA
        batches = Batches(x, y, 16, seed=1)
        callbacks = [FollowEpochs(batches)]
        loop.train_epochs(model, batches, epochs=2, callbacks=callbacks)
        found.append(model.get_weights())
    for ours, right in zip(*found, strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-4, atol=2e-6)


class Doubled(keras.Model):
    """A model with a step of its own."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, inputs):
        return self.dense(inputs)

    def train_step(self, *state_and_data):
        *state, (x, y) = state_and_data
        return super().train_step(*state, (x, 2 * y))


def test_a_step_of_the_models_own_is_taken(rng):
    model = Doubled()
    x = rng.uniform(-1, 1, (64, 1)).astype("float32")
    model(x)
    model.compile(keras.optimizers.SGD(0.1), "mse")
    batches = Batches(x, 3 * x, 8, seed=0)
    loop.train_epochs(model, batches, epochs=30, callbacks=[FollowEpochs(batches)])
    np.testing.assert_allclose(model.get_weights()[0], [[6.0]], atol=0.01)


def test_data_that_begin_at_a_good_address_are_not_copied(rng, monkeypatch):
    class Made(Exception):
        pass

    def make(*arguments):
        raise Made(make_steps(*arguments))

    make_steps = loop._make_steps
    monkeypatch.setattr(loop, "_make_steps", make)
    (x,) = scale_images([rng.random((20, 8, 8, 1), dtype="float32")])
    batches = Batches(x, np.zeros(20, int), 16, seed=1)
    with pytest.raises(Made) as made:
        loop.train_epochs(make_model(dense, make_momentum), batches, epochs=1)
    x[0] = 7
    assert keras.ops.convert_to_numpy(made.value.args[0].x)[0].min() == 7


class Counting(keras.layers.Layer):
    """Counts the batches that it has seen, in a variable."""

    def build(self, input_shape):
        self.total = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, inputs):
        self.total.assign(self.total + 1)
        return inputs


@pytest.mark.parametrize("precision", ["float32", "mixed_bfloat16"])
def test_what_a_layer_assigns_stays_in_every_precision(rng, precision):
    """On PyTorch Keras 3.15 loses it where the layer computes with 16 bits."""
    with computing_in(precision):
        model = make_model(lambda: [Counting(), *dense()], make_momentum)
    batches = Batches(rng.random((20, 8, 8, 1), dtype="float32"), np.zeros(20, int), 8, seed=1)
    model.layers[0].total.assign(0.0)
    loop.train_epochs(model, batches, epochs=2, callbacks=[FollowEpochs(batches)])
    assert float(model.layers[0].total) == 6


def test_a_callback_stops_the_training(rng):
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 1

    model, record = make_model(dense, make_momentum), Record()
    x = rng.random((20, 8, 8, 1), dtype="float32")
    batches = Batches(x, np.zeros(20, int), 16, seed=1)
    loop.train_epochs(model, batches, epochs=9, callbacks=[FollowEpochs(batches), Stop(), record])
    assert len(record.epochs) == 2


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="records are PyTorch's")
@pytest.mark.parametrize("layers", [dense, convolutional], ids=["dense", "convolutional"])
def test_a_step_is_recorded_and_leaves_the_model_as_it_was(rng, monkeypatch, layers):
    """TorchScript goes through it, and through convolutions' way back, which it cannot trace."""
    import torch

    from kerasdigits.training.steps.epoch_steps import build_state
    from kerasdigits.training.steps.on_torch import TorchSteps

    model = make_model(layers, make_adam)
    x = rng.random((16, 8, 8, 1), dtype="float32")
    batches = Batches(x, np.zeros(16, int), 16, seed=1)
    build_state(model, batches)
    before = [keras.ops.convert_to_numpy(v.value).copy() for v in model.variables]
    traced, trace = [], torch.jit.trace
    monkeypatch.setattr(
        torch.jit, "trace", lambda *a, **k: traced.append(trace(*a, **k)) or traced[-1]
    )
    steps = TorchSteps(model, batches)
    steps.start_epoch()
    steps.record(steps.order[0], steps.moves[0])
    assert steps.recordable
    assert len(traced) == 1
    for variable, value in zip(model.variables, before, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(variable.value), value)


class Larger(keras.layers.Layer):
    """Doubles a batch, or halves it, by what it holds."""

    def __init__(self, see):
        super().__init__()
        self.see = see

    def call(self, inputs):
        return inputs * (2.0 if self.see(inputs) > 0.5 else 0.5)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="records are PyTorch's")
@pytest.mark.parametrize(
    "see",
    [
        lambda inputs: inputs.max().item(),
        lambda inputs: keras.ops.convert_to_numpy(inputs).max(),
        lambda inputs: np.asarray(inputs.detach()).max(),
        lambda inputs: max(inputs.detach().flatten().tolist()),
    ],
    ids=["item", "numpy", "array", "tolist"],
)
def test_a_step_that_decides_in_python_is_taken_anew_each_time(rng, see):
    x = 0.4 * rng.random((32, 4), dtype="float32")
    x[:2] = 0.9  # two or one of four batches
    y, trained = rng.integers(0, 3, 32), []
    for by_keras in (False, True):
        model = make_model(lambda: [Larger(see), keras.layers.Dense(3)], make_momentum, (4,))
        batches = Batches(x, y, 8, seed=1)
        callbacks = [FollowEpochs(batches)]
        if by_keras:
            model.fit(batches, epochs=3, shuffle=False, verbose=0, callbacks=callbacks)
        else:
            loop.train_epochs(model, batches, epochs=3, callbacks=callbacks)
        trained.append(model.get_weights())
    for ours, expected in zip(*trained, strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-6)


@pytest.mark.skipif(keras.backend.backend() != "torch", reason="records are PyTorch's")
def test_a_recorded_step_copies_no_image_to_another_layout_before_a_convolution(rng, monkeypatch):
    """Keras 3.15 copies them to channels first and back, a third of such a step; 3.16 does not."""
    import torch

    from kerasdigits.training.steps import recorded_step
    from kerasdigits.training.steps.epoch_steps import build_state
    from kerasdigits.training.steps.on_torch import TorchSteps

    def count(graph):
        shapes = [
            tuple(node.meta["shape"])
            for node in graph.nodes
            if node.target is torch.ops.aten.clone.default
        ]
        return sum(shape in ((16, 4, 6, 6), (16, 6, 6, 4)) for shape in shapes)

    def drop(recorded):
        before = count(recorded.graph)
        drop_copies(recorded)
        recorded.graph.eliminate_dead_code()
        counted.append((before, count(recorded.graph)))

    counted, drop_copies = [], recorded_step._drop_copies
    monkeypatch.setattr(recorded_step, "_drop_copies", drop)
    second = [keras.layers.Conv2D(4, 3, padding="same"), keras.layers.MaxPooling2D()]
    model = make_model(lambda: [*convolutional()[:3], *second, *convolutional()[4:]], make_momentum)
    batches = Batches(rng.random((16, 8, 8, 1), dtype="float32"), np.zeros(16, int), 16, seed=1)
    build_state(model, batches)
    steps = TorchSteps(model, batches)
    steps.start_epoch()
    steps.record(steps.order[0], steps.moves[0])
    assert steps.recordable
    ((before, after),) = counted
    assert after == 0
    assert before >= 3 or keras.version() >= "3.16"
