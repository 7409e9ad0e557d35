"""Weight decay: keep the weights small, and a network stops learning mistakes by heart.

A network with a hundred thousand weights can learn three hundred images by heart, wrong labels and
all. It then knows the *training* set perfectly, and new images less well: it **overfits**. The cure
is not fewer weights. It is a cost for large ones.

## The idea

There are two ways to make large weights w cost something.

- **L2 penalty.** Add `strength * sum(w**2)` to the loss. Its gradient adds `2 * strength * w`.
- **Weight decay**, *decoupled* from the loss: in each step, first take a little off every weight,
  `w = w - rate * decay * w`, then step by the gradient of the plain loss.

For plain gradient descent the two are the same, with `decay = 2 * strength`: write down one step
and compare. For Adam they are not. Adam divides the whole gradient by its size, the penalty's part
included, so a weight with large gradients is hardly decayed at all; decoupled, every weight decays
at the same pace. Adam with decoupled decay is called AdamW. In Keras `weight_decay=` of any
optimizer is decoupled, and `kernel_regularizer=L2(strength)` is the penalty.

How much? Too little changes nothing. Too much, and the weights go to zero: all classes become
equally likely, and the loss is `log(10) = 2.303` for ten of them. In between, the network cannot
afford the large weights that exceptions need, so it learns the rule and leaves the mistakes. The
best decay is found by trying, on a **validation set**: images that are used neither for training
nor for the final figure, which comes from the **test set**, measured once. Methods that trade some
training accuracy for a better result on new data are called *regularisation*.

## What to look at

- The table: the training loss rises with the decay all the way; the validation loss falls, and then
  rises. Its lowest place is the decay to take. The accuracy gains less: what decay takes away
  first is misplaced confidence.
- The norm of the weights (the root of the sum of their squares), and the histogram: decay moves the
  whole distribution towards zero.

## Sources

- fast.ai v3, lesson 5, and notes on it; `lesson5-sgd-mnist.ipynb` adds `1e-5 * sum(w**2)`.
- A. Krogh and J. Hertz, 1991 (why decay helps); I. Loshchilov and F. Hutter, 2019 (AdamW).
- The experiment and its figures are this course's.
"""

import keras
import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab import many_starts
from kerasdigits.training.batches import Batches
from kerasdigits.training.label_noise import add_label_noise

OURS = "computed for this course, other images"
DECAYS = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 1)
find_loss = many_starts.make_objective(many_starts.sum_cross_entropies)  # of networks side by side
LABELS = {"accuracy": "Validation accuracy", "loss": "Validation loss", "norm": "Norm of kernels"}
# One draw, but 13 for 0.03; the means of 14 are 0.678, 0.692 and 0.703 for the other accuracies,
# 1.28, 0.99 and 1.23 for the losses. The tolerances are their spread.
MNIST = {
    "accuracy_0": (0.7075, 0.08), "loss_0": (1.24, 0.3), "norm_0": (12.7, 1.0),
    "accuracy_0_01": (0.7274, 0.1), "loss_0_01": (0.884, 0.28), "loss_0_1": (1.09, 0.24),
    "accuracy_0_03": (0.712, 0.09), "loss_0_03": (0.953, 0.2), "accuracy_0_1": (0.7304, 0.12),
    "accuracy_1": (0.1135, 0.05), "loss_1": (2.308, 0.01), "norm_1": (0.0005, 0.005),
}  # fmt: skip


def run(context: Context) -> None:
    """Penalty against decay; then seven decays side by side on a set with wrong labels."""
    data, rng = context.load_digits(), context.make_rng()
    # The small scans have little ink, hence small slopes: they get stronger pixels and more steps.
    ink, rate, epochs = (1, 0.1, 150) if data.name == "mnist" else (3, 0.2, 200)
    order = rng.permutation(len(data.x_train))[:10_300]
    images, labels = ink * data.x_train[order].reshape(len(order), -1), data.y_train[order]
    spoilt = add_label_noise(labels[:300], 0.2, 10, int(rng.integers(1 << 31)))
    x, truth = images[:300], np.eye(10, dtype="float32")[spoilt]
    compare_penalty(context, x, truth, rng)
    seed, start = int(rng.integers(1 << 31)), draw_start(rng, x.shape[1])
    context.note(f"Training eight networks for {epochs} epochs")
    weights, norms = train(Batches(x, truth, 32, seed), start, rate, epochs)
    training, validation = measure(weights, x, spoilt), measure(weights, images[300:], labels[300:])
    record_decays(context, data, training, validation, norms)
    loss, best = validation[1][-1], validation[1][:-1].argmin()
    label = "Validation loss, 8 hidden units, no decay"
    context.old_number("loss_small", loss, label, data=data)
    context.old_number("best", DECAYS[best], "The best decay in validation", data=data)
    context.old_number("loss_best", validation[1][best], "... and its loss there", data=data)
    test = measure(weights, ink * data.x_test.reshape(len(data.x_test), -1), data.y_test)[0]
    context.old_number("test_0", test[0], "Test accuracy, no decay", data=data)
    context.old_number("test_best", test[best], "Test accuracy, the best decay", data=data)
    settings = {"ink": ink, "rate": rate, "seed": seed}
    for name, array in (settings | {"order": order, "spoilt": spoilt}).items():
        context.record_array(name, array)
    record_network(context, "networks", weights)
    record_network(context, "networks_start", start)
    draw_norms(context, norms, weights[0])


def draw_start(rng: np.random.Generator, inputs: int) -> list[np.ndarray]:
    """The same start for each decay; and last, a network of 8 hidden units."""
    large, small = (many_starts.sample_layers(rng, 1, (inputs, units, 10)) for units in (128, 8))
    networks = [np.repeat(w, len(DECAYS) + 1, axis=0) for w in large]
    for copies, (own,) in zip(networks, small, strict=True):
        copies[-1] = 0  # units without weights get no gradient, and stay without
        copies[-1, : own.shape[0], : own.shape[1]] = own
    return networks


def record_network(context: Context, name: str, weights) -> None:
    """Kernels w1, w2 and biases b1, b2."""
    context.record_weights(name, dict(zip(("w1", "b1", "w2", "b2"), weights, strict=True)))


def compare_penalty(context: Context, x, truth, rng) -> None:
    """Twenty steps with a penalty, and twenty with twice its strength as a decay."""
    start, strength = many_starts.sample_layers(rng, 1, (x.shape[1], 16, 10)), 0.02
    record_network(context, "start", [w[0] for w in start])
    for name, make in (("sgd", keras.optimizers.SGD), ("adam", keras.optimizers.Adam)):
        ends = [
            follow(make(0.05), start, strength, x, truth),
            follow(make(0.05, weight_decay=2 * strength), start, 0.0, x, truth),
        ]
        for kind, end in zip(("penalty", "decay"), ends, strict=True):
            record_network(context, f"{name}_{kind}", [w[0] for w in end])
        gap = max(np.abs(a - b).max() for a, b in zip(*ends, strict=True))
        label = f"Largest gap of penalty and decay after 20 steps, {name}"
        context.old_number(f"gap_{name}", gap, label)


def follow(optimizer, start, strength: float, x, truth) -> list[np.ndarray]:
    """Twenty full-batch steps of one of Keras's optimizers on the loss with a penalty."""

    def loss(weights, x, truth):
        return find_loss(weights, x, truth) + strength * sum(ops.sum(w**2) for w in weights)

    loss_and_gradients = value_and_grad(loss, compiled=True)
    weights, variables = start, [keras.Variable(w) for w in start]
    for _ in range(20):
        _, gradients = loss_and_gradients(weights, x, truth)
        optimizer.apply([ops.convert_to_tensor(g) for g in gradients], variables)
        weights = [ops.convert_to_numpy(variable) for variable in variables]
    return weights


def train(batches: Batches, weights, rate: float, epochs: int) -> tuple[list, np.ndarray]:
    """Train the networks side by side; gives the weights, and the kernels' norms by epoch."""
    kept = 1 - rate * np.array([*DECAYS, 0], "float32")[:, None, None]
    loss_and_gradients, norms = value_and_grad(find_loss, compiled=True), []
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for images, truth in batches:
            _, gradients = loss_and_gradients(weights, images, truth)
            weights = [kept * w - rate * g for w, g in zip(weights, gradients, strict=True)]
        norms.append(sum((w**2).sum(axis=(1, 2)) for w in weights[::2]) ** 0.5)
    return weights, np.array(norms)


def measure(weights, x, labels) -> tuple[np.ndarray, np.ndarray]:
    """The accuracy and the cross-entropy of each network, (networks,) both."""
    logits = ops.convert_to_numpy(many_starts.run_layers(weights, x))
    right = logits.argmax(axis=-1) == labels
    true = logits[:, np.arange(len(labels)), labels]
    return right.mean(axis=1), (np.logaddexp.reduce(logits, axis=-1) - true).mean(axis=1)


def record_decays(context: Context, data, training, validation, norms) -> None:
    """The figures of each decay, and the two losses over it."""
    rows = []
    for number, decay in enumerate(DECAYS):
        name = str(decay).replace(".", "_")
        accuracy, loss = validation[0][number], validation[1][number]
        shown = {"accuracy": accuracy, "loss": loss, "norm": norms[-1, number]}
        for kind, value in shown.items():
            label = f"{LABELS[kind]}, decay {decay}"
            context.old_number(f"{kind}_{name}", value, label, data=data)
        cells = (training[0][number], training[1][number], *shown.values())
        rows.append((str(decay), *cells))
    columns = ["decay", "training accuracy", "training loss", "validation accuracy"]
    columns += ["validation loss", "norm of the kernels"]
    context.old_table("decays", "300 images, 60 labels wrong", columns, rows)
    figure, axes = figures.new_axes("weight decay", "loss (cross-entropy)")
    curves = {"training, with wrong labels": training[1][:-1], "validation": validation[1][:-1]}
    figures.plot_series(axes, np.arange(len(DECAYS)), curves, markers=True)
    axes.axhline(np.log(10), color=figures.BLACK, linewidth=1, linestyle=":")
    axes.annotate("log(10): nothing learned", (0, np.log(10)), (0, -12), textcoords="offset points")
    axes.set_xticks(np.arange(len(DECAYS)), [str(decay) for decay in DECAYS])
    context.old_figure(
        "losses",
        figure,
        alt="Training and validation loss over the weight decay: the first rises all the way, the "
        "second falls to a lowest point in between, and both end at log(10).",
        caption="Without decay the mistakes are learned by heart; with too much, nothing is.",
        arrays={"training_losses": training[1], "validation_losses": validation[1]},
    )


def draw_norms(context: Context, norms, kernels) -> None:
    """The norms by epoch, and where the weights of the first layer lie at the end."""
    shown = (0, 1, 3, 4, 5, 6)
    titles = ["norm of the kernels", "weights of the first layer"]
    figure, (left, right) = figures.new_panels(titles, "epoch", "norm")
    left_curves = {f"decay {DECAYS[n]}": norms[:, n] for n in shown}
    figures.plot_series(left, np.arange(1, len(norms) + 1), left_curves, legend=False)
    edges = np.linspace(-0.4, 0.4, 81)
    heights = np.array([np.histogram(kernel, edges)[0] for kernel in kernels])
    middles = (edges[1:] + edges[:-1]) / 2
    right_curves = {f"decay {DECAYS[n]}": heights[n] / kernels[n].size for n in shown[:5]}
    figures.plot_series(right, middles, right_curves)
    right.legend(frameon=False, fontsize=8, loc="upper left")
    right.set(yscale="log", xlabel="weight", ylabel="share of the weights in a bin of 0.01")
    context.old_figure(
        "weights",
        figure,
        alt="Left: the norm by epoch, growing without decay and lower with more, down to nothing "
        "for a decay of 1. Right: histograms of the weights, narrower with more decay.",
        caption="More decay, smaller weights; with a decay of 1 (black, at zero) none are left.",
        arrays={"norms": norms, "bins": edges, "histograms": heights},
    )
