"""Softmax and cross-entropy: from any numbers to probabilities, and what a wrong one costs.

The last layer of a classifier puts out one number for each class, a **logit**: any number at all.
This lesson turns logits into probabilities, probabilities into a loss, and the loss into the
simplest gradient there is; and it corrects the formulas that are often copied wrongly.

## The idea

**Softmax** makes probabilities of logits `z`: positive numbers that sum to 1.

    softmax(z)_i = exp(z_i) / sum over j of exp(z_j)

The exponential makes everything positive, and it favours the largest: one more in the logit is
2.718 times more in the share. Adding a constant to all logits changes nothing, since it cancels.
That also makes it safe to compute: subtract the largest logit first, and nothing overflows.

For two classes softmax is the **sigmoid** of the difference of the logits:
`1 / (1 + exp(-(z_0 - z_1)))`. A sigmoid lies strictly between 0 and 1. In a computer's float32 it
does reach 0 and 1, and then the next step, a logarithm, yields infinity.

**Cross-entropy** (also: log loss, negative log-likelihood) looks only at the probability p that was
given to the true class, and charges `-log(p)`: nothing for certainty, 0.69 for an even bet, more
and more for confident mistakes. The logarithm is the natural one, and the minus sign matters:
without it training would make the model as wrong as it can be.

Put together, the gradient of the loss with respect to the logits is

    probabilities - truth        (truth: 1 for the true class, 0 for the others)

That is why libraries want **logits** and do both steps in one (`from_logits=True`): it never takes
the logarithm of 0, and its gradient never dies.

## What to look at

- The notes' formula for softmax beside the right one: "probabilities" of 5.63 and 2.48.
- Two pictures with the same softmax and different sigmoids: softmax says which class is likeliest
  of these, a sigmoid for each class says whether any of them is there.
- The cost of a mistake: by the natural logarithm, and by the spreadsheet's logarithm to base 10.

## Sources

- fastbook, chapter 5, notebook `05_pet_breeds.ipynb`, cells 52 to 98: six rows of two logits.
- fast.ai, *Practical Deep Learning for Coders* v3, `files/xl/entropy_example.xlsx`: five logits.
- fast.ai v2, lesson 1 and `lesson6-sgd.ipynb`: the binary loss of four predictions.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

BOOK = "fastbook `05_pet_breeds`"
_CLASS_0 = (0.6734, 0.4689, -2.2457, 4.4164, 0.9233, 1.0698)
_CLASS_1 = (0.2576, 0.4607, -0.3727, -1.2760, 0.5347, 1.6187)
LOGITS = np.stack([_CLASS_0, _CLASS_1], axis=1)
TARGETS = np.array([0, 1, 0, 1, 1, 0])
FIVE = np.array([0.022, -2.488, -1.751, 2.070, 1.250])
ROW_LOSSES = (0.5067, 0.6973, 2.0160, 5.6958, 0.9062, 1.0048)
SHARES = (0.6025, 0.5021, 0.1332, 0.9966, 0.5959, 0.3661)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis; the largest logit is taken off, so nothing overflows."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), by the form that does not overflow on either side."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1, small) / (1 + small)


def cross_entropy(logits, truth) -> float:
    """The mean of -log(softmax) of the true class, from logits; truth (n, classes) of 0 and 1."""
    shifted = logits - ops.max(logits, axis=-1, keepdims=True)
    log_shares = shifted - ops.log(ops.sum(ops.exp(shifted), axis=-1, keepdims=True))
    return -ops.sum(truth * log_shares) / logits.shape[0]


def run(context: Context) -> None:
    """The book's six rows; the notes' formula; two pictures; what mistakes cost; the gradient."""
    score_rows(context)
    compare_formulas(context)
    price_mistakes(context)
    check_gradient(context)


def score_rows(context: Context) -> None:
    """Six rows of two logits: shares, and the loss of each row."""
    shares = softmax(LOGITS)
    losses = -np.log(shares[np.arange(6), TARGETS])
    difference = sigmoid(LOGITS[:, 0] - LOGITS[:, 1])
    for i in range(6):
        label = f"Row {i}: probability of class 0"
        context.old_number(f"share_{i}", shares[i, 0], label, format=".4f")
        context.old_number(f"loss_{i}", losses[i], f"Row {i}: loss", format=".4f")
    context.old_number("mean_loss", losses.mean(), "Mean loss of the six rows", format=".4f")
    rows = [
        (f"{a:.4f}, {b:.4f}", shares[i, 0], difference[i], str(TARGETS[i]), losses[i])
        for i, (a, b) in enumerate(LOGITS)
    ]
    columns = ["logits", "softmax, class 0", "sigmoid of the difference", "truth", "loss"]
    context.old_table("rows", "Six rows of two logits", columns, rows)


def compare_formulas(context: Context) -> None:
    """The notes' softmax, and two pictures that softmax cannot tell apart."""
    notes = np.exp(FIVE) / (1 + np.exp(FIVE.sum()))
    columns = {"softmax": softmax(FIVE), "notes' formula": notes, "sigmoid": sigmoid(FIVE)}
    # The spreadsheet's second picture has the same logits, shifted.
    other = FIVE - 1.4428
    columns |= {"softmax, shifted": softmax(other), "sigmoid, shifted": sigmoid(other)}
    rows = [(f"{z:.3f}", *cells) for z, *cells in zip(FIVE, *columns.values(), strict=True)]
    rows.append(("sum", *(column.sum() for column in columns.values())))
    context.old_table("five", "Five logits, and the same less 1.4428", ["logit", *columns], rows)
    context.old_number("sum_of_notes", notes.sum(), "Sum of the notes' five shares")
    context.old_number("sum_of_softmax", softmax(FIVE).sum(), "Sum of softmax's five shares")


def price_mistakes(context: Context) -> None:
    """-log(p), the binary loss of four predictions, and where float32 ends."""
    y, p = np.array([1, 0, 0, 1]), np.array([0.9, 0.1, 0.2, 0.8])
    signed = np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    context.old_number("binary_loss", -signed, "Binary loss of four predictions", format=".6f")
    context.old_number("without_minus", signed, "... without the minus sign", format=".6f")
    context.old_number("even_bet", -np.log(0.5), "Cost of an even bet, p = 0.5", format=".4f")
    rounded = float(sigmoid(np.float32(20)))
    context.old_number("sigmoid_of_20", rounded, "sigmoid(20) in float32", format=".8f")
    with np.errstate(divide="ignore"):
        lost = -np.log(np.float32(1) - np.float32(rounded))
    context.old_number("loss_by_probability", lost, "Loss at logit 20, truth 0, by probability")
    kept = value_and_grad(cross_entropy)(np.float32([[20, 0]]), np.float32([[0, 1]]))[0]
    context.old_number("loss_by_logits", kept, "Loss at logit 20, truth 0, by logits")
    figure, axes = figures.new_axes("probability given to the true class", "cost")
    grid = np.linspace(0.002, 1, 500)
    curves = {"-log(p)": -np.log(grid), "-log10(p), the spreadsheet's slip": -np.log10(grid)}
    figures.plot_series(axes, grid, curves)
    axes.plot([0.5], [np.log(2)], "o", color=figures.BLACK)
    axes.annotate("an even bet, 0.69", (0.5, np.log(2)), (8, 6), textcoords="offset points")
    context.old_figure(
        "cost",
        figure,
        alt="Cost over the probability given to the truth: it rises slowly from 0 at 1 to 0.69 at "
        "one half, then steeply towards infinity at 0; by base 10 it is 2.3 times lower.",
        caption="A confident mistake costs more than many even bets.",
        arrays={"p": grid, "cost": -np.log(grid)},
    )


def check_gradient(context: Context) -> None:
    """The gradient by the backend is (probabilities - truth) / n; and nothing overflows."""
    rng = context.make_rng()
    logits = rng.normal(0, 3, size=(40, 10)).astype("float32")
    truth = np.eye(10, dtype="float32")[rng.integers(0, 10, 40)]
    loss_and_gradient = value_and_grad(cross_entropy)
    loss, gradient = loss_and_gradient(logits, truth)
    apart = np.abs(gradient - (softmax(logits) - truth) / len(logits)).max()
    label = "Largest gap of gradient and (probabilities - truth) / n"
    context.old_number("gradient_gap", apart, label)
    far, far_gradient = loss_and_gradient(np.float32([[1e4, -1e4]]), np.float32([[0, 1]]))
    context.old_number("loss_at_10000", far, "Loss at logits 10,000 and -10,000, wrong class")
    arrays = {"logits": logits, "truth": truth, "gradient": gradient, "loss": loss}
    for name, array in (arrays | {"far_gradient": far_gradient}).items():
        context.record_array(name, array)
