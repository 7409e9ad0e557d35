"""Gradient checking: three ways to one slope, and a spreadsheet corrected.

Training turns every parameter a little in the direction that lowers the loss. Everything hangs on
one number for each parameter: its **gradient**, the slope of the loss. This lesson computes it in
three ways that must agree, first for two parameters in a row of a spreadsheet, then for a network.

## The idea

- **Finite differences** need no mathematics. Add a little `h` to one parameter, compute the loss
  again, divide the change by `h`.
- **Calculus** gives a formula for the slope.
- **Automatic differentiation** (backpropagation) applies the rules of calculus to the program
  itself: exactly, for millions of parameters, at the price of a few runs of the program. Finite
  differences need a run for each parameter.

A step *against* the gradient lowers the loss: `new b = b - learning rate * gradient`. That is why
the sign matters. With the wrong sign the same step climbs.

## What to look at

- The row of the spreadsheet, beside what the notes say: two signs are lost, one cell is wrong.
- How slow it is: a thousand rounds through the 29 rows do not bring b from 1 to 30, because a and b
  are so unlike in scale (condition number 8,490).
"""

from collections.abc import Callable
from types import ModuleType

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.descent import gradient_checking_plots as plots
from kerasdigits.lessons.lab.excel_line import make_excel_line

"""
## One row of a spreadsheet

A line `a x + b` predicts `y`. For the row x = 14, y = 58 and the start a = b = 1 it predicts 15, so
the error is -43 and the loss, the squared error, is 1849.
"""


def squared_error(a, b, x, y) -> float | Tensor:
    """The loss of the line a x + b for one point."""
    return (a * x + b - y) ** 2


r"""
How does the loss change with a and b? The spreadsheet asks twice. First by the *forward
difference*, for a small h, then by calculus with the chain rule:

$$\frac{f(b + h) - f(b)}{h} \qquad \frac{\partial f}{\partial b} = 2 (a x + b - y)
\qquad \frac{\partial f}{\partial a} = 2 (a x + b - y) x$$

Then it takes a step, against the gradient.
"""


def fill_row(x, y, *, a, b, h: float, learning_rate: float) -> dict[str, float]:
    """Fill one row of the spreadsheet: the line a x + b, the squared error, two slopes, a step."""
    prediction = a * x + b
    loss = squared_error(a, b, x, y)
    loss_b = squared_error(a, b + h, x, y)
    loss_a = squared_error(a + h, b, x, y)
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


def check_row(context: Context) -> None:
    """The spreadsheet's first row, beside what the notes say of it."""
    row = fill_row(14.0, 58.0, a=1.0, b=1.0, h=0.01, learning_rate=1e-4)
    context.record_numbers(row)
    plots.tabulate_row(context, row)


r"""
To first order, the forward difference is wrong by $h f'' / 2$. For the squared error that is exact:
the error is $h$ for b and $h x^2 = 1.96$ for a.

## Looking both ways

The *central difference* looks up and down, and what is wrong on one side cancels what is wrong on
the other:

$$\frac{f(b + h) - f(b - h)}{2 h}$$

It is much more accurate; for a parabola it has no error.
Here are both, for a function of as many parameters as you like.
"""


def take_differences(
    function: Callable, parameters: np.ndarray, h: float
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the gradient, one parameter after the other: forward and central differences."""
    here = function(parameters)
    forward = np.zeros(len(parameters))
    central = np.zeros(len(parameters))
    for i in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[i] = h
        up = function(parameters + step)
        down = function(parameters - step)
        forward[i] = (up - here) / h
        central[i] = (up - down) / (2 * h)
    return forward, central


"""
## The third way

`value_and_grad` takes a function and gives another one, which returns the function's value and its
gradient. Nobody writes a formula: the backend watches the program run, and applies the chain rule
from its last line back to its first.
"""


def compare_ways(context: Context) -> None:
    """The slopes of the spreadsheet's first row, found in four ways."""
    row = fill_row(14.0, 58.0, a=1.0, b=1.0, h=0.01, learning_rate=1e-4)

    def loss(parameters) -> Tensor:
        a, b = parameters
        return squared_error(a, b, 14.0, 58.0)

    _, automatic = value_and_grad(loss)([1.0, 1.0])
    _, central = take_differences(loss, np.array([1.0, 1.0]), h=0.01)
    ways = {
        "calculus": (row["gradient_a"], row["gradient_b"]),
        "automatic differentiation": automatic,
        "central difference, h = 0.01": central,
        "forward difference, h = 0.01": (row["forward_a"], row["forward_b"]),
    }
    plots.tabulate_ways(context, ways)


"""
## Gradients that add up

fastbook introduces the gradient with squares: the slope of `x**2` at 3 is 6, and the gradient of a
sum of squares has a slope for each number. PyTorch *adds* the gradients of successive calls until
it is told `zero_grad()`. Where that is forgotten, the second step is about twice as long as it
should be, and the third three times.
"""


def check_squares(context: Context) -> None:
    """fastbook's x**2 at 3, the sum of squares, and gradients that add up."""
    square = value_and_grad(lambda x: x**2)
    _, slope = square(3.0)
    context.record_numbers(slope_of_square=slope)

    sum_of_squares = value_and_grad(lambda x: ops.sum(x**2))
    total, slopes = sum_of_squares(np.array([3, 4, 10], "float32"))
    added = np.cumsum([square(3.0)[1] for _ in range(3)])
    plots.tabulate_squares(context, total, slopes, added)


"""
## A network

Now the same for 25 weights: a network with three inputs, five hidden units and one output. The
backend's gradient wants the loss in `keras.ops`; the differences want it in NumPy, whose 64 bits
every backend leaves alone. So the loss is told which of the two to use.
"""


def network_loss(weights, x, y, library: ModuleType = ops) -> Tensor:
    """The mean squared error of a network with one hidden layer; x (n, 3), y (n, 1)."""
    hidden = library.tanh(x @ weights["w1"] + weights["b1"])
    error = hidden @ weights["w2"] - y
    return library.sum(error**2) / len(y)


"""
Differences are taken along one long list of numbers. So the weights are laid out in a row, and cut
into their shapes again.
"""


def sample_weights(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Weights of a network with five hidden units."""
    return {
        "w1": rng.normal(size=(3, 5)),
        "b1": rng.normal(size=(5,)),
        "w2": rng.normal(size=(5, 1)),
    }


def lay_out(weights: dict[str, np.ndarray]) -> np.ndarray:
    """Lay the weights out in a row, (25,)."""
    return np.concatenate([weights[name].ravel() for name in ("w1", "b1", "w2")])


def cut(row: np.ndarray) -> dict[str, np.ndarray]:
    """Cut a row into the weights that it was made of."""
    w1, b1, w2 = np.split(row, [15, 20])
    return {"w1": w1.reshape(3, 5), "b1": b1, "w2": w2.reshape(5, 1)}


"""
How small should `h` be? The smaller, the better the difference fits the slope; but the losses that
are subtracted become so alike that rounding eats what makes them different. We try 49 steps, from
1 down to a millionth of a millionth, and keep the largest error of the 25 slopes. The picture that
opens the report shows it.
"""

PRECISION = "float64"


def check_network(context: Context) -> None:
    """A network with 2 layers: differences with many h, against the backend's own gradient."""
    rng = context.make_rng(1)
    x = rng.normal(size=(16, 3))
    y = rng.normal(size=(16, 1))
    weights = sample_weights(rng)
    _, gradients = value_and_grad(network_loss)(weights, x, y)
    automatic = lay_out(gradients)

    def loss(row):
        arrays = {name: array.astype(PRECISION) for name, array in cut(row).items()}
        return network_loss(arrays, x.astype(PRECISION), y.astype(PRECISION), library=np)

    steps = 10.0 ** np.arange(-12, 0.01, 0.25)
    errors: dict[str, list[float]] = {"forward": [], "central": []}
    for h in steps:
        forward, central = take_differences(loss, lay_out(weights), h)
        errors["forward"].append(np.abs(forward - automatic).max())
        errors["central"].append(np.abs(central - automatic).max())

    _, central = take_differences(loss, lay_out(weights), h=1e-5)
    context.record_numbers(gap_of_network=np.abs(central - automatic).max())
    plots.plot_errors(context, steps, errors)
    context.record_weights("network", weights)
    context.record_array("network_gradient", automatic)
    context.record_array("x", x)
    context.record_array("y", y)


"""
## The whole sheet

With gradients that can be trusted, we do what the spreadsheet does: a step for each row, and after
the last row again from the first. The line behind the rows is `2 x + 30`.
"""


def descend_rows(x: np.ndarray, y: np.ndarray, epochs: int) -> np.ndarray:
    """A step for each row, round after round; a and b after each round, (epochs, 2)."""
    a = 1.0
    b = 1.0
    path = []
    for _ in range(epochs):
        for x_row, y_row in zip(x, y, strict=True):
            slope = 2 * (a * x_row + b - y_row)
            a = a - 1e-4 * slope * x_row
            b = b - 1e-4 * slope
        path.append((a, b))
    return np.array(path)


"""
After one round a is 2.61, close to the 2.48 that would be best while b is still 1. But b creeps:
the rate has to be small enough for the direction in which the loss is steep, and is far too small
for the flat one. How unlike the two are, the *condition number* says: the largest *curvature* (how
quickly the slope changes along a direction) over the smallest.
"""


def fit_sheet(context: Context) -> None:
    """Round after round through the sheet: a arrives at once, b creeps."""
    x, y = make_excel_line()
    path = descend_rows(x, y, epochs=200 if context.quick else 2000)
    context.record_numbers(a_after_1=path[0, 0], b_after_1=path[0, 1])
    if not context.quick:
        context.record_numbers(b_after_1000=path[999, 1], b_after_2000=path[1999, 1])
    design = np.stack([x, np.ones_like(x)], axis=1)
    context.record_numbers(condition=np.linalg.cond(design.T @ design))
    plots.plot_path(context, path)


def run(context: Context) -> None:
    """The row, by hand and by the backend; squares; a network; the slow way to the end."""
    check_row(context)
    compare_ways(context)
    check_squares(context)
    check_network(context)
    fit_sheet(context)


"""
## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, lesson 5, with its spreadsheet `graddesc.xlsm`;
  the notes are those of a GitHub issue on that lesson.
- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`: the gradients of
  squares, and gradients that add up.
- The condition number and the two thousand rounds were computed again for this course.
"""
