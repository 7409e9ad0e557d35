"""Loss functions: what a model is trained with, and why accuracy will not do.

A *metric* is for people: it says how good a model is. A *loss* is for the training: it says in
which direction the model gets better. This lesson shows why they are two numbers.

## The idea

A model gives a number for each image; the closer to 1, the more it believes "this is a 3". Ask it
about three images, of which the first and the third are 3s:

    predictions = 0.9, 0.4, 0.2
    targets     = 1,   0,   1

How wrong is it? Several answers are in use, each a mean over the images:

- **accuracy**, the share on the right side of 0.5: here 2 of 3
- **MAE**, the mean absolute error, `mean(abs(prediction - target))`
- **MSE**, the mean squared error, `mean((prediction - target)**2)`; its root is the **RMSE**
- **cross-entropy**, `mean(-log(the probability that was given to the truth))`

A model's raw output may be any number. The **sigmoid**, `1 / (1 + exp(-z))`, brings it between 0
and 1. The MAE of the sigmoids is what fastbook calls `mnist_loss`.

Training asks each weight: *if I change a little, what happens to the loss?* The answer is the
**gradient**. Accuracy has none to give: a tiny change of a weight moves no image across 0.5, so the
accuracy stays exactly as it is. Its gradient is 0 nearly everywhere, and a step of zero leads
nowhere. A loss changes with every prediction, so it can say which way is down.

Losses also differ in *what* they ask for. Let a model answer with one constant, whatever it is
shown: the MSE is smallest when that constant is the **mean** of the targets, the MAE when it is
their **median**. So the MAE cares less about a few extreme values.

## What to look at

- The two curves over one weight: from afar, the loss falls where the accuracy rises. Close up, the
  loss still slopes, and the accuracy is a staircase with level treads.
- The shares of gradients that are exactly zero: for accuracy nearly all, for the loss only those of
  pixels that are blank in every image. They stay where they are.
- `evaluate` measures, and changes no weight.

## Sources

- J. Howard and S. Gugger, *Deep Learning for Coders with fastai and PyTorch* (fastbook), chapter 4,
  notebook `04_mnist_basics.ipynb`: `mnist_loss`, its three numbers, and the weight times 1.0001.
- S. Cai, S. Bileschi, E. D. Nielsen with F. Chollet, *Deep Learning with JavaScript* (Manning,
  2020), chapter 2: the download times, and the mean absolute error as a loss.
"""

import keras
import numpy as np
from scipy.special import expit as sigmoid

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.models.objects import MnistLoss

BOOK = "fastbook `04_mnist_basics`, cells"
OURS = "computed again for this course"


def mnist_loss(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The book's way to say it: 1 - p where the target is 1, p where it is 0."""
    return np.where(targets == 1, 1 - predictions, predictions).mean()


def mae(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean absolute error."""
    return np.abs(predictions - targets).mean()


def mse(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean squared error."""
    return ((predictions - targets) ** 2).mean()


def cross_entropy(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean of -log(the probability given to the truth)."""
    return -np.log(np.where(targets == 1, predictions, 1 - predictions)).mean()


def accuracy(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The share of predictions on the right side of one half."""
    return ((predictions > 0.5) == (targets == 1)).mean()


def run(context: Context) -> None:
    """Three predictions; the gradients of accuracy and loss; constants; evaluate."""
    compare_losses(context)
    compare_gradients(context)
    find_best_constants(context)
    evaluate_without_training(context)


def compare_losses(context: Context) -> None:
    """Five figures for the same three predictions, and for three that are a little better."""
    targets = np.array([1.0, 0.0, 1.0])
    tries = {"0.9, 0.4, 0.2": [0.9, 0.4, 0.2], "0.9, 0.4, 0.8": [0.9, 0.4, 0.8]}
    rows = []
    for label, values in tries.items():
        p = np.array(values)
        rmse = mse(p, targets) ** 0.5
        losses = [loss(p, targets) for loss in (accuracy, mae, mse, cross_entropy)]
        rows.append((label, *losses[:3], rmse, losses[3]))
    columns = ["predictions", "accuracy", "MAE", "MSE", "RMSE", "cross-entropy"]
    context.old_table("three", "Three predictions for the targets 1, 0, 1", columns, rows)
    for name, values in zip(("of_three", "improved"), tries.values(), strict=True):
        label = f"mnist_loss of {', '.join(map(str, values))}"
        context.old_number(f"mnist_loss_{name}", mnist_loss(np.array(values), targets), label)
    rng = context.make_rng(1)
    z, t = rng.normal(0, 3, 1000).astype("float32"), rng.integers(0, 2, 1000).astype("float32")
    context.record_array("random_outputs", z)
    context.record_array("random_targets", t)
    ours = MnistLoss(reduction=None)(t[:, None], z[:, None])
    apart = np.abs(keras.ops.convert_to_numpy(ours) - np.abs(sigmoid(z) - t)).max()
    context.old_number(
        "mnist_loss_minus_mae", apart, "Largest gap of mnist_loss and MAE(sigmoid)", format=".1g"
    )


def make_model(x, t, rng) -> tuple[np.ndarray, float]:
    """A linear model that is right for most: mean 3 minus mean 7, with some noise."""
    w = x[t == 1].mean(axis=0) - x[t == 0].mean(axis=0) + rng.normal(0, 0.1, x.shape[1])
    w = 2 * w / (x @ w).std()
    return w, -(x @ w).mean()


def compare_gradients(context: Context) -> None:
    """Move each weight of a linear model by a little, and watch accuracy and loss."""
    data = context.load_digits("3", "7")
    x = data.x_train.reshape(len(data.x_train), -1).astype("float64")
    t = (data.y_train == 0).astype("float64")
    w, bias = make_model(x, t, context.make_rng(2))
    z = x @ w + bias
    nudge = 1e-6
    changes = {"accuracy": np.zeros(len(w)), "loss": np.zeros(len(w))}
    for pixel in range(len(w)):
        up, down = sigmoid(z + nudge * x[:, pixel]), sigmoid(z - nudge * x[:, pixel])
        for name, measure in (("accuracy", accuracy), ("loss", mnist_loss)):
            changes[name][pixel] = (measure(up, t) - measure(down, t)) / (2 * nudge)
    inked = x.any(axis=0)
    zero = {name: (gradient == 0).mean() for name, gradient in changes.items()}
    zero["loss_inked"] = (changes["loss"][inked] == 0).mean()
    of = {"accuracy": "accuracy", "loss": "mnist_loss", "loss_inked": "mnist_loss, inked pixels"}
    for name, share in zero.items():
        label = f"Share of weights whose gradient is exactly 0: {of[name]}"
        context.old_number(f"zero_{name}", share, label, data=data)
    scale = np.ones_like(w)
    scale[np.argmax(inked)] = 1.0001
    change = accuracy(sigmoid(x @ (scale * w) + bias), t) - accuracy(sigmoid(z), t)
    label = "Change of the accuracy when one weight is multiplied by 1.0001"
    context.old_number("change_of_accuracy", change, label, data=data)
    context.record_weights("linear", {"kernel": w, "bias": bias})
    for name, gradient in changes.items():
        context.record_array(f"gradient_of_{name}", gradient)
    draw_one_weight(context, x[:, np.argmax(x.std(axis=0))], z, t)


def draw_one_weight(context, pixel, z, t) -> None:
    """Accuracy and loss along one weight, from afar and through a magnifying glass."""
    # So close that just eight images change sides: an image does at the change -z / pixel.
    close = np.sort(np.abs(z[pixel > 0] / pixel[pixel > 0]))[7]
    figure, panels = figures.new_panels(
        ["from afar", "close up"], "change of one weight", "accuracy, loss (0 to 1)"
    )
    arrays = {"pixel": pixel}
    for axes, reach, name in zip(panels, (6, close), ("wide", "close"), strict=True):
        steps = np.linspace(-reach, reach, 401)
        outputs = [sigmoid(z + step * pixel) for step in steps]
        curves = {
            "accuracy": np.array([accuracy(p, t) for p in outputs]),
            "mnist_loss": np.array([mnist_loss(p, t) for p in outputs]),
        }
        if name == "close":  # each from its value in the middle, so that one scale fits both
            curves = {label: curve - curve[200] for label, curve in curves.items()}
            axes.set_ylabel("change of accuracy, of loss")
        figures.plot_series(axes, steps, curves, legend=False)
        arrays |= {f"steps_{name}": steps} | {f"{key}_{name}": c for key, c in curves.items()}
    panels[0].legend(frameon=False, loc="center right")
    context.old_figure(
        "one-weight",
        figure,
        alt="Accuracy and loss while one weight is changed. From afar the accuracy rises where the "
        "loss falls; close up the accuracy is a staircase and the loss a sloping line.",
        caption="Close up, the accuracy is level but for a few jumps, each an image that changes "
        "sides: its gradient is 0. The loss slopes at every point.",
        arrays=arrays,
    )


def find_best_constants(context: Context) -> None:
    """Which one answer to all questions is best? It depends on the loss."""
    data = context.load("download-times")
    times, test = data.y_train.ravel().astype("float64"), data.y_test.ravel().astype("float64")
    mean, median = times.mean(), np.median(times)
    constants = np.linspace(0, 0.8, 401)
    maes = np.array([mae(constant, times) for constant in constants])
    rmses = np.array([mse(constant, times) ** 0.5 for constant in constants])
    for name, constant in (("mean", mean), ("median", median)):
        label = f"{name.capitalize()} of the times (s)"
        context.old_number(f"{name}_time", constant, label, data=data, format=".5f")
        label = f"Test MAE of always answering the {name} (s)"
        context.old_number(f"test_mae_of_{name}", mae(constant, test), label, data=data)
    figure, axes = figures.new_axes("the constant answer (s)", "error on the 20 times (s)")
    curves = {"MAE, lowest at the median": maes, "RMSE, lowest at the mean": rmses}
    figures.plot_series(axes, constants, curves)
    for curve, place in ((maes, median), (rmses, mean)):
        axes.plot(place, np.interp(place, constants, curve), "o", color=figures.BLACK)
    arrays = {"constants": constants, "mae_of_constants": maes, "rmse_of_constants": rmses}
    context.old_figure(
        "constants",
        figure,
        alt="Two curves over the constant answer: the mean absolute error is lowest at the median, "
        "the root mean squared error at the mean, which is larger.",
        caption="A few downloads took long. They pull the mean up, and with it the answer that the "
        "MSE likes best; the median hardly moves.",
        arrays=arrays,
    )


def evaluate_without_training(context: Context) -> None:
    """Keras's `evaluate` measures the loss and leaves every weight as it was."""
    data = context.load("download-times")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.float32([[0.07]]), np.float32([0.08])])
    model.compile("sgd", "mean_absolute_error")
    for when in ("before", "after"):
        kernel, bias = model.get_weights()
        context.record_weights(f"{when}_evaluate", {"kernel": kernel, "bias": bias})
        if when == "before":
            loss = model.evaluate(data.x_test, data.y_test, verbose=0)
    context.old_number("evaluated", loss, "Test MAE of 0.07 size + 0.08 (s)", data=data)
