"""Pixel similarity: tell digits apart without training anything.

Before a network is trained, it is worth knowing what a few lines of arithmetic can do. A model that
does not beat this lesson has learned nothing of use.

## The idea

Average all images of a class, pixel by pixel: that is the class's *mean image*, the ideal 3 and
the ideal 7. A new image belongs to the class whose mean image is nearest. *Near* has two usual
meanings, for an image `x` and a mean image `m`, both taken over the pixels:

- **L1**, the mean absolute difference: `mean(abs(x - m))`
- **L2**, the root of the mean squared difference: `sqrt(mean((x - m)**2))`, also called RMSE

L2 punishes a few large differences more than many small ones. No loop is needed: the images, of
shape `(n, 1, pixels)`, minus the mean images, of shape `(1, classes, pixels)`, give all differences
at once, `(n, classes, pixels)`. Lining shapes up like this is called *broadcasting*.

The second half of the lesson turns it around. Give each pixel a *weight* and add up `sum(x * w)`:
one number, the *score* for "this is an 8". Which weights are good?

1. The mean image of the 8s: large where an 8 usually has ink.
2. The *contrast*: the mean image of the 8s minus the mean image of all digits. It is large where an
   8 has ink *and the others have none*, and negative where the others have ink and an 8 has none.
3. *Learned* weights: begin with zeros and change them step by step so that the loss gets smaller.
   This is the way to everything that follows.

A score is no probability: it has no bounds, and no value of it means "half and half". So the three
are compared by how well they *sort*: the **AUC** is the chance that a random 8 gets a higher score
than a random digit that is no 8. It is 0.5 for guessing and 1 for a perfect order.

## What to look at

- The mean images: blurred, because people write differently, and still easy to read.
- Two classes are much easier than ten; L2 beats L1 in both.
- The three maps of weights. The mean image rewards every dark pixel in the middle, and so rewards
  many digits that are no 8. The learned weights look least like an 8, and sort best.

## Sources

- J. Howard and S. Gugger, *Deep Learning for Coders with fastai and PyTorch* (fastbook), chapter 4,
  notebook `04_mnist_basics.ipynb`: the mean images, L1 and L2, the figures for 3 and 7; and the
  function `pr_eight`, with which the chapter explains A. Samuel's idea of weights.
- H. Mann and D. Whitney, 1947: the AUC as a count of pairs.
"""

import numpy as np
from keras import ops
from scipy.stats import rankdata

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

BOOK, OURS = "fastbook `04_mnist_basics`, cell", "computed again for this course"


def mean_images(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Average the images of each class: `(n, pixels)` and `(n,)` give `(classes, pixels)`."""
    return np.stack([x[y == label].mean(axis=0) for label in range(y.max() + 1)])


def distances_l1(x: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The mean absolute difference of each image from each mean image, `(n, classes)`."""
    return np.abs(x[:, None] - means[None]).mean(axis=2)


def distances_l2(x: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The root of the mean squared difference of each from each, `(n, classes)`."""
    return np.sqrt(((x[:, None] - means[None]) ** 2).mean(axis=2))


DISTANCES = {"L1": distances_l1, "L2": distances_l2}


def classify(x: np.ndarray, means: np.ndarray, kind: str) -> np.ndarray:
    """Find the nearest mean image, `(n,)`; a thousand images at a time, to save memory."""
    parts = [DISTANCES[kind](x[i : i + 1000], means) for i in range(0, len(x), 1000)]
    return np.concatenate(parts).argmin(axis=1)


def auc(scores: np.ndarray, is_positive: np.ndarray) -> float:
    """The share of pairs, one positive and one not, in which the positive has the higher score."""
    positives, others = is_positive.sum(), (~is_positive).sum()
    ranks = rankdata(scores)[is_positive].sum()
    return (ranks - positives * (positives + 1) / 2) / (positives * others)


def learn_weights(
    x: np.ndarray, is_eight: np.ndarray, rng: np.random.Generator, steps: int
) -> list[np.ndarray]:
    """Learn weights and a bias for "this is an 8" by steps against the gradient of the loss."""

    def loss(parameters, x, target):
        weights, bias = parameters
        score = ops.sum(x * weights, axis=1) + bias
        return ops.mean(ops.binary_crossentropy(target, score, from_logits=True))

    loss_and_gradients = value_and_grad(loss, compiled=True)
    parameters = [np.zeros(x.shape[1], "float32"), np.zeros((), "float32")]
    for _ in range(steps):
        batch = rng.integers(len(x), size=256)
        target = is_eight[batch].astype("float32")
        _, gradients = loss_and_gradients(parameters, x[batch], target)
        parameters = [p - 0.5 * g for p, g in zip(parameters, gradients, strict=True)]
    return parameters


def run(context: Context) -> None:
    """Compare distances on 3 against 7 and on all ten digits, then weights for the 8."""
    tell_three_from_seven(context)
    tell_all_ten(context)
    score_eights(context)


def flatten(images: np.ndarray) -> np.ndarray:
    """Make a row of pixels of each image, `(n, pixels)`."""
    return images.reshape(len(images), -1)


def tell_three_from_seven(context: Context) -> None:
    """Two mean images, two distances; and one 3 in detail."""
    data = context.load_digits("3", "7")
    means = mean_images(flatten(data.x_train), data.y_train)
    context.record_array("means_3_7", means)
    digits = context.load_digits()  # the book's one 3 is training image 10,000 of MNIST
    threes = flatten(digits.x_train[10_000:] if digits.name == "mnist" else data.x_train)
    for kind in DISTANCES:
        right = classify(flatten(data.x_test), means, kind) == data.y_test
        of_threes, of_sevens = (right[data.y_test == label].mean() for label in (0, 1))
        shares = {"of_threes": of_threes, "of_sevens": of_sevens}
        shares["mean"] = (of_threes + of_sevens) / 2
        for name, share in shares.items():
            label = f"{kind}, 3 or 7: share read right, {name.replace('_', ' the ')}"
            context.old_number(f"{kind.lower()}_{name}", share, label, data=data)
        for digit, distance in zip("37", DISTANCES[kind](threes[:1], means)[0], strict=True):
            label = f"{kind} distance of one 3 from the mean {digit}"
            context.old_number(f"a_3_{kind.lower()}_to_{digit}", distance, label, data=data)


def tell_all_ten(context: Context) -> None:
    """Ten mean images; the more classes, the more of them look alike."""
    data = context.load_digits()
    means = mean_images(flatten(data.x_train), data.y_train)
    context.old_figure(
        "mean-images",
        figures.draw_images(means.reshape(-1, *data.input_shape[:2]), data.class_names),
        alt="Ten blurred digits, 0 to 9, each the average of all training images of its class.",
        caption=f"The mean image of each class, over {len(data.x_train):,} training images.",
        arrays={"means": means},
    )
    right = {kind: classify(flatten(data.x_test), means, kind) == data.y_test for kind in DISTANCES}
    for kind in DISTANCES:
        label = f"{kind}, ten digits: share read right"
        context.old_number(f"{kind.lower()}_of_ten", right[kind].mean(), label, data=data)
    rows = [
        (name, *(right[kind][data.y_test == label].mean() for kind in DISTANCES))
        for label, name in enumerate(data.class_names)
    ]
    title = f"Share of the test images read right, digit by digit ({data.name})"
    context.old_table("by_digit", title, ["digit", *DISTANCES], rows)


def score_eights(context: Context) -> None:
    """Three choices of weights for "this is an 8", judged by how well their scores sort."""
    data = context.load_digits()
    x_train, eights = flatten(data.x_train), data.y_train == 8
    context.note("Learning the weights of an 8")
    steps = 200 if context.quick else 1000
    learned, bias = learn_weights(x_train, eights, context.make_rng(), steps)
    context.record_weights("learned", {"weights": learned, "bias": bias})
    mean_8 = x_train[eights].mean(axis=0)
    weights = {"mean": mean_8, "contrast": mean_8 - x_train.mean(axis=0), "learned": learned}
    titles = ["mean image of the 8s", "contrast with the mean of all", "learned weights"]
    scores = {name: flatten(data.x_test) @ w for name, w in weights.items()}
    for (name, values), title in zip(scores.items(), titles, strict=True):
        value = auc(values, data.y_test == 8)
        context.old_number(f"auc_{name}", value, f"8 or not: AUC by the {title}", data=data)
    for name, value in (("lowest", scores["mean"].min()), ("highest", scores["mean"].max())):
        label = f"8 or not: {name} score by the mean image of the 8s"
        context.old_number(f"score_{name}", value, label, data=data, format=".1f")
    maps = [w.reshape(data.input_shape[:2]) for w in weights.values()]
    context.old_figure(
        "weight-maps",
        figures.draw_signed_images(maps, titles, unit="weight of a pixel", shared_scale=False),
        alt="Three maps of pixel weights for the digit 8: an all-positive blurred 8; a pattern "
        "with positive and negative areas; and learned weights, which are patchy.",
        caption="Orange pixels speak for an 8, purple ones against it. The mean image has no pixel "
        "that speaks against it.",
        arrays={f"weights_{name}": w for name, w in weights.items()},
    )
    draw_scores(context, scores, data.y_test == 8, titles)


def draw_scores(context, scores, is_eight, titles) -> None:
    """How the scores of the 8s lie among those of the others."""
    xlabel = "score (standard deviations)"
    figure, panels = figures.new_panels(titles, xlabel, "share of the images", share=True)
    arrays = {"score_bins": np.linspace(-4, 5, 37 if len(is_eight) > 1000 else 19)}
    for axes, (name, values) in zip(panels, scores.items(), strict=True):
        values = (values - values.mean()) / values.std()
        for label, chosen in (("others", ~is_eight), ("8s", is_eight)):
            share = np.histogram(values[chosen], arrays["score_bins"])[0] / chosen.sum()
            arrays[f"share_{name}_{label}"] = share
            figures.draw_steps(axes, arrays["score_bins"], share, label)
        axes.legend(title=f"AUC {context.numbers[f'auc_{name}'].value:.3f}", frameon=False)
    context.old_figure(
        "scores",
        figure,
        alt="Histograms of the scores of the 8s and of the other digits, for the three choices of "
        "weights; the overlap shrinks from left to right.",
        caption="The less the two overlap, the better the weights tell an 8 from the rest.",
        arrays=arrays,
    )
