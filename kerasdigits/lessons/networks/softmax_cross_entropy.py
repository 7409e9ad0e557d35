r"""Softmax and cross-entropy: from any numbers to probabilities, and what a wrong one costs.

The last layer of a classifier puts out one number for each class, a **logit**: any number at all.
This lesson turns logits into probabilities, probabilities into a loss, and the loss into the
simplest gradient there is; and it corrects the formulas that are often copied wrongly.

## The idea

**Softmax** makes probabilities $p$ of logits $z$: positive numbers that sum to 1.

$$p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$

**Cross-entropy** (also: log loss, negative log-likelihood) looks only at the probability that was
given to the true class $y$, and charges $L = -\log(p_y)$.

Put together, the gradient with respect to the logits is the probabilities less the truth $t$, which
is 1 for the true class and 0 for the others:

$$\frac{\partial L}{\partial z_i} = p_i - t_i$$

## What to look at

- The notes' formula for softmax beside the right one: "probabilities" of 5.63 and 2.48.
- Two pictures with the same softmax and different sigmoids: softmax says which class is likeliest
  of these, a sigmoid for each class says whether any of them is there.
- A loss that is infinite when computed from the probability, and 20 from the logit.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.networks import softmax_cross_entropy_plots as plots

"""
## Softmax

The exponential makes everything positive, and it favours the largest: one more in a logit, and its
share grows 2.718-fold beside each of the others. Adding a constant to all logits changes nothing,
since it cancels. That also makes it safe to compute: subtract the largest logit first, and nothing
overflows.
"""


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


r"""
## Sigmoid

For two classes softmax is the **sigmoid** of the difference of the logits,

$$p_0 = \frac{1}{1 + e^{-(z_0 - z_1)}}$$

Written like that, `exp` overflows for a large negative number; the
form below takes the exponential of negative numbers only.
"""


def sigmoid(logits: np.ndarray | np.floating) -> np.ndarray:
    """1 / (1 + exp(-z)), by the form that does not overflow on either side."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1, small) / (1 + small)


"""
## Six rows of two logits

The book's example: a last layer with two outputs, for six images. We compute the probability of
class 0 in both ways, and then the loss of each row, `-log` of the probability that was given to the
true class. Look at row 3: the model was sure of class 0, and the truth was class 1.
"""

LOGITS = np.array(
    [
        [0.6734, 0.2576],
        [0.4689, 0.4607],
        [-2.2457, -0.3727],
        [4.4164, -1.2760],
        [0.9233, 0.5347],
        [1.0698, 1.6187],
    ]
)
TARGETS = np.array([0, 1, 0, 1, 1, 0])


def score_rows(context: Context) -> None:
    """The probabilities and the loss of each of the book's rows."""
    shares = softmax(LOGITS)
    by_sigmoid = sigmoid(LOGITS[:, 0] - LOGITS[:, 1])
    losses = -np.log(shares[np.arange(len(TARGETS)), TARGETS])
    plots.tabulate_rows(context, LOGITS, TARGETS, shares[:, 0], by_sigmoid, losses)


"""
## A formula that is often copied wrongly

Some notes divide by `1 + exp(sum of z)` instead of the sum of the exponentials. What comes out does
not sum to 1, and "probabilities" of 5.63 and 2.48 give it away.

The five logits are those of a spreadsheet for a picture with a cat, a dog, a plane, a fish or a
building. Its second picture has the same logits, shifted by a constant. Softmax cannot tell the two
apart. A sigmoid for each class can: it is what to take where a picture may show several things, or
none.
"""

FIVE = np.array([0.022, -2.488, -1.751, 2.070, 1.250])
SHIFT = 1.4428


def compare_formulas(context: Context) -> None:
    """The notes' softmax, and two pictures that softmax cannot tell apart."""
    by_notes = np.exp(FIVE) / (1 + np.exp(FIVE.sum()))
    columns = {
        "softmax": softmax(FIVE),
        "notes' formula": by_notes,
        "sigmoid": sigmoid(FIVE),
        "softmax, shifted": softmax(FIVE - SHIFT),
        "sigmoid, shifted": sigmoid(FIVE - SHIFT),
    }
    plots.tabulate_formulas(context, FIVE, columns, shift=SHIFT)
    context.record_numbers(sum_of_notes=by_notes.sum(), sum_of_softmax=softmax(FIVE).sum())


r"""
## What a mistake costs

$-\log(p)$ charges nothing for certainty, 0.69 for an even bet, and more and more for confident
mistakes. The logarithm is the natural one, and the minus sign matters: without it training would
make the model as wrong as it can be.

With two classes and one probability, p for class 1 and `1 - p` for class 0, the same loss is called
the *binary* cross-entropy. Of the two terms below, one is always 0.
"""


def binary_cross_entropy(y: np.ndarray, p: np.ndarray) -> float:
    """The mean cost of probabilities p of class 1; y is 0 or 1."""
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def price_mistakes(context: Context) -> None:
    """The binary loss of four predictions, and the cost of an even bet."""
    loss = binary_cross_entropy(y=np.array([1, 0, 0, 1]), p=np.array([0.9, 0.1, 0.2, 0.8]))
    context.record_numbers(binary_loss=loss, without_minus=-loss, even_bet=-np.log(0.5))


"""
## Why a loss wants logits

A sigmoid lies strictly between 0 and 1. In a computer's float32 it does reach 0 and 1, and then the
next step, a logarithm, yields infinity. That is why libraries want **logits** and do both steps in
one: `keras.losses.CategoricalCrossentropy(from_logits=True)`. The logarithm of softmax is a logit
less the logarithm of the sum of the exponentials, so nobody takes the logarithm of 0, and the
gradient never dies.
"""


def cross_entropy(logits, truth) -> Tensor:
    """The mean of -log(softmax) of the true class, from logits; truth (n, classes) of 0 and 1."""
    shifted = logits - ops.max(logits, axis=-1, keepdims=True)
    log_shares = shifted - ops.log(ops.sum(ops.exp(shifted), axis=-1, keepdims=True))
    return -ops.sum(truth * log_shares) / logits.shape[0]


def lose_a_logarithm(context: Context) -> None:
    """A confident mistake in float32: by the probability, and by the logits."""
    probability = np.float32(sigmoid(np.float32(20)))
    with np.errstate(divide="ignore"):
        by_probability = -np.log(np.float32(1) - probability)
    loss_and_gradient = value_and_grad(cross_entropy)
    by_logits, _ = loss_and_gradient(np.array([[20, 0]], "float32"), np.array([[0, 1]], "float32"))
    context.record_numbers(
        sigmoid_of_20=probability,
        loss_by_probability=by_probability,
        loss_by_logits=by_logits,
    )
    plots.plot_cost(context)


"""
## The simplest gradient there is

Probabilities less truth: a class that got 0.3 too much is pushed down by 0.3. We let the backend
find the gradient by the chain rule, for forty images and ten classes, and compare. Then logits of
10,000 and -10,000, where any `exp` would overflow: the loss is 20,000 and the gradient is 1 and -1,
as strong as a gradient of this loss can be.
"""


def check_gradient(context: Context) -> None:
    """The gradient by the backend is (probabilities - truth) / n; and nothing overflows."""
    rng = context.make_rng()
    logits = rng.normal(0, 3, size=(40, 10)).astype("float32")
    truth = np.eye(10, dtype="float32")[rng.integers(0, 10, 40)]
    loss_and_gradient = value_and_grad(cross_entropy)
    loss, gradient = loss_and_gradient(logits, truth)
    by_formula = (softmax(logits) - truth) / len(logits)
    far = np.array([[1e4, -1e4]], "float32")
    far_loss, far_gradient = loss_and_gradient(far, np.array([[0, 1]], "float32"))
    context.record_numbers(
        gradient_gap=np.abs(gradient - by_formula).max(),
        loss_at_10000=far_loss,
    )
    arrays = {"logits": logits, "truth": truth, "loss": loss, "gradient": gradient}
    for name, array in (arrays | {"far_gradient": far_gradient}).items():
        context.record_array(name, array)


def run(context: Context) -> None:
    """The book's six rows; the notes' formula; what mistakes cost; the gradient."""
    score_rows(context)
    compare_formulas(context)
    price_mistakes(context)
    lose_a_logarithm(context)
    check_gradient(context)


"""
## Sources

- fastbook, chapter 5, notebook `05_pet_breeds.ipynb`, cells 52 to 98: six rows of two logits.
- fast.ai, *Practical Deep Learning for Coders* v3, `files/xl/entropy_example.xlsx`: five logits.
- fast.ai v2, lesson 1 and `lesson6-sgd.ipynb`: the binary loss of four predictions.
"""
