"""Gradient descent: seven steps, end to end, on a roller coaster.

A car goes over the top of a roller coaster: fast, slower, slowest, fast again. From twenty noisy
measurements of its speed, a program finds the curve behind them. It has no other means than the
slope of its error, and that is all that any neural network has.

## The idea

The curve is `speed = a t**2 + b t + c`. Three numbers are to be found, in seven steps:

1. **Init.** Begin anywhere, at random.
2. **Predict** with what there is.
3. **Loss.** Measure how bad that is by one number, here the mean squared error.
4. **Gradient.** Find how the loss changes with each parameter.
5. **Step.** Move each parameter a little *against* its gradient:
   `parameter = parameter - learning rate * gradient`. The gradient points uphill.
6. **Repeat** from 2: for every batch of the data, and for many rounds (*epochs*).
7. **Stop** when it is good enough, or no longer gets better.

The step uses the values of the step before, and nothing older: "the previous epoch's weights" in
some notes is a slip, since an epoch has many steps.

Stop with care. After ten steps the loss of the coaster hardly falls any more, and it looks as if
the end was reached. It was not. The loss is bent 200,000 times more in one direction than in
another (the ratio is the *condition number*), and a learning rate that is small enough for the
steep one crawls along the flat one. The cure is not patience, it is scale: measure the time from
its mean, in units of its spread (*standardise* it). With the same data and the same seven steps,
thirty rounds then reach the best curve that there is.

## What to look at

- The losses of the first ten steps: a fall by a factor of forty, then a plateau.
- The table: the plateau beside the floor, the loss of the best curve, which linear algebra (*least
  squares*) finds without any steps.
- The curves after 0, 1, 3 and 10 steps: the steep direction is found at once.

## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cells 146 to 189.
  The book's noise is not ours: its figures lie within the spread of ours.
- The eigenvalues, the condition number and the floor were computed for this course.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context

BOOK = "fastbook `04_mnist_basics`, cells 146 to 189, other noise"
OURS = "computed for this course"
BOOKS_INIT = (-0.7658, -0.7506, 1.3525)
# The tolerances are the spread of the figure over 3,000 draws of the noise.


def make_coaster(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Measure the speed each second, with noise: t (20,) and speed (20,)."""
    t = np.arange(20, dtype="float64")
    return t, 3 * rng.normal(size=20) + 0.75 * (t - 9.5) ** 2 + 1


def predict(parameters, t) -> np.ndarray:
    """The curve a t**2 + b t + c."""
    a, b, c = parameters
    return a * t**2 + b * t + c


def mse(parameters, t, speed) -> float:
    """The mean squared error of the curve."""
    return ops.sum((predict(parameters, t) - speed) ** 2) / t.shape[0]


def descend(t, speed, parameters, learning_rate, steps) -> tuple[list, list, list]:
    """The seven steps; gives the losses, the gradients and the parameters before each step."""
    loss_and_gradients = value_and_grad(mse)
    losses, gradients, path = [], [], []
    parameters = [np.float64(p) for p in parameters]  # 1. init
    for _ in range(steps + 1):  # 6. repeat
        loss, slopes = loss_and_gradients(parameters, t, speed)  # 2. predict 3. loss 4. gradient
        losses.append(loss)
        gradients.append(slopes)
        path.append(parameters)
        stepped = zip(parameters, slopes, strict=True)
        parameters = [p - learning_rate * slope for p, slope in stepped]  # 5. step
    return losses, gradients, path  # 7. stop


def run(context: Context) -> None:
    """The book's ten steps, the floor beneath its plateau, and the way down to it."""
    t, speed = make_coaster(context.make_rng())
    steps = 10
    losses, gradients, path = descend(t, speed, BOOKS_INIT, 1e-5, steps)
    design = np.stack([t**2, t, np.ones_like(t)], axis=1)
    best = np.linalg.lstsq(design, speed, rcond=None)[0]
    floor = np.mean((design @ best - speed) ** 2)
    hessian = 2 / len(t) * design.T @ design
    steepest = np.linalg.eigvalsh(hessian).max()
    context.old_number("loss_first", losses[0], "Loss at the book's start", format=",.2f")
    for letter, slope in zip("abc", gradients[0], strict=True):
        label = f"Gradient for {letter} at the start"
        context.old_number(f"gradient_{letter}", slope, label, format=",.2f")
    context.old_number("plateau", losses[-1], "Loss after ten steps", format=".2f")
    context.old_number("floor", floor, "Loss of the best curve, by least squares")
    context.old_number("steps", steps, "Steps", format=".0f")
    condition = np.linalg.cond(hessian)
    context.old_number("condition", condition, "Condition number", format=",.0f")
    context.old_number("largest_rate", 2 / steepest, "Largest stable learning rate")
    draw_curves(context, t, speed, path, best)

    u = (t - t.mean()) / t.std()  # the same times, from their mean, in units of their spread
    scaled, _, scaled_path = descend(u, speed, BOOKS_INIT, 0.3, 60)
    design = np.stack([u**2, u, np.ones_like(u)], axis=1)
    condition = np.linalg.cond(design.T @ design)
    context.old_number("condition_scaled", condition, "Condition number, standardised")
    context.old_number("end_scaled", scaled[-1], "Loss after 60 steps, standardised")
    rows = [
        ("start", losses[0], scaled[0]),
        ("after 1 step", losses[1], scaled[1]),
        ("after 10 steps", losses[10], scaled[10]),
        ("after 60 steps", "", scaled[60]),
        ("the floor (least squares)", floor, floor),
        ("condition number", f"{np.linalg.cond(hessian):,.0f}", f"{condition:.1f}"),
    ]
    columns = ["loss", "time in seconds, rate 0.00001", "time standardised, rate 0.3"]
    context.old_table("plateau", "The plateau is not the floor", columns, rows)
    draw_losses(context, losses, scaled, floor)
    context.record_weights("coaster", {"path": np.array(path), "best": best})
    context.record_weights("standardised", {"path": np.array(scaled_path)})


def draw_curves(context: Context, t, speed, path, best) -> None:
    """The curve after 0, 1, 3 and 10 steps, over the measurements."""
    shown = (0, 1, 3, 10)
    titles = [f"after {step} step{'s' * (step != 1)}" for step in shown]
    figure, panels = figures.new_panels(titles, "time (s)", "speed (m/s)", columns=2, share=True)
    curves = np.array([predict(path[step], t) for step in shown])
    for axes, curve in zip(panels, curves, strict=True):
        axes.plot(t, speed, "o", color=figures.GREY, markersize=4, label="measured")
        lines = {"gradient descent": curve, "least squares": predict(best, t)}
        figures.plot_series(axes, t, lines, legend=axes is panels[0])
        axes.set_ylim(-120, 120)
    context.old_figure(
        "curves",
        figure,
        alt="Four panels with the measured speeds, a curve that is low in the middle: the fitted "
        "curve falls away far below them at first, and rises towards them within three steps.",
        caption="Three steps bend the curve the right way. The next thousand would hardly move it: "
        "the dip in the middle lies in the flat directions.",
        arrays={"t": t, "speed": speed, "curves": curves},
    )


def draw_losses(context: Context, losses, scaled, floor) -> None:
    """Loss by step, on a logarithmic axis, with the floor."""
    figure, axes = figures.new_axes("step", "loss (mean squared error)")
    steps = {"time in seconds": np.arange(11), "time standardised": np.arange(31)}
    curves = {"time in seconds": losses, "time standardised": scaled[:31]}
    figures.plot_series(axes, steps, curves, markers=True)
    axes.axhline(floor, color=figures.BLACK, linewidth=1, linestyle=":")
    axes.annotate("the floor", (30, floor), (0, 4), textcoords="offset points", ha="right")
    axes.set_yscale("log")
    context.old_figure(
        "losses",
        figure,
        alt="Loss by step, logarithmic: with the time in seconds it falls for four steps and then "
        "stays near 700; standardised it goes down to the floor in about 25 steps.",
        caption="A curve that has flattened has not always arrived. The same data, measured on "
        "another scale, show how far there was to go.",
        arrays={"losses": np.array(losses), "losses_standardised": np.array(scaled)},
    )
