"""Loss functions: what a model is trained with, and why accuracy will not do.

A *metric* is for people: it says how good a model is. A *loss* is for the training: it says in
which direction the model gets better. This lesson shows why they are two numbers.

## The idea

Training asks each weight of a model: *if I change a little, what happens to the loss?* The answer
is the **gradient**. Accuracy, the number that people want, has none to give: a tiny change of a
weight moves no image from right to wrong, so the accuracy stays exactly as it is, and a step of
zero leads nowhere. A loss changes with every prediction, so it can say which way is down.

There are many losses, and they also differ in *what* they ask for.

## What to look at

- The same three predictions, judged by five measures that disagree on how bad they are.
- The shares of gradients that are exactly zero: for accuracy nearly all, for the loss only those of
  pixels that are blank in every image. They stay where they are.
- `evaluate` measures, and changes no weight.
"""

from collections.abc import Callable

import keras
import numpy as np
from scipy.special import expit as sigmoid

from kerasdigits.lessons.baselines import loss_functions_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.models.objects import MnistLoss

"""
## How wrong is it?

A model gives a number for each image; the closer to 1, the more it believes "this is a 3". Ask it
about three images, of which the first and the third are 3s:

    predictions = 0.9, 0.4, 0.2
    targets     = 1,   0,   1

How wrong is it? Several answers are in use, each a mean over the images:

- **accuracy**, the share on the right side of 0.5: here 2 of 3
- **MAE**, the mean absolute error
- **MSE**, the mean squared error; its root is the **RMSE**
- **cross-entropy**: the mean of `-log(the probability that was given to the truth)`
"""


def accuracy(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The share of predictions on the right side of one half."""
    return ((predictions > 0.5) == (targets == 1)).mean()


def mae(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean absolute error."""
    return np.abs(predictions - targets).mean()


def mse(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean squared error."""
    return ((predictions - targets) ** 2).mean()


def cross_entropy(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The mean of -log(the probability given to the truth)."""
    return -np.log(np.where(targets == 1, predictions, 1 - predictions)).mean()


"""
fastbook has a loss of its own for this, `mnist_loss`. It says in other words what the MAE says: how
far is each prediction from its target?
"""


def mnist_loss(predictions: np.ndarray, targets: np.ndarray) -> float:
    """The book's way to say it: 1 - p where the target is 1, p where it is 0."""
    return np.where(targets == 1, 1 - predictions, predictions).mean()


"""
Here are all of them, for these three predictions and for three that are a little better.
"""


def compare_losses(context: Context) -> None:
    """Five measures of the same three predictions, and of three that are a little better."""
    targets = np.array([1.0, 0.0, 1.0])
    predictions = np.array([0.9, 0.4, 0.2])
    improved = np.array([0.9, 0.4, 0.8])
    rows = [
        (
            ", ".join(map(str, p)),
            accuracy(p, targets),
            mae(p, targets),
            mse(p, targets),
            mse(p, targets) ** 0.5,
            cross_entropy(p, targets),
        )
        for p in (predictions, improved)
    ]
    context.record_table("three", rows)
    context.record_numbers(
        mnist_loss_of_three=mnist_loss(predictions, targets),
        mnist_loss_improved=mnist_loss(improved, targets),
    )


r"""
## From any number to a probability

A model's raw output $z$ may be any number. The **sigmoid** brings it between 0 and 1:

$$\sigma(z) = \frac{1}{1 + e^{-z}}$$

The book puts the sigmoid into its `mnist_loss`, and so does the one that this package gives
to Keras; it is nothing but the MAE of the sigmoids. A thousand random outputs agree.
"""


def compare_with_keras(context: Context) -> None:
    """Keras's `MnistLoss` of raw outputs is the MAE of their sigmoids."""
    rng = context.make_rng(1)
    z = rng.normal(0, 3, 1000).astype("float32")
    targets = rng.integers(0, 2, 1000).astype("float32")
    of_keras = MnistLoss(reduction=None)(targets[:, None], z[:, None])
    gap = np.abs(keras.ops.convert_to_numpy(of_keras) - np.abs(sigmoid(z) - targets)).max()
    context.record_numbers(mnist_loss_minus_mae=gap)
    context.record_array("random_outputs", z)
    context.record_array("random_targets", targets)


"""
## A model to ask

Now for the gradients. We need a model that is right for most images and wrong for some. The mean 3
minus the mean 7, as weights of the pixels, is such a model; a little noise makes it worse. Its
outputs are scaled so that the sigmoids are neither all near one half nor all at 0 and 1.
"""


def make_model(
    x: np.ndarray, targets: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """A linear model that is right for most: mean 3 minus mean 7, with some noise."""
    weights = x[targets == 1].mean(axis=0) - x[targets == 0].mean(axis=0)
    weights = weights + rng.normal(0, 0.1, x.shape[1])
    weights = 2 * weights / (x @ weights).std()
    bias = -(x @ weights).mean()
    return weights, bias


"""
## What happens if I change a little?

The plainest way to a gradient is to try. Change one weight by a millionth, up and down, and divide
the change of the loss by the change of the weight. Then the next weight, until all have had
their turn. Changing the weight of a pixel by `nudge` changes the model's output by `nudge` times
the pixel, so the rest of the model need not be computed again.
"""


def measure_gradient(
    measure: Callable, x: np.ndarray, z: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """By how much a measure changes with each weight; z are the outputs `(n,)` for x."""
    nudge = 1e-6
    gradient = np.zeros(x.shape[1])
    for pixel in range(x.shape[1]):
        up = sigmoid(z + nudge * x[:, pixel])
        down = sigmoid(z - nudge * x[:, pixel])
        gradient[pixel] = (measure(up, targets) - measure(down, targets)) / (2 * nudge)
    return gradient


"""
The book makes the same point with one weight: multiply it by 1.0001, and the accuracy is the same
to the last digit. We take the first pixel that has ink in any image.
"""


def change_one_weight(
    x: np.ndarray, weights: np.ndarray, bias: float, targets: np.ndarray
) -> float:
    """The change of the accuracy when the weight of one pixel is multiplied by 1.0001."""
    first_inked = np.argmax(x.any(axis=0))
    changed = weights.copy()
    changed[first_inked] *= 1.0001
    before = accuracy(sigmoid(x @ weights + bias), targets)
    after = accuracy(sigmoid(x @ changed + bias), targets)
    return after - before


"""
And a look at the reason: accuracy and loss along one weight, from afar and through a magnifying
glass. It is the picture that opens the report. An image changes sides where its output is zero,
that is where the weight has changed by minus its output over its pixel; close up, the eighth
nearest of these places is the edge of the picture.
"""


def follow_one_weight(
    pixel: np.ndarray, z: np.ndarray, targets: np.ndarray, reach: float
) -> dict[str, np.ndarray]:
    """Accuracy and loss while the weight of a pixel changes by -reach to +reach, in 401 steps."""
    steps = np.linspace(-reach, reach, 401)
    predictions = [sigmoid(z + step * pixel) for step in steps]
    return {
        "steps": steps,
        "accuracy": np.array([accuracy(p, targets) for p in predictions]),
        "mnist_loss": np.array([mnist_loss(p, targets) for p in predictions]),
    }


def find_changes(pixel: np.ndarray, z: np.ndarray) -> np.ndarray:
    """How far the weight must change for each image to change sides, nearest first."""
    inked = pixel > 0
    return np.sort(np.abs(z[inked] / pixel[inked]))


def compare_gradients(context: Context) -> None:
    """The gradient of the accuracy, and that of the loss, for each weight of one model."""
    data = context.load_digits("3", "7")
    x = data.x_train.reshape(len(data.x_train), -1).astype("float64")
    targets = (data.y_train == 0).astype("float64")
    weights, bias = make_model(x, targets, context.make_rng(2))
    z = x @ weights + bias

    of_accuracy = measure_gradient(accuracy, x, z, targets)
    of_loss = measure_gradient(mnist_loss, x, z, targets)
    inked = x.any(axis=0)
    context.record_numbers(
        data=data,
        zero_accuracy=(of_accuracy == 0).mean(),
        zero_loss=(of_loss == 0).mean(),
        zero_loss_inked=(of_loss[inked] == 0).mean(),
        change_of_accuracy=change_one_weight(x, weights, bias, targets),
    )
    context.record_weights("linear", {"kernel": weights, "bias": bias})
    context.record_array("gradient_of_accuracy", of_accuracy)
    context.record_array("gradient_of_loss", of_loss)

    pixel = x[:, np.argmax(x.std(axis=0))]
    wide = follow_one_weight(pixel, z, targets, reach=6)
    close = follow_one_weight(pixel, z, targets, reach=find_changes(pixel, z)[7])
    plots.plot_one_weight(context, pixel, wide, close)


"""
## What a loss asks for

Let a model answer with one constant, whatever it is shown. The MSE is smallest when that constant
is the **mean** of the targets, the MAE when it is their **median**, the value in the middle. So the
MAE cares less about a few extreme values. Twenty downloads, some of which took long, show it.
"""


def find_best_constants(context: Context) -> None:
    """Which one answer to all questions is best? It depends on the loss."""
    data = context.load("download-times")
    times = data.y_train.ravel().astype("float64")
    test_times = data.y_test.ravel().astype("float64")
    context.record_numbers(
        data=data,
        mean_time=times.mean(),
        test_mae_of_mean=mae(times.mean(), test_times),
        median_time=np.median(times),
        test_mae_of_median=mae(np.median(times), test_times),
    )

    constants = np.linspace(0, 0.8, 401)
    maes = np.array([mae(constant, times) for constant in constants])
    rmses = np.array([mse(constant, times) ** 0.5 for constant in constants])
    plots.plot_constants(context, times, constants, maes, rmses)


"""
## Measuring is not training

Keras computes a loss in two places. `fit` measures it to change the weights; `evaluate` only
measures. We set the weights of a line by hand, evaluate it, and look at the weights again.
"""

SECONDS_PER_MB = 0.07
SECONDS_AT_LEAST = 0.08


def evaluate_without_training(context: Context) -> None:
    """Keras's `evaluate` measures the loss and leaves every weight as it was."""
    data = context.load("download-times")
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([np.array([[SECONDS_PER_MB]]), np.array([SECONDS_AT_LEAST])])
    model.compile(optimizer="sgd", loss="mean_absolute_error")

    kernel, bias = model.get_weights()
    loss = model.evaluate(data.x_test, data.y_test, verbose=0)
    kernel_after, bias_after = model.get_weights()

    context.record_numbers(data=data, evaluated=loss)
    context.record_weights("before_evaluate", {"kernel": kernel, "bias": bias})
    context.record_weights("after_evaluate", {"kernel": kernel_after, "bias": bias_after})


def run(context: Context) -> None:
    """Three predictions; the gradients of accuracy and loss; constants; evaluate."""
    compare_losses(context)
    compare_with_keras(context)
    compare_gradients(context)
    find_best_constants(context)
    evaluate_without_training(context)


"""
## Sources

- J. Howard and S. Gugger, *Deep Learning for Coders with fastai and PyTorch* (fastbook), chapter 4,
  notebook `04_mnist_basics.ipynb`: `mnist_loss`, its three numbers, and the weight times 1.0001.
- S. Cai, S. Bileschi, E. D. Nielsen with F. Chollet, *Deep Learning with JavaScript* (Manning,
  2020), chapter 2: the download times, and the mean absolute error as a loss.
"""
