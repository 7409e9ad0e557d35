"""Loss surfaces: bowls, facets, false valleys, and why guessing fails in many dimensions.

Give every setting of the parameters a height, its loss, and training becomes walking downhill in a
landscape. What kind of landscape is it, and why walk by the gradient instead of guessing?

## The idea

A line through the download times has two parameters, so its landscape can be drawn as a map. By the
**mean squared error** it is a smooth bowl, a *paraboloid*: the slope fades towards the bottom, and
so do the steps. By the **mean absolute error** it is a bowl too, but a faceted one, like a cut
stone: each facet has one slope, near the bottom too, so steps of a constant rate never settle.

Both bowls are *convex*: wherever one starts, downhill leads to the one lowest point, the *global
minimum*. The loss of a network is not convex, not even when the target is a straight line. Swap two
hidden units, with all their weights: the network computes the same. So there are two equally good
settings, and between them a hill. In such a landscape a walk ends in the valley where it began,
which may be a *local* minimum only. **Noise** helps: a walk that is shaken, less and less
(*annealed*), often falls into the deeper valley. It helps; it guarantees nothing.

Could one guess the direction instead? A *tiny* random step goes down as often as up, in any number
of dimensions. But it goes almost sideways: the mean of `abs(cos)`, the part of the step along the
gradient, shrinks like `sqrt(2 / (pi n))` with the number n of parameters. Samuel's *tournament* of
1962 lets a changed copy play against the champion, and keeps the winner. It works, and needs more
and more games as n grows; the gradient needs the same few steps.

## What to look at

- The two maps, with paths by the gradient of all points and of four at a time (SGD).
- Where a thousand walks end, without noise and with it.
- The games of the tournament beside the steps by gradient, from 2 to 128 parameters.

## Sources

- S. Cai et al., *Deep Learning with JavaScript* (Manning, 2020), chapter 2, and notes on it: the
  download times, the bowl, the random direction.
- A. Samuel's tournament, as told in fastbook, chapter 1. All figures were computed here.
"""

import itertools

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

OURS, NOTES = "computed for this course", "notes on Deep Learning with JavaScript, chapter 2"
KERNELS, BIASES = np.linspace(-0.03, 0.17, 101), np.linspace(-0.42, 0.58, 101)
DIMENSIONS = (2, 10, 100, 1_000, 10_000)


def mean_error(line, x, y, power) -> float:
    """The loss of a line: the mean of abs(kernel * x + bias - y) ** power."""
    return ops.sum(ops.abs(line[0] * x + line[1] - y) ** power) / x.shape[0]


def run(context: Context) -> None:
    """The maps, the valleys, the directions, the tournament."""
    draw_maps(context)
    walk_wells(context)
    swap_units(context)
    guess_directions(context)


def draw_maps(context: Context) -> None:
    """Two losses of a line, their lowest points, and a walk by the gradient on each."""
    x = context.load("download-times").x_train.ravel().astype("float64")
    y = 0.07 * x + 0.08 + 0.02 * context.make_rng(1).normal(size=len(x))
    design = np.stack([x, np.ones_like(x)], axis=1)
    context.old_number("condition", np.linalg.cond(design.T @ design), "Condition number, MSE")
    squares = np.linalg.lstsq(design, y, rcond=None)[0]
    # The best line by absolute errors goes through two of the points: try all pairs.
    pairs = [pair for pair in itertools.combinations(range(len(x)), 2) if np.ptp(x[[*pair]])]
    lines = [np.linalg.solve(design[[*pair]], y[[*pair]]) for pair in pairs]
    absolute = min(lines, key=lambda line: np.abs(design @ line - y).mean())
    errors = np.abs(KERNELS[:, None, None] * x + BIASES[None, :, None] - y)
    figure, panels = figures.new_panels(["MSE", "MAE"], "kernel (s/MB)", "bias (s)")
    ways = [np.arange(len(x))] * 400, context.make_rng(4).integers(len(x), size=(400, 4))
    arrays = {"x": x, "y": y, "kernels": KERNELS, "biases": BIASES, "few": ways[1]}
    settings = (("mse", 2, 0.02, squares), ("mae", 1, 0.01, absolute))
    for axes, (name, power, rate, best) in zip(panels, settings, strict=True):
        heights = (errors**power).mean(axis=-1)
        axes.contourf(KERNELS, BIASES, heights.T, 14, cmap=figures.LEVELS)
        batches = [[(x[i], y[i], power) for i in way] for way in ways]
        path, sgd = (descend(mean_error, (0.0, 0.5), rate, batch) for batch in batches)
        axes.plot(*sgd.T, color=figures.ORANGE, linewidth=1, label="four at a time")
        axes.plot(*path.T, ".-", color="white", linewidth=1, label="all points")
        axes.plot(*best, "k*", markeredgecolor="white", markersize=14, label="the minimum")
        axes.axis((*KERNELS[[0, -1]], *BIASES[[0, -1]]))
        last = (np.abs(path[-100:] @ design.T - y) ** power).mean(axis=1)
        label = f"{name.upper()}: highest less lowest of the last 100 steps"
        context.old_number(f"{name}_swing", np.ptp(last), label)
        arrays |= {f"map_{name}": heights, f"path_{name}": path, f"path_{name}_sgd": sgd}
        arrays[f"best_{name}"] = best
    panels[0].legend(fontsize=9, facecolor="#bbbbbb")
    context.old_figure(
        "maps",
        figure,
        alt="Maps over kernel and bias, a smooth bowl for the MSE, an angular one for the MAE, "
        "and paths from the upper left to a star; on the MAE they dart to and fro around it.",
        caption="400 steps each, by all twenty points or by four drawn anew for each step.",
        arrays=arrays,
    )


def descend(loss, start, rate: float, batches: list[tuple]) -> np.ndarray:
    """Walk by the gradient; gives the place before each step and after the last."""
    loss_and_gradient, path = value_and_grad(loss, compiled=True), [np.array(start)]
    for batch in batches:
        path.append(path[-1] - rate * loss_and_gradient(path[-1], *batch)[1])
    return np.array(path)


def walk_wells(context: Context) -> None:
    """A thousand walks on a curve with two valleys, by gradient alone and with annealed noise."""
    rng, count = context.make_rng(2), 1_000
    starts = rng.uniform(-2, 2, count)
    plain = descend(lambda w: ops.sum(w**4 - 4 * w**2 + w), starts, 0.02, [()] * 300)[-1]
    walks = starts
    for heat in np.linspace(3, 0, 2_000):  # Langevin's noise, cooled down to nothing
        walks = walks - 0.01 * (4 * walks**3 - 8 * walks + 1)
        walks = np.clip(walks + np.sqrt(0.02 * heat) * rng.normal(size=count), -3, 3)
    context.old_number("left_well", plain[plain < 0].mean(), "Global minimum at", format=".4f")
    context.old_number("right_well", plain[plain > 0].mean(), "Local minimum at", format=".4f")
    for name, places in (("plain", plain), ("annealed", walks)):
        label = f"Share of walks that end in the global minimum: {name}"
        context.old_number(f"share_{name}", (places < 0.126).mean(), label, format=".3f")
    figure, (curve, ends) = figures.new_panels(["the curve", "where walks end"], "w", "f(w)")
    grid, edges = np.linspace(-2.4, 2.3, 300), np.linspace(-2.4, 2.3, 48)
    figures.plot_series(curve, grid, {"w**4 - 4 w**2 + w": grid**4 - 4 * grid**2 + grid})
    for name, places in (("without noise", plain), ("annealed noise", walks)):
        figures.draw_steps(ends, edges, np.histogram(places, edges)[0], name)
    ends.set_ylabel("walks of 1,000")
    ends.legend(frameon=False, fontsize=9)
    context.old_figure(
        "wells",
        figure,
        alt="A curve with a deep valley and a shallow one; of the walks about half end in the deep "
        "one without noise, four fifths with it.",
        caption="Without noise a walk ends where it began. With noise, most find the deep one.",
        arrays={"starts": starts, "ends_plain": plain, "ends_annealed": walks},
    )


def swap_units(context: Context) -> None:
    """Two hidden ReLU units that compute y = x; the same two swapped; and halfway between."""
    x, here = np.linspace(-1, 1, 41), np.array([1.0, -1.0, 1.0, -1.0])
    for name, share, label in (("here", 1, "at either setting"), ("between", 0, "halfway")):
        w1, w2, v1, v2 = share * here  # the swapped setting is the negative of this one
        output = v1 * np.maximum(w1 * x, 0) + v2 * np.maximum(w2 * x, 0)
        label = f"Loss of two hidden units on y = x, {label}"
        context.old_number(f"loss_{name}", np.mean((output - x) ** 2), label)


def guess_directions(context: Context) -> None:
    """Random directions, and random challengers against the gradient, in more dimensions."""
    rng, count, cosines = context.make_rng(3), 20_000, []
    for n in DIMENSIONS:
        # Only the part along the gradient matters; the others enter by the sum of their squares.
        along, rest = rng.normal(size=count), rng.chisquare(n - 1, count)
        cos = along / np.sqrt(along**2 + rest)
        cosines.append(np.abs(cos).mean())
        context.old_number(f"cos_{n}", cosines[-1], f"Dimensions {n:,}: mean abs(cos)")
        context.old_number(f"along_{n}", (cos < -0.5).mean(), "... within 60° of downhill")
    # On the bowl x**2 / 2, at distance 1, a step of 0.0001 goes down when cos < -0.00005.
    context.old_number("descends_10000", (cos < -0.00005).mean(), "... tiny steps that go down")
    sizes = np.array((2, 8, 32, 128))
    played = [[(play(n, rng), step_down(n, rng)) for _ in range(5)] for n in sizes]
    games, steps = np.mean(played, axis=1).T
    titles = ["a random step", "until 1 % of the loss is left"]
    figure, (left, right) = figures.new_panels(titles, "number of parameters", "mean abs(cos)")
    expected = np.sqrt(2 / np.pi / np.array(DIMENSIONS))
    figures.plot_series(left, DIMENSIONS, {"drawn": cosines, "sqrt(2 / (pi n))": expected})
    curves = {"tournament (games)": games, "gradient (steps)": steps}
    figures.plot_series(right, sizes, curves, markers=True)
    right.set_ylabel("games, steps")
    for axes in (left, right):
        axes.loglog()
    context.old_figure(
        "directions",
        figure,
        alt="On logarithmic axes the mean abs(cos) falls along a straight line with the number of "
        "parameters, and the games of the tournament rise along one; the steps stay the same.",
        caption="The more parameters, the more sideways a guess, and the more games it takes.",
        arrays={"cosines": cosines, "sizes": sizes, "games": games, "gradient_steps": steps},
    )


def play(n: int, rng: np.random.Generator) -> int:
    """Count the games until the champion's loss is 1 % of the first one's."""
    curvatures, champion, reach, games = np.geomspace(1, 10, n), rng.normal(size=n), 1.0, 0
    first = best = np.sum(curvatures * champion**2)
    while best > 0.01 * first:
        challenger = champion + reach * rng.normal(size=n) / np.sqrt(n)
        loss, games, reach = np.sum(curvatures * challenger**2), games + 1, 0.9 * reach
        if loss < best:
            champion, best, reach = challenger, loss, 1.7 * reach
    return games


def step_down(n: int, rng: np.random.Generator) -> int:
    """Count the steps by gradient until 1 % of the loss is left."""
    curvatures, place = np.geomspace(1, 10, n), rng.normal(size=n)
    losses = [np.sum(curvatures * ((1 - 0.15 * curvatures) ** k * place) ** 2) for k in range(99)]
    return int(np.argmax(np.array(losses) <= 0.01 * losses[0]))
