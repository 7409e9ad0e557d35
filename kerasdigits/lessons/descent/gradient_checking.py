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
- **Automatic differentiation** (backpropagation) applies the chain rule to the program itself:
  exactly, for millions of parameters, at the price of a few runs of the program. Finite differences
  need a run for each parameter.

The forward difference is wrong by `h f'' / 2` in first order. For the squared error that is exact:
the error is `h` for b and `h x**2` = 1.96 for a. The central difference of a parabola has no error.

A step *against* the gradient lowers the loss: `new b = b - learning rate * gradient`. That is why
the sign matters. With the wrong sign the same step climbs.

PyTorch *adds* the gradients of successive calls until it is told `zero_grad()`. Where that is
forgotten, the second step is about twice as long as it should be, and the third three times.

## What to look at

- The row of the spreadsheet, beside what the notes say: two signs are lost, one cell is wrong.
- The error over `h`: the forward difference falls with slope 1, the central one with slope 2, until
  round-off makes both rise again. There is a best `h`, and it is not the smallest.
- How slow it is: a thousand rounds through the 29 rows do not bring b from 1 to 30, because a and b
  are so unlike in scale (condition number 8,490).

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
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.excel_line import make_excel_line

SHEET = "`graddesc.xlsm`, or its formula"
OURS = "computed again for this course"
NOTES = "notes on fastai v3, lesson 5"
# What each cell of the row is, what the notes say, and what it must be.
CELLS = {
    "prediction": ("prediction a x + b", "15", 15),
    "loss": ("squared error", "1,849.00", 1849),
    "loss_b": ("squared error with b + 0.01", "1,848.14", 1848.1401),
    "forward_b": ("forward difference for b", "85.99", -85.99),
    "loss_a": ("squared error with a + 0.01", "1,836.1225", 1836.9796),
    "forward_a": ("forward difference for a", "1,202.04", -1202.04),
    "gradient_b": ("d loss / db, by calculus", "-86.00", -86),
    "gradient_a": ("d loss / da, by calculus", "-1,204", -1204),
    "new_a": ("a after a step", "1.12", 1.1204),
    "new_b": ("b after a step", "1.01", 1.0086),
}


def fill_row(x: float, y: float, a: float, b: float, h: float, learning_rate: float) -> dict:
    """Fill one row of the spreadsheet: the line a x + b, the squared error, two slopes, a step."""
    prediction = a * x + b
    loss = (prediction - y) ** 2
    loss_b = (a * x + (b + h) - y) ** 2
    loss_a = ((a + h) * x + b - y) ** 2
    gradient_b = 2 * (prediction - y)
    gradient_a = gradient_b * x
    estimates = (loss_b, (loss_b - loss) / h, loss_a, (loss_a - loss) / h)
    step = (a - learning_rate * gradient_a, b - learning_rate * gradient_b)
    values = (prediction, loss, *estimates, gradient_b, gradient_a, *step)
    return dict(zip(CELLS, values, strict=True))


def take_differences(function, parameters: np.ndarray, h: float) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the gradient, one parameter after the other: forward and central differences."""
    start = function(parameters)
    steps = h * np.eye(len(parameters))
    up = np.array([function(parameters + step) for step in steps])
    down = np.array([function(parameters - step) for step in steps])
    return (up - start) / h, (up - down) / (2 * h)


def network_loss(weights: dict, x, y, module=ops) -> float:
    """The mean squared error of a network with one hidden layer; x (n, 3), y (n, 1)."""
    error = module.tanh(x @ weights["w1"] + weights["b1"]) @ weights["w2"] - y
    return module.sum(error**2) / len(y)


def run(context: Context) -> None:
    """The row, by hand and by the backend; squares; a network; the slow way to the end."""
    check_row(context)
    check_squares(context)
    check_network(context)
    fit_sheet(context)


def check_row(context: Context) -> None:
    """The spreadsheet's first row, and what automatic differentiation says of it."""
    x, y, a, b = 14.0, 58.0, 1.0, 1.0
    row = fill_row(x, y, a, b, h=0.01, learning_rate=1e-4)
    for name, value in row.items():
        context.old_number(name, value, CELLS[name][0], format=".4f")
    rows = [(CELLS[name][0], CELLS[name][1], f"{value:,.4f}") for name, value in row.items()]
    context.old_table("row", "The row x = 14, y = 58", ["cell", "the notes say", "here"], rows)
    loss = value_and_grad(lambda p, x, y: (p["a"] * x + p["b"] - y) ** 2)
    _, automatic = loss({"a": a, "b": b}, x, y)
    _, central = take_differences(lambda p: (p[0] * x + p[1] - y) ** 2, np.array([a, b]), 0.01)
    ways = [
        ("calculus", row["gradient_a"], row["gradient_b"]),
        ("automatic differentiation", automatic["a"], automatic["b"]),
        ("central difference, h = 0.01", *central),
        ("forward difference, h = 0.01", row["forward_a"], row["forward_b"]),
    ]
    cells = [(way, f"{float(da):.4f}", f"{float(db):.4f}") for way, da, db in ways]
    columns = ["way", "d loss / da", "d loss / db"]
    context.old_table("ways", "One slope in four ways", columns, cells)
    context.record_array("ways", np.array([way[1:] for way in ways], "float64"))


def check_squares(context: Context) -> None:
    """fastbook's x**2 at 3, the sum of squares, and gradients that add up."""
    square = value_and_grad(lambda x: x**2)
    _, slope = square(3.0)
    context.old_number("slope_of_square", slope, "Slope of x**2 at 3")
    total, slopes = value_and_grad(lambda x: ops.sum(x**2))(np.float32([3, 4, 10]))
    added = np.cumsum([square(3.0)[1] for _ in range(3)])
    rows = [
        ("sum of squares of 3, 4, 10", f"{total:.0f}"),
        ("its gradient", "{:.0f}, {:.0f}, {:.0f}".format(*slopes)),
        ("slope of x**2 at 3, added up over three calls", "{:.0f}, {:.0f}, {:.0f}".format(*added)),
    ]
    context.old_table("squares", "Squares", ["what", "value"], rows)
    context.record_array("slopes_of_squares", slopes)


def check_network(context: Context) -> None:
    """A network with 2 layers: differences with many h, against the backend's own gradient."""
    rng = context.make_rng(1)
    x, y = rng.normal(size=(16, 3)), rng.normal(size=(16, 1))
    shapes = {"w1": (3, 5), "b1": (5,), "w2": (5, 1)}
    weights = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    flat = np.concatenate([weights[name].ravel() for name in shapes])

    def evaluate(parameters):
        pieces = np.split(parameters, [15, 20])
        shaped = {name: p.reshape(shapes[name]) for name, p in zip(shapes, pieces, strict=True)}
        return network_loss(shaped, x, y, np)

    _, gradients = value_and_grad(network_loss)(weights, x, y)
    automatic = np.concatenate([gradients[name].ravel() for name in shapes])
    steps = 10.0 ** np.arange(-12, 0.01, 0.25)
    errors = np.array([take_differences(evaluate, flat, h) for h in steps]) - automatic
    forward, central = np.abs(errors).max(axis=2).T
    best = np.abs(take_differences(evaluate, flat, 1e-5)[1] - automatic).max()
    label = "Largest gap of backpropagation and central differences, 25 weights"
    context.old_number("gap_of_network", best, label)
    figure, axes = figures.new_axes("h, the step of the difference", "largest error of a slope")
    curves = {"forward difference": forward, "central difference": central}
    figures.plot_series(axes, steps, curves)
    axes.loglog()
    context.old_figure(
        "error-over-h",
        figure,
        alt="Error over h: two lines fall towards smaller h, the central one twice as steeply, and "
        "rise again where round-off takes over.",
        caption="From the right: the error falls like h (forward) and like h squared (central), "
        "until the losses are so close that rounding eats their difference.",
        arrays={"h": steps, "error_forward": forward, "error_central": central},
    )
    context.record_weights("network", weights)
    for name, array in {"network_gradient": automatic, "x": x, "y": y}.items():
        context.record_array(name, array)


def fit_sheet(context: Context) -> None:
    """A step for each row, round after round: b creeps."""
    epochs = 200 if context.quick else 2000
    x, y = make_excel_line()
    a, b, path = 1.0, 1.0, []
    for _ in range(epochs):
        for x_row, y_row in zip(x, y, strict=True):
            gradient = 2 * (a * x_row + b - y_row)
            a, b = a - 1e-4 * gradient * x_row, b - 1e-4 * gradient
        path.append((a, b))
    path = np.array(path)
    context.old_number("a_after_1", path[0, 0], "a after 1 epoch (true: 2)")
    for epoch in (1, 1000, 2000):
        if epoch <= epochs:
            label = f"b after {epoch:,} epoch{'s' * (epoch > 1)} (true: 30)"
            context.old_number(f"b_after_{epoch}", path[epoch - 1, 1], label, format=".4f")
    design = np.stack([x, np.ones_like(x)], axis=1)
    condition = np.linalg.cond(design.T @ design)
    context.old_number("condition", condition, "Steepest over flattest curvature", format=",.0f")
    figure, axes = figures.new_axes("epoch (rounds through 29 rows)", "parameter")
    curves = {"a, slope (true: 2)": path[:, 0], "b, intercept (true: 30)": path[:, 1]}
    figures.plot_series(axes, np.arange(1, epochs + 1), curves)
    context.old_figure(
        "slow-intercept",
        figure,
        alt="Two curves over the epochs: a is near 2 at once, b creeps from 1 towards 30.",
        caption="The same rate for both: a arrives in the first round, b needs thousands.",
        arrays={"path": path},
    )
