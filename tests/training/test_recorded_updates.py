"""A PyTorch step that works by vectors and in place gives the numbers of Keras's `fit`."""

from collections import Counter

import keras
import numpy as np
import pytest

from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.steps import loop

pytestmark = [
    pytest.mark.each_backend,
    pytest.mark.skipif(keras.backend.backend() != "torch", reason="records are PyTorch's"),
]
optimizers = keras.optimizers


def make_decayed():
    """Weights decay but for the offsets, so that two lists of variables overlap."""
    optimizer = optimizers.AdamW(0.01, weight_decay=0.1, amsgrad=True)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    return optimizer


def make_residual(optimizer):
    """Two convolutions whose images are read again after what follows them."""
    layers = keras.layers
    inputs = keras.Input((16, 16, 1))
    first = layers.Conv2D(8, 3, padding="same", use_bias=False)(inputs)
    first = layers.ReLU()(layers.BatchNormalization()(first))
    second = layers.ReLU()(layers.Conv2D(8, 3, padding="same")(first))
    both = layers.Multiply()([layers.Add()([first, second]), first])
    model = keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(both)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


@pytest.fixture
def graphs(monkeypatch):
    """Keep the graph of each record that is taken over to TorchScript."""
    from kerasdigits.training.steps import recorded_step

    found, without_python = [], recorded_step.without_python
    monkeypatch.setattr(
        recorded_step,
        "without_python",
        lambda recorded, data: found.append(recorded.graph) or without_python(recorded, data),
    )
    return found


def train(make_optimizer, rng, by_keras):
    keras.utils.set_random_seed(3)
    model = make_residual(make_optimizer())
    x = rng.random((40, 16, 16, 1), dtype="float32")
    batches = Batches(x, rng.integers(0, 3, 40, dtype="int32"), 16, seed=1)
    callbacks = [FollowEpochs(batches)]
    values = [variable.value for variable in model.variables]
    for round_ in range(2):
        if by_keras:
            model.fit(batches, epochs=1, shuffle=False, verbose=0, callbacks=callbacks)
        else:
            loop.train_epochs(model, batches, epochs=1, callbacks=callbacks)
        if round_ == 0:  # what somebody assigns between two trainings is trained on
            model.set_weights([0.9 * value for value in model.get_weights()])
    assert all(one.value is value for one, value in zip(model.variables, values, strict=True))
    return [
        keras.ops.convert_to_numpy(one.value)
        for one in [*model.variables, *model.optimizer.variables]
    ]


@pytest.mark.parametrize(
    ("make_optimizer", "over_lists"),
    [
        (lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True, weight_decay=0.01), 0),
        (make_decayed, 2),  # of the decay, and the greater of two
        (lambda: optimizers.RMSprop(0.01, momentum=0.5, centered=True), 0),
        (lambda: optimizers.Lion(0.003), 0),
    ],
    ids=["nesterov", "decayed", "rmsprop", "lion"],
)
def test_updates_by_vectors_are_those_of_keras(graphs, make_optimizer, over_lists):
    ours = train(make_optimizer, np.random.default_rng(7), by_keras=False)
    expected = train(make_optimizer, np.random.default_rng(7), by_keras=True)
    for mine, right in zip(ours, expected, strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-4, atol=2e-6)
    over_lists_found = [
        sum("_foreach_" in str(node.target) for node in graph.nodes) for graph in graphs
    ]
    assert over_lists_found == [over_lists] * 4


def test_results_are_written_over_what_nobody_reads_any_more(graphs):
    train(lambda: optimizers.SGD(0.05), np.random.default_rng(7), by_keras=False)
    names = Counter(str(node.target) for node in graphs[0].nodes)
    assert names["aten.relu.out"] == names["aten.threshold_backward.grad_input"] == 2


def test_the_last_smaller_batch_of_a_long_epoch_is_not_recorded(graphs, monkeypatch):
    from kerasdigits.training.steps import on_torch

    expected = train(lambda: optimizers.SGD(0.05), np.random.default_rng(7), by_keras=False)
    assert len(graphs) == 4
    monkeypatch.setattr(on_torch, "_MANY_STEPS", 2)
    ours = train(lambda: optimizers.SGD(0.05), np.random.default_rng(7), by_keras=False)
    assert len(graphs) == 6
    for mine, right in zip(ours, expected, strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-4, atol=2e-6)


class Sum(keras.layers.Layer):
    """Divides by a tensor that Python makes of a number, and that is added to."""

    def call(self, inputs):
        total = keras.ops.convert_to_tensor(1.0)
        total += keras.ops.mean(keras.ops.abs(inputs))
        return inputs / total


class Halves(keras.layers.Layer):
    """Reads a tensor's halves, views of which the schema says nothing, after its ReLU."""

    def call(self, inputs):
        import torch

        doubled = inputs * 2.0
        halves = torch.unsafe_chunk(doubled, 2, 1)
        return torch.relu(doubled) + torch.cat(halves, 1)

    def compute_output_shape(self, input_shape):
        return input_shape


class Moved(keras.callbacks.Callback):
    """Gives the variables other memory, with the same numbers, as `vector_to_parameters` does."""

    def on_epoch_end(self, epoch, logs=None):
        for variable in self.model.trainable_variables:
            variable.value.data = variable.value.data.clone()


@pytest.mark.parametrize(
    ("layers", "moved"),
    [
        (
            lambda: [keras.layers.Dense(4, kernel_regularizer=keras.regularizers.L1L2(0.01, 0.01))],
            [],
        ),
        (lambda: [keras.layers.Dense(4), keras.layers.ActivityRegularization(0.1), Sum()], []),
        (lambda: [keras.layers.Dense(1024), Halves()], []),
        (lambda: [keras.layers.Dense(4, activation="relu")], [Moved()]),
    ],
    ids=["penalty", "number", "halves", "moved"],
)
def test_each_step_starts_from_its_numbers(layers, moved):
    """Losses and weights of three epochs are those of Keras."""
    rng, found = np.random.default_rng(7), []
    x, y = rng.random((64, 4), dtype="float32"), rng.random((64, 1), dtype="float32")
    for by_keras in (False, True):
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((4,)), *layers(), keras.layers.Dense(1)])
        model.compile(optimizers.SGD(0.001), "mean_absolute_error")
        batches, losses = Batches(x, y, 16, seed=1), keras.callbacks.History()
        callbacks = [FollowEpochs(batches), losses, *moved]
        if by_keras:
            model.fit(batches, epochs=3, shuffle=False, verbose=0, callbacks=callbacks)
        else:
            loop.train_epochs(model, batches, epochs=3, callbacks=callbacks)
        found.append([*losses.history["loss"], *model.get_weights()])
    for mine, right in zip(*found, strict=True):
        np.testing.assert_allclose(mine, right, rtol=1e-4, atol=2e-6)
