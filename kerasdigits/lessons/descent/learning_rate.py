r"""Learning rate: too small, good, bouncing, diverging, and where the limit lies.

The gradient says in which direction to go; the **learning rate** says how far. It is the first
number to set for any training, and the one that ruins it most often. For a bowl there is an exact
rule for how large it may be.

## The idea

How quickly the slope changes along a direction is the *curvature* in that direction. It sets the
limit for the rate $r$:

$$r_{\text{max}} = \frac{2}{\text{largest curvature}}$$

Just below it the steepest direction bounces; well below it the flattest direction is slow. One rate
has to serve both, which is why a long, narrow valley is hard and a round bowl is easy.

## What to look at

- The factors of six rates on a parabola; the picture that opens the report shows their paths.
- The six rates on a fitted line: the regime that the curvatures predict, before any step is taken,
  beside the one that was seen. Bouncing is not diverging.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.descent import learning_rate_plots as plots

r"""
## The simplest bowl

Take $f(x) = x^2$, whose gradient is $2 x$. A step with the learning rate $r$ gives

$$x \leftarrow x - r \cdot 2 x = (1 - 2 r) x$$

so every step multiplies the distance from the minimum by the same factor, $1 - 2 r$:

| rate | factor | what happens |
|---|---|---|
| 0.01 | 0.98 | creeps: 2 % of the way in each step |
| 0.1 | 0.8 | walks down |
| 0.5 | 0 | arrives in one step |
| 0.9 | -0.8 | jumps across the valley and back, nearer each time |
| 1.0 | -1 | jumps for ever |
| 1.1 | -1.2 | jumps farther each time: it **diverges** |

The loop knows nothing of this table. It takes the slope where it stands, and a step against it.
"""

PARABOLA_RATES = (0.01, 0.1, 0.5, 0.9, 1.0, 1.1)


def slide(rate: float, steps: int) -> np.ndarray:
    """Descend x**2 from -1.5; gives x before each step and after the last."""
    value_and_slope = value_and_grad(lambda x: x**2)
    x = np.float64(-1.5)
    path = [x]
    for _ in range(steps):
        _, slope = value_and_slope(x)
        x = x - rate * slope
        path.append(x)
    return np.array(path)


"""
The factor is measured on the first step: with rate 0.5 the walk has then arrived, and nothing
divided by nothing is not a factor.
"""


def descend_parabola(context: Context) -> None:
    """Six rates on x**2."""
    paths = [slide(rate, steps=12) for rate in PARABOLA_RATES]
    for number, path in enumerate(paths):
        factor = path[1] / path[0] + 0.0  # adding 0 makes -0 a plain 0
        context.record_numbers({f"factor_{number}": factor})
    plots.plot_parabola(context, PARABOLA_RATES, paths)


"""
## A line through a hundred points

With two parameters the bowl is steeper in some directions than in others. The points lie near the
line $y = 3 x + 2$. A second input that is always 1 makes the intercept a weight like the slope:
then `x @ weights` is the whole prediction.
"""

LINE_RATES = (0.001, 0.01, 0.1, 0.5, 0.9, 1.05)
STEPS = 100


def sample_line(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """100 points near y = 3 x + 2: inputs (100, 2) with a column of ones, and y (100,)."""
    x = np.stack([rng.uniform(-1, 1, 100), np.ones(100)], axis=1)
    y = x @ [3, 2] + 0.25 * rng.normal(size=100)
    return x, y


def mse(weights, x, y) -> Tensor:
    """The mean squared error of the line; weights (2, 1), y (n, 1)."""
    return ops.sum((x @ weights - y) ** 2) / y.shape[0]


def fit_line(x: np.ndarray, y: np.ndarray, rate: float) -> tuple[np.ndarray, np.ndarray]:
    """Descend from the notebook's start; gives the losses and the weights before each step."""
    loss_and_gradient = value_and_grad(mse, compiled=True)
    weights = np.array([[-1.0], [1.0]])
    losses = []
    path = []
    for _ in range(STEPS + 1):
        loss, gradient = loss_and_gradient(weights, x, y[:, None])
        losses.append(loss)
        path.append(weights.ravel())
        weights = weights - rate * gradient
    return np.array(losses), np.array(path)


r"""
## Foretold by the curvatures

Along each of its two main directions the bowl is a parabola, and a step multiplies the distance
from the minimum by $1 - r \cdot \text{curvature}$, as above. (On $x^2$ the curvature is 2.) So the
two curvatures tell how a rate will do, before any step is taken. *Bouncing* we call a rate that
turns the steepest direction round and leaves more than half of the distance; *too small* one that
leaves more than a tenth of it, along the flattest direction, when all steps are taken.
"""


def predict_regime(curvatures: np.ndarray, rate: float) -> str:
    """Tell from the smallest and the largest curvature alone how a rate will do."""
    flattest, steepest = curvatures
    if rate > 2 / steepest:
        return "diverging"
    if rate > 1.5 / steepest:
        return "bouncing"
    return "too small" if (1 - rate * flattest) ** STEPS > 0.1 else "good"


"""
And this is how the same is seen on a path that was walked.
"""


def observe_regime(deviations: np.ndarray) -> str:
    """Tell how a path did, from its distances to the minimum along both directions (steps, 2)."""
    flat, steep = deviations.T
    if abs(steep[-1]) > abs(steep[0]):
        return "diverging"
    if steep[1] / steep[0] < -0.5:
        return "bouncing"
    return "too small" if abs(flat[-1]) > 0.1 * abs(flat[0]) else "good"


"""
## Six rates on the line

The matrix of the second derivatives of the loss is its *Hessian*; for a line it is $2 / n$ times
`x.T @ x`. Its eigenvalues are the curvatures, its eigenvectors the directions. We follow each rate
for a hundred steps (`STEPS`), and count how many it needs to come within 1 % of the *floor*, the
loss of the best line.
"""


def count_steps(losses: np.ndarray, floor: float) -> float:
    """Count the steps until the loss is within 1 % of the floor; infinite where it never is."""
    there = losses < 1.01 * floor
    return float(np.argmax(there)) if there.any() else np.inf


def descend_line(context: Context) -> None:
    """Six rates on a line with two weights, predicted and observed."""
    x, y = sample_line(context.make_rng())
    curvatures, directions = np.linalg.eigh(2 / len(y) * x.T @ x)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    floor = np.mean((x @ best - y) ** 2)
    context.record_numbers(largest_rate=2 / curvatures[-1])

    losses = {}
    paths = {}
    regimes = {}
    for rate in LINE_RATES:
        losses[rate], paths[rate] = fit_line(x, y, rate)
        predicted = predict_regime(curvatures, rate)
        observed = observe_regime((paths[rate] - best) @ directions)
        regimes[rate] = (predicted, observed)

    steps = {rate: count_steps(losses[rate], floor) for rate in LINE_RATES}
    for rate in LINE_RATES:
        context.record_numbers({f"steps_of_{rate}".replace(".", "_"): steps[rate]})
    context.record_numbers(
        loss_first=losses[0.1][0],
        loss_last=losses[0.1][-1],
        loss_of_0_001=losses[0.001][-1],
    )
    plots.tabulate_rates(context, regimes, steps, losses)
    plots.plot_losses(context, losses, floor)
    context.record_weights("line", {"paths": np.array(list(paths.values())), "best": best})
    context.record_array("x", x)
    context.record_array("y", y)


"""
## A steep slope is not a long way

It is tempting to think that where the slope is large, the minimum is far. On a parabola the slope
is the curvature times the distance. So a slope of 4 is 2 away from the minimum of $x^2$, and only
0.2 away from that of $10 x^2$, which has ten times the curvature.
"""


def find_distance(slope: float, curvature: float) -> float:
    """How far the minimum of a parabola is, where it has this slope."""
    return slope / curvature


def run(context: Context) -> None:
    """The parabola, then the line; and how far a minimum is."""
    descend_parabola(context)
    descend_line(context)
    context.record_numbers(
        far=find_distance(slope=4, curvature=2), near=find_distance(slope=4, curvature=20)
    )


"""
## Sources

- fast.ai, *Practical Deep Learning for Coders* v3, lesson 2, `lesson2-sgd.ipynb`: the line, its
  start and its rate. Its points are random, so our numbers lie beside it, not on it.
- fast.ai v2, lesson 1, and fastbook, chapter 4, for the notes.
- The factors, limits and step counts were computed for this course.
"""
