"""Pixel similarity: tell digits apart without training anything.

Before a network is trained, it is worth knowing what a few lines of arithmetic can do. A model that
does not beat this lesson has learned nothing of use.

## The idea

Average all images of a class, pixel by pixel: that is the class's *mean image*, the ideal 3 and
the ideal 7. A new image belongs to the class whose mean image is nearest.

Then turn it around. Give each pixel a *weight* and add up `sum(x * w)`: one number, the *score* for
"this is an 8". Which weights are good? The mean image of the 8s is the obvious choice, and a poor
one. Weights that are *learned* do better, and learning them is the way to everything that follows.

## What to look at

- The mean images: blurred, because people write differently, and still easy to read.
- Two classes are much easier than ten; L2 beats L1 in both.
- The scores of the 8s among those of the other digits, by three sets of weights.
"""

from collections.abc import Callable

import numpy as np
from keras import ops
from scipy.stats import rankdata

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.baselines import pixel_similarity_plots as plots
from kerasdigits.lessons.course.context import Context

"""
## An ideal digit

To a program an image is a table of numbers, from 0 for paper to 1 for ink. Where the pixels stand
does not matter here, so each image becomes one long row. The mean over all rows of a class is the
mean image: a pixel of it says how much ink that place has in a typical 3.
"""


def flatten(images: np.ndarray) -> np.ndarray:
    """Make a row of pixels of each image, `(n, pixels)`."""
    return images.reshape(len(images), -1)


def mean_images(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Average the images of each class: `(n, pixels)` and `(n,)` give `(classes, pixels)`."""
    return np.stack([x[y == label].mean(axis=0) for label in range(y.max() + 1)])


r"""
## How far is it from there?

*Near* has two usual meanings, for an image $x$ and a mean image $m$ of $n$ pixels: the mean
absolute difference (**L1**), and the root of the mean squared difference (**L2**, also RMSE).

$$L_1 = \frac{1}{n} \sum_k |x_k - m_k| \qquad L_2 = \sqrt{\frac{1}{n} \sum_k (x_k - m_k)^2}$$

L2 punishes a few large differences more than many small ones. No loop is needed: the images, of
shape `(n, 1, pixels)`, minus the mean images, of shape `(1, classes, pixels)`, give all differences
at once, `(n, classes, pixels)`. Lining shapes up like this is called *broadcasting*.
"""


def distances_l1(x: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The mean absolute difference of each image from each mean image, `(n, classes)`."""
    return np.abs(x[:, None] - means[None]).mean(axis=2)


def distances_l2(x: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The root of the mean squared difference of each from each, `(n, classes)`."""
    return np.sqrt(((x[:, None] - means[None]) ** 2).mean(axis=2))


DISTANCES = {"l1": distances_l1, "l2": distances_l2}

"""
The answer is the class with the smallest distance. All differences of 10,000 images from ten means
are 78 million numbers, so we go through the images a thousand at a time.
"""


def classify(x: np.ndarray, means: np.ndarray, distances: Callable) -> np.ndarray:
    """Find the nearest mean image by one of the two distances, `(n,)`."""
    nearest = []
    for start in range(0, len(x), 1000):
        some = x[start : start + 1000]
        nearest.append(distances(some, means).argmin(axis=1))
    return np.concatenate(nearest)


"""
## 3 or 7

First the book's task: two classes, and so two mean images. The share of the test images that are
named correctly is the *accuracy*. We also look at a single 3, to see by how little it is nearer to
the ideal 3 than to the ideal 7.
"""


def find_a_three(context: Context) -> np.ndarray:
    """The book's 3 is image 10,000 of MNIST; elsewhere the first will do. `(1, pixels)`."""
    digits = context.load_digits()
    first = 10_000 if digits.name == "mnist" else np.argmax(digits.y_train == 3)
    return flatten(digits.x_train[first : first + 1])


def tell_three_from_seven(context: Context) -> None:
    """Two mean images, two distances; and one 3 in detail."""
    data = context.load_digits("3", "7")
    means = mean_images(flatten(data.x_train), data.y_train)
    context.record_array("means_3_7", means)
    a_three = find_a_three(context)
    for name, distances in DISTANCES.items():
        right = classify(flatten(data.x_test), means, distances) == data.y_test
        of_threes = right[data.y_test == 0].mean()
        of_sevens = right[data.y_test == 1].mean()
        to_3, to_7 = distances(a_three, means)[0]
        results = {
            f"{name}_of_threes": of_threes,
            f"{name}_of_sevens": of_sevens,
            f"{name}_mean": (of_threes + of_sevens) / 2,
            f"a_3_{name}_to_3": to_3,
            f"a_3_{name}_to_7": to_7,
        }
        context.record_numbers(results, data=data)


"""
## All ten

Nothing changes but the number of mean images, and the more classes there are, the more of them look
alike. The table shows which digits suffer. Of the mistakes that L1 makes on MNIST, nearly two in
three are the answer "1": the mean image of the 1s is mostly paper, and so not very far from
anything.
"""


def tell_all_ten(context: Context) -> None:
    """Ten mean images, the accuracy by either distance, and digit by digit."""
    data = context.load_digits()
    means = mean_images(flatten(data.x_train), data.y_train)
    plots.plot_mean_images(context, means, data)
    right = {}
    for name, distances in DISTANCES.items():
        right[name] = classify(flatten(data.x_test), means, distances) == data.y_test
        context.record_numbers({f"{name}_of_ten": right[name].mean()}, data=data)
    plots.tabulate_digits(context, right, data)


r"""
## A weight for each pixel

Now the other way round: no distance, but a sum with weights, $\sum_k w_k x_k$. Two sets of weights
can be had without learning:

1. The mean image of the 8s: large where an 8 usually has ink.
2. The *contrast*: the mean image of the 8s minus the mean image of all digits. It is large where an
   8 has ink *and the others have none*, and negative where the others have ink and an 8 has none.
"""


def choose_weights(x: np.ndarray, is_eight: np.ndarray) -> dict[str, np.ndarray]:
    """The two choices without learning: the mean 8, and its contrast with the mean of all."""
    mean_eight = x[is_eight].mean(axis=0)
    return {"mean": mean_eight, "contrast": mean_eight - x.mean(axis=0)}


"""
The third set is *learned*: begin with zeros and change the weights step by step, so that a *loss*,
which says by one number how wrong the scores are, gets smaller. The steps go against the
*gradient*, the slope of the loss for each weight. The lessons to come explain every word of this;
here it is in ten lines.
"""

LEARNING_RATE = 0.5


def loss(parameters, x, target) -> Tensor:
    """How wrong the scores are: the mean cross-entropy, which the next lesson explains."""
    weights, bias = parameters
    score = ops.sum(x * weights, axis=1) + bias
    return ops.mean(ops.binary_crossentropy(target, score, from_logits=True))


def learn_weights(
    x: np.ndarray, is_eight: np.ndarray, rng: np.random.Generator, steps: int
) -> tuple[np.ndarray, np.ndarray]:
    """Learn weights and a bias for "this is an 8" by steps against the gradient of the loss."""
    loss_and_gradients = value_and_grad(loss, compiled=True)
    weights = np.zeros(x.shape[1], "float32")
    bias = np.zeros((), "float32")
    for _ in range(steps):
        batch = rng.integers(len(x), size=256)
        target = is_eight[batch].astype("float32")
        _, (weights_slope, bias_slope) = loss_and_gradients([weights, bias], x[batch], target)
        weights = weights - LEARNING_RATE * weights_slope
        bias = bias - LEARNING_RATE * bias_slope
    return weights, bias


"""
## Which weights sort best?

The maps that open the report show all three sets. The mean image rewards ink in the middle, and so
rewards many digits that are not 8s; the other two also count ink against an 8.

A score is not a probability: it has no bounds, and no value of it means "half and half". So the
three are compared by how well they *sort*: the **AUC** is the chance that a random 8 gets a higher
score than a random digit that is not an 8. It is 0.5 for guessing and 1 for a perfect order. Nobody
has to go through all the pairs: the *ranks* of the 8s, their places in the order of the scores, add
up to the number of pairs won plus a number that depends only on how many 8s there are.
"""


def auc(scores: np.ndarray, is_positive: np.ndarray) -> float:
    """The share of pairs, one positive and one not, in which the positive has the higher score."""
    positives = is_positive.sum()
    others = (~is_positive).sum()
    ranks = rankdata(scores)[is_positive].sum()
    pairs_won = ranks - positives * (positives + 1) / 2
    return pairs_won / (positives * others)


def score_eights(context: Context) -> None:
    """Three choices of weights for "this is an 8", judged by how well their scores sort."""
    data = context.load_digits()
    x_train = flatten(data.x_train)
    weights = choose_weights(x_train, data.y_train == 8)

    context.note("Learning the weights of an 8")
    steps = 200 if context.quick else 1000
    learned, bias = learn_weights(x_train, data.y_train == 8, context.make_rng(), steps)
    context.record_weights("learned", {"weights": learned, "bias": bias})
    weights["learned"] = learned

    scores = {name: flatten(data.x_test) @ w for name, w in weights.items()}
    aucs = {f"auc_{name}": auc(values, data.y_test == 8) for name, values in scores.items()}
    context.record_numbers(aucs, data=data)
    lowest = scores["mean"].min()
    highest = scores["mean"].max()
    context.record_numbers(data=data, score_lowest=lowest, score_highest=highest)
    plots.plot_weights(context, weights, data)
    plots.plot_scores(context, scores, data.y_test == 8)


def run(context: Context) -> None:
    """Compare distances on 3 against 7 and on all ten digits, then weights for the 8."""
    tell_three_from_seven(context)
    tell_all_ten(context)
    score_eights(context)


"""
## Sources

- J. Howard and S. Gugger, *Deep Learning for Coders with fastai and PyTorch* (fastbook), chapter 4,
  notebook `04_mnist_basics.ipynb`: the mean images, L1 and L2, the numbers for 3 and 7; and the
  function `pr_eight`, with which the chapter explains A. Samuel's idea of weights.
- H. Mann and D. Whitney, 1947: the AUC as a count of pairs.
"""
