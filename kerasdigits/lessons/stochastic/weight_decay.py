r"""Weight decay: keep the weights small, and a network stops learning mistakes by heart.

A network with a hundred thousand weights can learn three hundred images by heart, wrong labels and
all. It then knows the *training* set perfectly, and new images less well: it **overfits**. The cure
is not fewer weights. It is a cost for large ones.

## The idea

There are two ways to make large weights $w$ cost something, with a strength $s$ or a decay $d$.

- **L2 penalty.** Add $s \sum w^2$ to the loss. Its gradient adds $2 s w$.
- **Weight decay**, *decoupled* from the loss: in each step of rate $r$ first take a little off
  every weight, then step by the gradient of the plain loss $L$:

$$w \leftarrow (1 - r d) w - r \frac{\partial L}{\partial w}$$

In Keras `kernel_regularizer=L2(strength)` of a layer is the penalty, and `weight_decay=` of any
optimizer is decoupled. Methods that trade some training accuracy for a better result on new data
are called *regularisation*.

## What to look at

- The table: the training loss rises with the decay all the way; the validation loss falls, and then
  rises. Its lowest place is the decay to take. The accuracy gains less: what decay takes away
  first is misplaced confidence.
- The norm of the weights (the root of the sum of their squares), and the histogram: decay moves the
  whole distribution towards zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.data import Dataset
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import build_dense
from kerasdigits.lessons.lab.many_starts import run_layers, sample_layers, sum_cross_entropies
from kerasdigits.lessons.stochastic import weight_decay_plots as plots
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.label_noise import add_label_noise

"""
## Three hundred images, sixty of them labelled wrong

A small set with mistakes in it is easily learned by heart. Ten thousand other images (of the small
scans: as many as are left) are the **validation set**: they take no part in the training, and tell
which decay is best. The final number comes from the **test set**, measured once.
"""

SPOILT = 0.2


@dataclass
class Sets:
    """What is learned from, and what tells how well.

    Attributes:
        x: The images to learn from, (300, pixels).
        spoilt: Their labels, a fifth of them wrong, (300,).
        truth: The same labels as rows with a 1, (300, 10).
        images: To validate with, (n, pixels).
        labels: Theirs, all right, (n,).
        order: The numbers of all these images in the training half of the data, (300 + n,).
    """

    x: np.ndarray
    spoilt: np.ndarray
    truth: np.ndarray
    images: np.ndarray
    labels: np.ndarray
    order: np.ndarray


def sample_sets(data: Dataset, ink: int, rng: np.random.Generator) -> Sets:
    """Choose images, and spoil the labels of some of those to learn from."""
    order = rng.permutation(len(data.x_train))[:10_300]
    images = ink * data.x_train[order].reshape(len(order), -1)
    labels = data.y_train[order]
    seed = int(rng.integers(1 << 31))
    spoilt = add_label_noise(labels[:300], fraction=SPOILT, num_classes=10, seed=seed)
    return Sets(
        x=images[:300],
        spoilt=spoilt,
        truth=np.eye(10, dtype="float32")[spoilt],
        images=images[300:],
        labels=labels[300:],
        order=order,
    )


"""
## Penalty or decay?

For plain gradient descent the two are the same, with `decay = 2 * strength`: write down one step
and compare. For Adam they are not. Adam divides the whole gradient by its size, the penalty's part
included, so a weight with large gradients is hardly decayed at all; decoupled, every weight decays
at the same pace. Adam with decoupled decay is called AdamW.

We let Keras's own optimizers show it: twenty steps on all 300 images, from one start, with a
penalty in the loss, and twenty with twice its strength as the optimizer's decay. (Our networks have
an axis in front, for many side by side. Here it has length 1.)
"""

STRENGTH = 0.02


def cross_entropy(weights: Sequence, x, truth) -> Tensor:
    """The mean cross-entropy of dense layers with a ReLU between, added up over the networks."""
    return sum_cross_entropies(run_layers(weights, x), truth)


def penalised(weights: Sequence, x, truth) -> Tensor:
    """The cross-entropy, and what large weights cost."""
    return cross_entropy(weights, x, truth) + STRENGTH * sum(ops.sum(w**2) for w in weights)


def follow(optimizer: keras.optimizers.Optimizer, loss, start: list, sets: Sets) -> list:
    """Take twenty full-batch steps of an optimizer down a loss; gives the weights."""
    loss_and_gradients = value_and_grad(loss, compiled=True)
    variables = [keras.Variable(array) for array in start]
    weights = start
    for _ in range(20):
        _, gradients = loss_and_gradients(weights, sets.x, sets.truth)
        optimizer.apply([ops.convert_to_tensor(g) for g in gradients], variables)
        weights = [ops.convert_to_numpy(variable) for variable in variables]
    return weights


def compare_penalty(context: Context, sets: Sets, rng: np.random.Generator) -> None:
    """Follow a penalty and a decay by SGD and by Adam, and see how far they part."""
    start = sample_layers(rng, starts=1, sizes=(sets.x.shape[1], 16, 10))
    plots.record_network(context, "start", [array for (array,) in start])
    for name, make in (("sgd", keras.optimizers.SGD), ("adam", keras.optimizers.Adam)):
        penalty = follow(make(0.05), penalised, start, sets)
        decay = follow(make(0.05, weight_decay=2 * STRENGTH), cross_entropy, start, sets)
        gap = max(np.abs(a - b).max() for a, b in zip(penalty, decay, strict=True))
        plots.record_network(context, f"{name}_penalty", [array for (array,) in penalty])
        plots.record_network(context, f"{name}_decay", [array for (array,) in decay])
        context.record_numbers({f"gap_{name}": gap})


"""
## One network with decay

How much decay? Too little changes nothing. Too much, and the weights go to zero: all classes become
equally likely, and the loss is `log(10) = 2.303` for ten of them. In between, the network cannot
afford the large weights that exceptions need, so it learns the rule and leaves the mistakes.

The best decay is found by trying. To try one is to train a network, and in Keras it is this:
"""


def train_one(batches: Batches, start, rate: float, decay: float, epochs: int) -> keras.Model:
    """Train a network of 128 hidden units from a start, by plain SGD with a decay."""
    model = build_dense(batches.x.shape[1], 128, 10)
    model.set_weights(start)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate, weight_decay=decay), loss)
    follow_epochs = FollowEpochs(batches)  # shuffles for each epoch; so `fit` need not
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow_epochs], verbose=0)
    return model


"""
## Eight at once

Seven decays mean seven such training runs. They take hardly longer than one if the networks stand
side by side, each array with one more axis in front. The step is the same for all of them but for
the decay, which is a number for each: keep `1 - rate * decay` of every weight, and step by the
gradient. (A test holds the first of them to Keras's `fit`.)

The eighth is for those who think that a network overfits because it has too many weights: it has 8
hidden units instead of 128, and no decay. To stand beside the others it gets 120 more, with weights
of 0; such units get no gradient, and stay as they are.
"""

DECAYS = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 1]


def sample_networks(rng: np.random.Generator, inputs: int) -> list[np.ndarray]:
    """The same start for each decay; and last, a network of 8 hidden units."""
    large = sample_layers(rng, starts=1, sizes=(inputs, 128, 10))
    small = sample_layers(rng, starts=1, sizes=(inputs, 8, 10))
    networks = [np.repeat(array, len(DECAYS) + 1, axis=0) for array in large]
    for array, (own,) in zip(networks, small, strict=True):
        rows, units = own.shape
        array[-1] = 0
        array[-1, :rows, :units] = own
    return networks


def train_side_by_side(
    batches: Batches, start: list, rate: float, epochs: int
) -> tuple[list, np.ndarray]:
    """Train the networks; gives the weights, and the norms of their kernels, (epochs, networks)."""
    loss_and_gradients = value_and_grad(cross_entropy, compiled=True)
    decays = np.array([*DECAYS, 0], "float32")
    kept = 1 - rate * decays[:, None, None]
    weights = start
    norms = []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for images, truth in batches:
            _, gradients = loss_and_gradients(weights, images, truth)
            weights = [kept * w - rate * g for w, g in zip(weights, gradients, strict=True)]
        kernels = weights[::2]
        norms.append(sum((kernel**2).sum(axis=(1, 2)) for kernel in kernels) ** 0.5)
    return weights, np.array(norms)


"""
## Which decay?

Each network is measured on what it learned from, with the wrong labels, and on the validation set.
The decay with the lowest validation loss is the best. Only then, and only for it and for no decay,
do we look at the test set.
"""


def measure(weights: Sequence, x, labels) -> tuple[np.ndarray, np.ndarray]:
    """The accuracy and the cross-entropy of each network, (networks,) both."""
    logits = ops.convert_to_numpy(run_layers(weights, x))
    right = logits.argmax(axis=-1) == labels
    true = logits[:, np.arange(len(labels)), labels]
    return right.mean(axis=1), (np.logaddexp.reduce(logits, axis=-1) - true).mean(axis=1)


def judge_decays(context: Context, data: Dataset, sets: Sets, test, weights, norms) -> None:
    """Measure the networks, choose a decay, and test it."""
    training = measure(weights, sets.x, sets.spoilt)
    validation = measure(weights, sets.images, sets.labels)
    wrong = round(SPOILT * len(sets.x))
    plots.record_decays(context, data, DECAYS, training, validation, norms[-1], wrong)
    plots.plot_losses(context, DECAYS, training[1], validation[1])

    *losses, loss_small = validation[1]
    best = np.argmin(losses)
    accuracies, _ = measure(weights, test, data.y_test)
    context.record_numbers(
        loss_small=loss_small,
        best=DECAYS[best],
        loss_best=losses[best],
        test_0=accuracies[0],
        test_best=accuracies[best],
        data=data,
    )


def run(context: Context) -> None:
    """Penalty against decay; then seven decays side by side on a set with wrong labels."""
    data = context.load_digits()
    rng = context.make_rng()
    # The small scans have little ink, hence small slopes: they get more of it, and larger steps.
    is_mnist = data.name == "mnist"
    ink = 1 if is_mnist else 3
    rate = 0.1 if is_mnist else 0.2
    epochs = 150 if is_mnist else 200
    sets = sample_sets(data, ink, rng)
    compare_penalty(context, sets, rng)

    seed = int(rng.integers(1 << 31))
    batches = Batches(sets.x, sets.truth, batch_size=32, seed=seed)
    start = sample_networks(rng, sets.x.shape[1])
    context.note(f"Training eight networks for {epochs} epochs")
    weights, norms = train_side_by_side(batches, start, rate, epochs)
    test = ink * data.x_test.reshape(len(data.x_test), -1)
    judge_decays(context, data, sets, test, weights, norms)
    settings = {"ink": ink, "rate": rate, "seed": seed}
    plots.record_training(context, settings, sets, start, weights)
    plots.plot_norms(context, DECAYS, norms, weights[0])


"""
## Sources

- fast.ai v3, lesson 5, and notes on it; `lesson5-sgd-mnist.ipynb` adds `1e-5 * sum(w**2)`.
- A. Krogh and J. Hertz, 1991 (why decay helps); I. Loshchilov and F. Hutter, 2019 (AdamW).
- The experiment and its numbers are this course's.
"""
