"""Loss surfaces: bowls, facets, false valleys, and why guessing fails in many dimensions.

Give every setting of the parameters a height, its loss, and training becomes walking downhill in a
landscape. What kind of landscape is it, and why walk by the gradient instead of guessing?

## The idea

Some landscapes are *convex*: wherever one starts, downhill leads to the one lowest point, the
*global minimum*. A line with the usual losses has such a landscape. A network does not, and there a
walk may end in a *local* minimum, the bottom of a valley that is not the deepest.

Could one do without the gradient, and guess in which direction to go? With two parameters, yes.
With a thousand, nearly all directions lead sideways.

## What to look at

- The two maps, with paths by the gradient of all points and of four at a time (SGD).
- Where a thousand walks end, without noise and with it.
- How far off the way down a guess is, and why tiny steps do not help it.
"""

import itertools
from collections.abc import Callable, Iterable

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.descent import loss_surface_plots as plots

"""
## A landscape with two parameters

A line through the download times has two parameters, the kernel (its slope) and the bias, so its
landscape can be shown as a map. The times are made here: 0.07 seconds for each megabyte, 0.08 for
the connection, and a little noise. The loss of a line is the mean of its squared errors (MSE) or of
its absolute errors (MAE); only the power differs.
"""


def sample_downloads(context: Context) -> tuple[np.ndarray, np.ndarray]:
    """The sizes of twenty downloads in megabytes, and their times in seconds, with noise."""
    x = context.load("download-times").x_train.ravel().astype("float64")
    y = 0.07 * x + 0.08 + 0.02 * context.make_rng(1).normal(size=len(x))
    return x, y


def mean_error(line, x, y, power: int) -> Tensor:
    """The loss of a line: the mean of abs(kernel * x + bias - y) ** power."""
    kernel = line[0]
    bias = line[1]
    return ops.sum(ops.abs(kernel * x + bias - y) ** power) / x.shape[0]


"""
A map is the loss of each of 101 x 101 lines.
"""

KERNELS = np.linspace(-0.03, 0.17, 101)
BIASES = np.linspace(-0.42, 0.58, 101)


def survey(x: np.ndarray, y: np.ndarray, power: int) -> np.ndarray:
    """The loss of every line of the map, (101, 101)."""
    errors = KERNELS[:, None, None] * x + BIASES[None, :, None] - y
    return (np.abs(errors) ** power).mean(axis=-1)


"""
## The lowest points

Linear algebra finds the line with the least squares. For the least absolute errors there is no such
formula, but one of the best lines always goes through two of the points. So we try all pairs.
"""


def fit_least_squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Kernel and bias of the line with the smallest mean squared error."""
    design = np.stack([x, np.ones_like(x)], axis=1)
    return np.linalg.lstsq(design, y, rcond=None)[0]


def fit_least_absolute(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Kernel and bias of the line with the smallest mean absolute error."""
    design = np.stack([x, np.ones_like(x)], axis=1)
    lines = [
        np.linalg.solve(design[[i, j]], y[[i, j]])
        for i, j in itertools.combinations(range(len(x)), 2)
        if x[i] != x[j]
    ]
    return min(lines, key=lambda line: np.abs(design @ line - y).mean())


"""
## A walk by the gradient

This is gradient descent as in the lessons before. Each step may see all points, or only a few
(*stochastic* gradient descent, SGD): what it sees is its *batch*.
"""


def descend(loss: Callable, start, rate: float, batches: Iterable[tuple]) -> np.ndarray:
    """Walk by the gradient; gives the place before each step and after the last."""
    loss_and_gradient = value_and_grad(loss, compiled=True)
    place = np.array(start)
    path = [place]
    for batch in batches:
        _, gradient = loss_and_gradient(place, *batch)
        place = place - rate * gradient
        path.append(place)
    return np.array(path)


"""
## A bowl, and a cut stone

By the MSE the landscape is a smooth bowl, a *paraboloid*: the slope fades towards the bottom, and
so do the steps. By the MAE it is a bowl too, but a faceted one, like a cut stone: each facet has
one slope, near the bottom too, so steps of a constant rate never settle. How much the loss still
goes up and down over the last hundred of four hundred steps tells the two apart.
"""


def find_swing(path: np.ndarray, x: np.ndarray, y: np.ndarray, power: int) -> float:
    """The highest less the lowest loss of the last hundred steps."""
    kernels, biases = path[-100:].T
    errors = kernels[:, None] * x + biases[:, None] - y
    return np.ptp((np.abs(errors) ** power).mean(axis=1))


def compare_bowls(context: Context) -> None:
    """Two losses of a line, their lowest points, and a walk by the gradient on each."""
    x, y = sample_downloads(context)
    design = np.stack([x, np.ones_like(x)], axis=1)
    context.record_numbers(condition=np.linalg.cond(design.T @ design))

    few = context.make_rng(4).integers(len(x), size=(400, 4))
    bowls = {}
    for name, power, rate in (("mse", 2, 0.02), ("mae", 1, 0.01)):
        all_points = [(x, y, power)] * 400
        four_points = [(x[four], y[four], power) for four in few]
        bowls[name] = {
            "map": survey(x, y, power),
            "path": descend(mean_error, (0.0, 0.5), rate, all_points),
            "path_sgd": descend(mean_error, (0.0, 0.5), rate, four_points),
        }
        swing = find_swing(bowls[name]["path"], x, y, power)
        context.record_numbers({f"{name}_swing": swing})
    bowls["mse"]["best"] = fit_least_squares(x, y)
    bowls["mae"]["best"] = fit_least_absolute(x, y)
    plots.plot_maps(context, bowls, x=x, y=y, kernels=KERNELS, biases=BIASES, few=few)


"""
## Two valleys

Both bowls are convex. The curve $f(w) = w^4 - 4 w^2 + w$ is not: it has a deep valley on the left
and a shallow one on the right. `descend` takes a thousand walks at once as easily as one: in the
sum of their heights, the slope for each walk is that of its own height. Without noise, each ends in
the valley where it began.
"""


def sum_heights(w) -> Tensor:
    """The sum of the heights of some walks on the curve with two valleys."""
    return ops.sum(w**4 - 4 * w**2 + w)


"""
**Noise** helps: a walk that is shaken, less and less (*annealed*), often falls into the deeper
valley. It helps; it guarantees nothing. The noise is Langevin's: its variance is twice the rate
times the heat, and the heat goes from 3 down to nothing.
"""

HEAT = 3.0


def anneal(starts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Walk by the gradient with noise that cools down; gives where the walks end."""
    walks = starts
    for heat in np.linspace(HEAT, 0, 2_000):
        slope = 4 * walks**3 - 8 * walks + 1
        noise = np.sqrt(0.02 * heat) * rng.normal(size=len(walks))
        walks = np.clip(walks - 0.01 * slope + noise, -3, 3)
    return walks


def walk_valleys(context: Context) -> None:
    """A thousand walks on a curve with two valleys, by gradient alone and with annealed noise."""
    rng = context.make_rng(2)
    starts = rng.uniform(-2, 2, 1_000)
    plain = descend(sum_heights, starts, rate=0.02, batches=[()] * 300)[-1]
    annealed = anneal(starts, rng)
    hilltop = 0.126  # between the valleys, where the slope is 0 too
    context.record_numbers(
        left_well=plain[plain < 0].mean(),
        right_well=plain[plain > 0].mean(),
        share_plain=(plain < hilltop).mean(),
        share_annealed=(annealed < hilltop).mean(),
    )
    plots.plot_wells(context, starts, plain, annealed)


"""
## A network has more than one valley

The loss of a network is not convex, not even when the target is a straight line. Swap two hidden
units, with all their weights: the network computes the same. So there are two equally good
settings, and between them a hill. Here are two units that compute y = x, the same two swapped, and
the setting halfway between, at which all weights are 0.
"""


def two_units(weights: np.ndarray, x: np.ndarray) -> np.ndarray:
    """A network with two hidden ReLU units and no biases."""
    in1, in2, out1, out2 = weights
    return out1 * np.maximum(in1 * x, 0) + out2 * np.maximum(in2 * x, 0)


def swap_units(context: Context) -> None:
    """Two hidden ReLU units that compute y = x; the same two swapped; and halfway between."""
    x = np.linspace(-1, 1, 41)
    here = np.array([1.0, -1.0, 1.0, -1.0])
    swapped = here[[1, 0, 3, 2]]
    losses = [
        np.mean((two_units(weights, x) - x) ** 2)
        for weights in (here, swapped, (here + swapped) / 2)
    ]
    context.record_numbers(loss_here=max(losses[:2]), loss_between=losses[2])


r"""
## A guess goes sideways

Could one guess the direction instead? A *tiny* random step goes down as often as up, in any number
of dimensions. But it goes almost sideways. The part of the step along the gradient is the cosine of
the angle between them, and its mean size shrinks with the number $n$ of parameters:

$$\text{mean} |\cos| \approx \sqrt{\frac{2}{\pi n}}$$

A random direction is a list of n normal numbers; call the one along the gradient the first. Its
cosine is `step[0] / np.linalg.norm(step)`. The others enter by the sum of their squares only, so
instead of 10,000 numbers we need two for each guess: that sum has a *chi-squared* distribution.
"""

DIMENSIONS = (2, 10, 100, 1_000, 10_000)


def sample_cosines(n: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """The cosines of the angles between random directions and the gradient, (count,)."""
    along = rng.normal(size=count)
    squares_of_the_rest = rng.chisquare(n - 1, count)
    return along / np.sqrt(along**2 + squares_of_the_rest)


def guess_directions(context: Context, rng: np.random.Generator) -> list[float]:
    """How far a guess goes along the gradient, in more and more dimensions."""
    means = []
    for n in DIMENSIONS:
        cos = sample_cosines(n, 20_000, rng)
        means.append(np.abs(cos).mean())
        within_60_degrees = (cos < -0.5).mean()
        context.record_numbers({f"cos_{n}": means[-1], f"along_{n}": within_60_degrees})
    # On the bowl x**2 / 2, at distance 1, a step of 0.0001 goes down when cos < -0.00005.
    context.record_numbers(descends_10000=(cos < -0.00005).mean())
    return means


"""
## A tournament

Samuel's *tournament* of 1962 lets a changed copy play against the champion, and keeps the winner.
Here the players are points on a bowl, and the one with the smaller loss wins. To be fair to the
tournament, the changes grow after a win and shrink after a defeat. It works, and needs more and
more games as n grows.
"""


def play(n: int, rng: np.random.Generator) -> int:
    """Count the games until the champion's loss is 1 % of the first one's."""
    curvatures = np.geomspace(1, 10, n)
    champion = rng.normal(size=n)
    best = np.sum(curvatures * champion**2)
    goal = 0.01 * best
    reach = 1.0
    games = 0
    while best > goal:
        challenger = champion + reach * rng.normal(size=n) / np.sqrt(n)
        loss = np.sum(curvatures * challenger**2)
        games += 1
        reach = 0.9 * reach
        if loss < best:
            champion = challenger
            best = loss
            reach = 1.7 * reach
    return games


"""
The gradient needs the same few steps on each of the bowls. The picture that opens the report shows
both, for 2 to 128 parameters.
"""


def step_down(n: int, rng: np.random.Generator) -> int:
    """Count the steps by gradient until 1 % of the loss is left."""
    curvatures = np.geomspace(1, 10, n)
    place = rng.normal(size=n)
    goal = 0.01 * np.sum(curvatures * place**2)
    steps = 0
    while np.sum(curvatures * place**2) > goal:
        gradient = 2 * curvatures * place
        place = place - 0.075 * gradient
        steps += 1
    return steps


def guess_and_play(context: Context) -> None:
    """Random directions, and random challengers against the gradient, in more dimensions."""
    rng = context.make_rng(3)
    cosines = guess_directions(context, rng)
    sizes = np.array([2, 8, 32, 128])
    counts = [[(play(n, rng), step_down(n, rng)) for _ in range(5)] for n in sizes]
    games, steps = np.mean(counts, axis=1).T
    context.record_numbers(games=games[-1], steps=steps[-1])
    plots.plot_directions(context, DIMENSIONS, cosines, sizes, games, steps)


def run(context: Context) -> None:
    """The maps, the valleys, the units that swap, the guesses and the tournament."""
    compare_bowls(context)
    walk_valleys(context)
    swap_units(context)
    guess_and_play(context)


"""
## Sources

- S. Cai et al., *Deep Learning with JavaScript* (Manning, 2020), chapter 2, and notes on it: the
  download times, the bowl, the random direction.
- A. Samuel's tournament, as told in fastbook, chapter 1. All numbers were computed here.
"""
