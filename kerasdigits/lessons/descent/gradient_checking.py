"""Gradient checking: three ways to one slope, and a spreadsheet corrected.

Training turns every parameter a little in the direction that lowers the loss. Everything hangs on
one number for each parameter: its **gradient**, the slope of the loss. This lesson computes it in
three ways that must agree, first for two parameters in a row of a spreadsheet, then for a network.

## The idea

A line `a x + b` predicts `y`. For the row x = 14, y = 58 and the start a = b = 1 it predicts 15, so
the error is -43 and the loss, the squared error, is 1849. How does the loss change with a and b?

- **Finite differences** need no mathematics. Add a little `h` to one parameter, compute the loss
  again, divide the change by `h`. This is the *forward difference* `(f(b + h) - f(b)) / h`. The
  *central difference* `(f(b + h) - f(b - h)) / 2h` looks both ways and is much more accurate.
- **Calculus** gives a formula: `d loss / db = 2 (prediction - y)`, and by the chain rule
  `d loss / da = 2 (prediction - y) x`.
- **Automatic differentiation** (backpropagation) applies the chain rule to the program itself. It is
  what TensorFlow, JAX and PyTorch do, exactly, for millions of parameters at the price of about
  two runs of the program; finite differences would need a run for each parameter.

The forward difference is wrong by `h f''/ 2` in first order. For the squared error that is exact:
the error is `h` for b and `h x**2` = 1.96 for a. The central difference of a parabola has no error.

A step *against* the gradient lowers the loss: `new b = b - learning rate * gradient`. That is why
the sign matters. With the wrong sign the same step climbs.

Who wants the gradients of several batches *added* may add them. PyTorch does so by itself until it
is told `zero_grad()`; forgotten, the second step is twice too long and the third three times.

## What to look at

- The row of the spreadsheet, beside what the notes say: two signs are lost, and one cell belongs to
  another formula.
- The error over `h`: the forward difference falls with slope 1, the central one with slope 2, until
  round-off makes both rise again. There is a best `h`, and it is not the smallest.
- How slow it is: a and b are so unlike in scale (condition number 8,490) that a thousand rounds
  through the 29 rows do not bring b from 1 to 30.

## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, lesson 5, with its spreadsheet `graddesc.xlsm`;
  the notes are those of a GitHub issue on that lesson.
- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`: the gradients of
  squares, and gradients that add up.
- The condition number and the two thousand rounds were computed again for this course.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons import figures
from kerasdigits.lessons.claims import Claim, Reference
from kerasdigits.lessons.context import Context

SHEET = "spreadsheet `graddesc.xlsm`"
OURS = "computed again for this course"
NOTES = "notes on fastai v3, lesson 5"
# The 29 values of x in the spreadsheet; y = 2 x + 30.
SHEET_X = np.array(
    [14, 86, 28, 51, 28, 29, 72, 62, 84, 15, 42, 62, 47, 35, 9, 38, 44, 99, 13, 21, 28, 20, 8, 64]
    + [99, 70, 27, 17, 8],
    dtype="float64",
)
NOTES_SAY = {
    "prediction": "15",
    "loss": "1,849.00",
    "loss_b": "1,848.14",
    "forward_b": "85.99",
    "loss_a": "1,836.1225",
    "forward_a": "1,202.04",
    "gradient_b": "-86.00",
    "gradient_a": "-1,204",
    "new_a": "1.12",
    "new_b": "1.01",
}
REFERENCES = (
    Reference("prediction", 15, 1e-9, SHEET, quick=True),
    Reference("loss", 1849, 1e-9, SHEET, quick=True),
    Reference("loss_b", 1848.1401, 1e-6, OURS, quick=True),
    Reference("forward_b", -85.99, 1e-6, OURS, quick=True),
    Reference("loss_a", 1836.9796, 1e-6, OURS, quick=True),
    Reference("forward_a", -1202.04, 1e-6, OURS, quick=True),
    Reference("gradient_b", -86, 1e-9, SHEET, quick=True),
    Reference("gradient_a", -1204, 1e-9, SHEET, quick=True),
    Reference("new_a", 1.1204, 1e-9, OURS, quick=True),
    Reference("new_b", 1.0086, 1e-9, OURS, quick=True),
    Reference("slope_of_square", 6, 1e-6, "fastbook `04_mnist_basics`, cell 126", quick=True),
    Reference("a_after_1", 2.6131, 5e-5, OURS, quick=True),
    Reference("b_after_1", 1.0715, 5e-5, OURS, quick=True),
    Reference("b_after_1000", 25.95, 5e-3, OURS),
    Reference("b_after_2000", 29.43, 5e-3, OURS),
    Reference("condition", 8490, 0.5, OURS, quick=True),
)
CLAIMS = (
    Claim(
        "1a",
        NOTES,
        "The estimated gradients are 85.99 and 1,202.04.",
        "Both are negative: the loss falls when b or a grows. With the sign of the notes a step "
        "would climb.",
        "{forward_b:.2f} and {forward_a:.2f}",
    ),
    Claim(
        "1a",
        NOTES,
        "The loss with a little more a is 1,836.1225, by `((intercept + 0.01) x + slope) - y`.",
        "It is `((slope + 0.01) x + intercept - y)**2`. The notes' number is 42.85 squared, that "
        "is 1.01 times (14 + 1): the intercept was multiplied too.",
        "{loss_a:.4f}",
    ),
    Claim(
        "1a",
        NOTES,
        '"Keep on doing this until completing one epoch. This is REALLY slow."',
        "One epoch brings a near its value and hardly moves b. Slow is the way after it, because "
        "the two directions differ so much in steepness.",
        "After 1 epoch a = {a_after_1:.4f}, b = {b_after_1:.4f}; the condition number is "
        "{condition:,.0f}",
    ),
)


def fill_row(x: float, y: float, a: float, b: float, h: float, learning_rate: float) -> dict:
    """Fill one row of the spreadsheet: the line a x + b, the squared error, two slopes, a step."""
    prediction = a * x + b
    loss = (prediction - y) ** 2
    loss_b = (a * x + (b + h) - y) ** 2
    loss_a = ((a + h) * x + b - y) ** 2
    gradient_b = 2 * (prediction - y)
    gradient_a = gradient_b * x
    return {
        "prediction": prediction,
        "loss": loss,
        "loss_b": loss_b,
        "forward_b": (loss_b - loss) / h,
        "loss_a": loss_a,
        "forward_a": (loss_a - loss) / h,
        "gradient_b": gradient_b,
        "gradient_a": gradient_a,
        "new_a": a - learning_rate * gradient_a,
        "new_b": b - learning_rate * gradient_b,
    }


def take_central(function, parameters: np.ndarray, h: float) -> np.ndarray:
    """Estimate the gradient by central differences, one parameter after the other."""
    slopes = np.empty_like(parameters)
    for i in range(len(parameters)):
        step = np.zeros_like(parameters)
        step[i] = h
        slopes[i] = (function(parameters + step) - function(parameters - step)) / (2 * h)
    return slopes


def take_forward(function, parameters: np.ndarray, h: float) -> np.ndarray:
    """Estimate the gradient by forward differences."""
    start = function(parameters)
    return np.array([(function(parameters + h * e) - start) / h for e in np.eye(len(parameters))])


def run(context: Context) -> None:
    """The row, by hand and by the backend; squares; a network; the slow way to the end."""
    check_row(context)
    check_squares(context)
    check_network(context)
    fit_sheet(context)


def check_row(context: Context) -> None:
    """The spreadsheet's first row, and what automatic differentiation says of it."""
    x, y, a, b, h = 14.0, 58.0, 1.0, 1.0, 0.01
    row = fill_row(x, y, a, b, h, learning_rate=1e-4)
    labels = {
        "prediction": "prediction a x + b",
        "loss": "squared error",
        "loss_b": "squared error with b + 0.01",
        "forward_b": "forward difference for b",
        "loss_a": "squared error with a + 0.01",
        "forward_a": "forward difference for a",
        "gradient_b": "d loss / db, by calculus",
        "gradient_a": "d loss / da, by calculus",
        "new_a": "a after a step",
        "new_b": "b after a step",
    }
    for name, value in row.items():
        context.record_number(name, value, labels[name], format=".4f")
    rows = [(labels[name], NOTES_SAY[name], f"{value:,.4f}") for name, value in row.items()]
    context.record_table("row", "The row x = 14, y = 58", ["cell", "the notes say", "here"], rows)

    def loss(parameters, x, y):
        return (parameters["a"] * x + parameters["b"] - y) ** 2

    _, automatic = value_and_grad(loss)({"a": a, "b": b}, x, y)
    start = np.array([a, b])
    central = take_central(lambda p: (p[0] * x + p[1] - y) ** 2, start, h)
    ways = [
        ("calculus", row["gradient_a"], row["gradient_b"]),
        ("automatic differentiation", automatic["a"], automatic["b"]),
        ("central difference, h = 0.01", *central),
        ("forward difference, h = 0.01", row["forward_a"], row["forward_b"]),
    ]
    cells = [(way, f"{float(da):.4f}", f"{float(db):.4f}") for way, da, db in ways]
    columns = ["way", "d loss / da", "d loss / db"]
    context.record_table("ways", "One slope in four ways", columns, cells)
    context.record_array("ways", np.array([way[1:] for way in ways], "float64"))


def check_squares(context: Context) -> None:
    """fastbook's x**2 at 3, the sum of squares, and gradients that add up."""
    square = value_and_grad(lambda x: x**2)
    _, slope = square(3.0)
    context.record_number("slope_of_square", slope, "Slope of x**2 at 3")
    total, slopes = value_and_grad(lambda x: ops.sum(x**2))(np.float32([3, 4, 10]))
    added = np.cumsum([square(3.0)[1] for _ in range(3)])
    rows = [
        ("sum of squares of 3, 4, 10", f"{total:.0f}"),
        ("its gradient", ", ".join(f"{value:.0f}" for value in slopes)),
        ("slope of x**2 at 3, added up over three calls", ", ".join(f"{v:.0f}" for v in added)),
    ]
    context.record_table("squares", "Squares", ["what", "value"], rows)
    context.record_array("slopes_of_squares", slopes)


def check_network(context: Context) -> None:
    """A network with 2 layers: differences with many h, against the backend's own gradient."""
    rng = context.make_rng(1)
    x, y = rng.normal(size=(16, 3)), rng.normal(size=16)
    shapes = {"w1": (3, 5), "b1": (5,), "w2": (5,)}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    flat = np.concatenate([weights[name].ravel() for name in shapes])

    def loss(w, x, y):
        error = ops.tanh(x @ w["w1"] + w["b1"]) @ w["w2"] - y
        return error @ error / len(y)

    def evaluate(parameters):
        w1, b1, w2 = np.split(parameters, [15, 20])
        error = np.tanh(x @ w1.reshape(3, 5) + b1) @ w2 - y
        return error @ error / len(y)

    _, gradients = value_and_grad(loss)(weights, x, y)
    automatic = np.concatenate([gradients[name].ravel() for name in shapes])
    steps = 10.0 ** np.arange(-12, 0.01, 0.25)
    errors = {
        "forward difference": [take_forward(evaluate, flat, h) - automatic for h in steps],
        "central difference": [take_central(evaluate, flat, h) - automatic for h in steps],
    }
    largest = {label: np.abs(error).max(axis=1) for label, error in errors.items()}
    best = np.abs(take_central(evaluate, flat, 1e-5) - automatic).max()
    label = "Largest gap of backpropagation and central differences, 25 weights"
    context.record_number("gap_of_network", best, label, format=".1e")
    figure, axes = figures.new_axes("h, the step of the difference", "largest error of a slope")
    figures.plot_series(axes, steps, largest)
    axes.set(xscale="log", yscale="log")
    context.record_figure(
        "error-over-h",
        figure,
        alt="Error over h on logarithmic axes: two lines fall towards smaller h, the central one "
        "twice as steeply, and both rise again where round-off takes over.",
        caption="From the right: the error falls like h (forward) and like h squared (central), "
        "until the losses are so close that rounding eats their difference.",
        arrays={"h": steps, "error_forward": largest["forward difference"]}
        | {"error_central": largest["central difference"]},
    )
    context.record_weights("network", weights)
    for name, array in (("x", x), ("y", y), ("network_gradient", automatic)):
        context.record_array(name, array)


def fit_sheet(context: Context) -> None:
    """A step for each row, round after round: b creeps."""
    epochs = 200 if context.quick else 2000
    y = 2 * SHEET_X + 30
    a, b, path = 1.0, 1.0, []
    for _ in range(epochs):
        for x_row, y_row in zip(SHEET_X, y, strict=True):
            gradient = 2 * (a * x_row + b - y_row)
            a, b = a - 1e-4 * gradient * x_row, b - 1e-4 * gradient
        path.append((a, b))
    path = np.array(path)
    context.record_number("a_after_1", path[0, 0], "a after 1 epoch (true: 2)", format=".4f")
    for epoch in (1, 1000, 2000):
        if epoch <= epochs:
            label = f"b after {epoch:,} epochs (true: 30)"
            context.record_number(f"b_after_{epoch}", path[epoch - 1, 1], label, format=".4f")
    design = np.stack([SHEET_X, np.ones_like(SHEET_X)], axis=1)
    condition = np.linalg.cond(design.T @ design)
    context.record_number("condition", condition, "Steepest over flattest curvature", format=",.0f")
    figure, axes = figures.new_axes("epoch (rounds through 29 rows)", "parameter")
    curves = {"a, slope (true: 2)": path[:, 0], "b, intercept (true: 30)": path[:, 1]}
    figures.plot_series(axes, np.arange(1, epochs + 1), curves)
    context.record_figure(
        "slow-intercept",
        figure,
        alt="Two curves over the epochs: a is near 2 at once, b creeps from 1 towards 30.",
        caption="The same rate for both: a arrives in the first round, b needs thousands.",
        arrays={"path": path},
    )
