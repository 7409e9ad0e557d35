"""One peer of `training.py`, in a process of its own: print the samples a second of an epoch.

KERAS_BACKEND=jax python benchmarks/training_peers.py mlp ours 60000
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from kerasdigits import data as data_room
from kerasdigits.data.aligned import make_aligned

BATCH_SIZE = 64
STEADY = 180_000  # samples, after which the last epoch is as those to come; at least 3 epochs
RATE = {"mlp": 0.01, "cnn": 0.003}
CHANNELS = (8, 16, 32)


def count_epochs(samples: int) -> int:
    """Say how many epochs to train; the last is timed."""
    return max(3, STEADY // samples)


def make_model(name: str, **compiled: Any) -> Any:
    """Build and compile the Keras model."""
    import keras

    layers = keras.layers
    if name == "mlp":
        body = [layers.Flatten(), layers.Dense(30, activation="relu")]
    else:
        body = [
            layers.Conv2D(channels, 3, 2, padding="same", activation="relu")
            for channels in CHANNELS
        ]
        body.append(layers.Flatten())
    model = keras.Sequential([keras.Input((28, 28, 1)), *body, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(RATE[name]), loss, metrics=["accuracy"], **compiled)
    return model


def time_keras(name: str, peer: str, x: np.ndarray, y: np.ndarray) -> float:
    """Time ours, or plain Keras, by the end of each epoch."""
    import keras

    from kerasdigits import backend
    from kerasdigits.training.batches import Batches, FollowEpochs
    from kerasdigits.training.steps.loop import train_epochs

    ends: list[float] = []

    class Watch(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            ends.append(time.perf_counter())

    compiled = {"keras 50": {"steps_per_execution": 50}, "keras other jit": {"jit_compile": False}}
    if peer == "ours":
        backend.seed(0)
        model = make_model(name)
        batches = Batches(x, y, BATCH_SIZE, seed=0)
        callbacks = [FollowEpochs(batches), Watch()]
        train_epochs(model, batches, epochs=count_epochs(len(x)), callbacks=callbacks)
    else:
        model = make_model(name, **compiled.get(peer, {}))
        given: dict[str, Any] = {"x": x, "y": y, "batch_size": BATCH_SIZE}
        if peer == "keras tf.data":
            import tensorflow as tf

            samples = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(10_000)
            given = {"x": samples.batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)}
        model.fit(**given, epochs=count_epochs(len(x)), verbose=0, callbacks=[Watch()])
    return ends[-1] - ends[-2]


def make_net(name: str) -> Any:
    """Build the same network in plain PyTorch."""
    from torch import nn

    if name == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 30), nn.ReLU(), nn.Linear(30, 10))
    channels = (1, *CHANNELS)
    body = []
    for i in range(3):
        body += [nn.Conv2d(channels[i], channels[i + 1], 3, 2, padding=1), nn.ReLU()]
    return nn.Sequential(*body, nn.Flatten(), nn.Linear(CHANNELS[-1] * 16, 10))


def time_torch(name: str, peer: str, x: np.ndarray, y: np.ndarray) -> float:
    """Time a loop in plain PyTorch."""
    import torch
    from torch import nn

    net = make_net(name)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net.to(device)
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE[name])
    criterion = nn.CrossEntropyLoss()
    inputs, labels = torch.from_numpy(x.transpose(0, 3, 1, 2).copy()), torch.from_numpy(y)
    if peer != "dataloader":
        inputs, labels = inputs.to(device), labels.to(device)
    pairs = torch.utils.data.TensorDataset(inputs, labels)
    loader = torch.utils.data.DataLoader(pairs, BATCH_SIZE, shuffle=True)

    def deal() -> Any:
        if peer == "dataloader":
            yield from loader
        else:
            for chosen in torch.randperm(len(inputs)).split(BATCH_SIZE):
                yield inputs[chosen], labels[chosen]

    def epoch() -> None:
        for images, truth in deal():
            optimizer.zero_grad()
            criterion(net(images.to(device)), truth.to(device)).backward()
            optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()

    return _time_last(epoch, len(x))


def time_jax(name: str, peer: str, x: np.ndarray, y: np.ndarray) -> float:
    """Time one compiled epoch in plain JAX: of the mlp, with Adam written out."""
    import jax
    import jax.numpy as jnp

    if name != "mlp":
        raise SystemExit("Convolutions in a loop are slow on JAX's CPU: there is no such peer")
    keys = jax.random.split(jax.random.key(0), 2)
    weights = [
        jax.random.normal(keys[0], (784, 30)) * 0.05,
        jnp.zeros(30),
        jax.random.normal(keys[1], (30, 10)) * 0.2,
        jnp.zeros(10),
    ]

    def loss(weights: Any, images: Any, truth: Any) -> Any:
        hidden = jax.nn.relu(images @ weights[0] + weights[1])
        scores = jax.nn.log_softmax(hidden @ weights[2] + weights[3])
        return -jnp.take_along_axis(scores, truth[:, None], axis=1).mean()

    def step(images: Any, truth: Any, state: Any, chosen: Any) -> Any:
        weights, first, second, count = state
        slopes = jax.grad(loss)(weights, images[chosen], truth[chosen])
        count += 1
        rate = RATE[name] * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        first = [0.9 * m + 0.1 * g for m, g in zip(first, slopes, strict=True)]
        second = [0.999 * v + 0.001 * g * g for v, g in zip(second, slopes, strict=True)]
        weights = [
            w - rate * m / (jnp.sqrt(v) + 1e-7)
            for w, m, v in zip(weights, first, second, strict=True)
        ]
        return (weights, first, second, count), None

    data = jnp.asarray(x.reshape(len(x), -1)), jnp.asarray(y)
    run = jax.jit(lambda data, state, order: jax.lax.scan(partial(step, *data), state, order)[0])
    zeros = [jnp.zeros_like(w) for w in weights]
    state = [(weights, zeros, zeros, jnp.zeros(()))]
    rng = np.random.default_rng(0)

    def epoch() -> None:
        order = rng.permutation(len(x))[: len(x) // BATCH_SIZE * BATCH_SIZE]
        state[0] = run(data, state[0], jnp.asarray(order.reshape(-1, BATCH_SIZE)))
        jax.block_until_ready(state[0])

    return _time_last(epoch, len(x))


def _time_last(epoch: Callable[[], None], samples: int) -> float:
    for _ in range(count_epochs(samples)):
        began = time.perf_counter()
        epoch()
    return time.perf_counter() - began


def main() -> None:
    """Measure the peer that the arguments name."""
    name, peer, samples = sys.argv[1], sys.argv[2], int(sys.argv[3])
    dataset = data_room.load("mnist")
    repeated = np.arange(samples) % len(dataset.x_train)
    x = make_aligned((samples, *dataset.x_train.shape[1:]))  # as `fit` has its data
    np.take(dataset.x_train, repeated, axis=0, out=x)
    y = dataset.y_train[repeated].astype("int64")
    if peer in ("raw loop", "dataloader"):
        seconds = time_torch(name, peer, x, y)
    elif peer == "epoch":
        seconds = time_jax(name, peer, x, y)
    else:
        seconds = time_keras(name, peer, x, y)
    print(samples / seconds)


if __name__ == "__main__":
    main()
