"""Learning rate: too small, good, bouncing, diverging, and where the limit lies.

The gradient says in which direction to go; the **learning rate** says how far. It is the first
number to set in any training, and the one that ruins it most often. For a bowl there is an exact
rule for how large it may be.

## The idea

Take the simplest bowl, `f(x) = x**2`, whose gradient is `2 x`. A step with learning rate `r` gives

    new x = x - r * 2 x = (1 - 2 r) x

so every step multiplies the distance from the minimum by the same factor, `1 - 2 r`:

| rate | factor | what happens |
|---|---|---|
| 0.01 | 0.98 | creeps: 2 % of the way in each step |
| 0.1 | 0.8 | walks down |
| 0.5 | 0 | arrives in one step |
| 0.9 | -0.8 | jumps across the valley and back, nearer each time |
| 1.0 | -1 | jumps for ever |
| 1.1 | -1.2 | jumps farther each time: it **diverges** |

With many parameters the bowl is steeper in some directions than in others. How quickly the slope
changes along a direction is its *curvature*, and the largest curvature (the largest eigenvalue of
the Hessian, the matrix of second derivatives) sets the limit:

    the largest stable learning rate = 2 / largest curvature

Just below it the steepest direction bounces; well below it the flattest direction is slow. One rate
has to serve both, which is why a long, narrow valley is hard and a round bowl is easy.

## What to look at

- The six paths on the parabola, and their factors.
- The six rates on a fitted line: the regime that the curvatures predict, before any step is taken,
  beside the one that was seen.
- Bouncing is not diverging. A path that jumps across the valley may well end in the minimum.

## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, lesson 2, `lesson2-sgd.ipynb`: the line, its
  start and its rate. Its points are drawn at random, so our figures lie beside it, not on it.
- fast.ai v2, lesson 1, and fastbook, chapter 4, for the notes.
- The factors, limits and step counts were computed for this course.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

NOTEBOOK = "fast.ai v3 `lesson2-sgd`, other points"
OURS = "computed for this course"
PARABOLA_RATES = (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)
LINE_RATES = (0.001, 0.01, 0.1, 0.5, 0.9, 1.05)
STEPS = 100
# The tolerances are the spread over 1,500 draws of the points.


def slide(rate: float, steps: int) -> np.ndarray:
    """Descend x**2 from -1.5; gives x before each step and after the last."""
    gradient = value_and_grad(lambda x: x**2)
    path = [np.float64(-1.5)]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1])[1])
    return np.array(path)


def make_line(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """100 points near y = 3 x + 2: inputs (100, 2) with a column of ones, and y (100,)."""
    x = np.stack([rng.uniform(-1, 1, 100), np.ones(100)], axis=1)
    return x, x @ [3, 2] + 0.25 * rng.normal(size=100)


def mse(weights, x, y) -> float:
    """The mean squared error of the line; weights (2, 1), y (n, 1)."""
    return ops.sum((x @ weights - y) ** 2) / y.shape[0]


def fit_line(x, y, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Descend from the notebook's start; gives the losses and the weights before each step."""
    loss_and_gradient = value_and_grad(mse)
    weights, losses, path = np.array([[-1.0], [1.0]]), [], []
    for _ in range(STEPS + 1):
        loss, gradient = loss_and_gradient(weights, x, y[:, None])
        losses.append(loss)
        path.append(weights.ravel())
        weights = weights - rate * gradient
    return np.array(losses), np.array(path)


def predict_regime(curvatures: np.ndarray, rate: float) -> str:
    """Tell from the smallest and the largest curvature alone how a rate will do."""
    flattest, steepest = curvatures
    if rate > 2 / steepest:
        return "diverging"
    if rate > 1.5 / steepest:
        return "bouncing"
    return "too small" if (1 - rate * flattest) ** STEPS > 0.1 else "good"


def observe_regime(deviations: np.ndarray) -> str:
    """Tell how a path did, from its distances to the minimum along both directions (steps, 2)."""
    flat, steep = deviations.T
    if abs(steep[-1]) > abs(steep[0]):
        return "diverging"
    if steep[1] / steep[0] < -0.5:
        return "bouncing"
    return "too small" if abs(flat[-1]) > 0.1 * abs(flat[0]) else "good"


def run(context: Context) -> None:
    """The parabola, then the line."""
    descend_parabola(context)
    descend_line(context)
    for name, curvature in (("far", 2.0), ("near", 20.0)):
        label = f"Distance of the minimum where the slope is 4, curvature {curvature:.0f}"
        context.old_number(name, 4 / curvature, label)


def descend_parabola(context: Context) -> None:
    """Six rates on x**2."""
    paths = np.array([slide(rate, 12) for rate in PARABOLA_RATES])
    # 0.5 arrives at once, and nothing divided by nothing is no factor: so the first step only.
    for number, (rate, path) in enumerate(zip(PARABOLA_RATES, paths, strict=True)):
        label = f"Factor of a step on x**2, rate {rate}"
        # Adding 0 makes -0 a plain 0.
        context.old_number(f"factor_{number}", path[1] / path[0] + 0.0, label, format=".2f")
    titles = [f"rate {rate}" for rate in PARABOLA_RATES]
    figure, panels = figures.new_panels(titles, "x", "f(x) = x squared", columns=3, share=True)
    grid = np.linspace(-2.4, 2.4, 200)
    for axes, path in zip(panels, paths, strict=True):
        shown = path[np.abs(path) < 2.4]
        axes.plot(grid, grid**2, color=figures.GREY, linewidth=1)
        axes.plot(shown, shown**2, "o-", color=figures.BLUE, markersize=4, linewidth=1)
        axes.plot(path[0], path[0] ** 2, "s", color=figures.ORANGE, markersize=7)
    context.old_figure(
        "parabola",
        figure,
        alt="Six paths on a parabola from the orange square at -1.5: creeping, walking down, one "
        "step, jumping nearer, jumping between two points, jumping out of the picture.",
        caption="Twelve steps from the orange square. Between 0.5 and 1 each step crosses the "
        "valley and still comes nearer.",
        arrays={"rates_parabola": np.array(PARABOLA_RATES), "paths_parabola": paths},
    )


def descend_line(context: Context) -> None:
    """Six rates on a line with two weights, predicted and observed."""
    x, y = make_line(context.make_rng())
    curvatures, directions = np.linalg.eigh(2 / len(y) * x.T @ x)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    floor = np.mean((x @ best - y) ** 2)
    label = "Largest stable rate, 2 / largest curvature"
    context.old_number("largest_rate", 2 / curvatures[-1], label)
    rows, curves, paths = [], {}, []
    for rate in LINE_RATES:
        losses, path = fit_line(x, y, rate)
        there = losses < 1.01 * floor
        steps = float(np.argmax(there)) if there.any() else np.inf
        name = str(rate).replace(".", "_")
        label = f"Steps to 1.01 x floor, rate {rate}"
        context.old_number(f"steps_of_{name}", steps, label, format=".0f")
        predicted = predict_regime(curvatures, rate)
        observed = observe_regime((path - best) @ directions)
        shown = f"{steps:.0f}" if there.any() else "never"
        rows.append((str(rate), predicted, observed, shown, f"{losses[-1]:.4g}"))
        curves[f"rate {rate}"] = losses
        paths.append(path)
    losses = curves["rate 0.1"]
    context.old_number("loss_first", losses[0], "Loss at the start", format=".4f")
    context.old_number("loss_last", losses[-1], "Loss after 100 steps, rate 0.1", format=".4f")
    label = "Loss after 100 steps, rate 0.001"
    context.old_number("loss_of_0_001", curves["rate 0.001"][-1], label)
    columns = ["rate", "predicted", "observed", "steps to the floor", "loss after 100 steps"]
    context.old_table("rates", "Six rates on a line", columns, rows)
    draw_line_losses(context, curves, floor)
    context.record_weights("line", {"paths": np.array(paths), "best": best})
    context.record_array("x", x)
    context.record_array("y", y)


def draw_line_losses(context: Context, curves: dict, floor: float) -> None:
    """Loss by step for the six rates."""
    figure, axes = figures.new_axes("step", "loss (mean squared error)", height=4.6)
    figures.plot_series(axes, np.arange(STEPS + 1), curves, legend=False)
    axes.set(yscale="log", ylim=(0.6 * floor, 300))
    axes.legend(frameon=False, fontsize=9, ncols=3, loc="upper right")
    context.old_figure(
        "line",
        figure,
        alt="Loss by step, logarithmic, for six rates: two stay high, 0.1 falls in about sixty "
        "steps, 0.5 and 0.9 in about fifteen, 1.05 rises out of the picture.",
        caption="Good and diverging lie close together: 0.9 is among the fastest, 1.05 is lost.",
        arrays={"losses_line": np.array(list(curves.values()))},
    )
