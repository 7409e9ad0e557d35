r"""Gradient descent: seven steps, end to end, on a roller coaster.

A car goes over the top of a roller coaster: fast, slower, slowest, fast again. From twenty noisy
measurements of its speed, a program finds the curve behind them. It has no other means than the
slope of its error, and that is all that any neural network has.

## The idea

The curve is $v = a t^2 + b t + c$, the speed at the time $t$. Three numbers are to be found, in
seven steps:

1. **Init.** Begin anywhere, at random.
2. **Predict** with what there is.
3. **Loss.** Measure how bad that is by one number, here the mean squared error.
4. **Gradient.** Find how the loss changes with each parameter.
5. **Step.** Move each parameter a little *against* its gradient, which points uphill; the
   *learning rate* $r$ says how far.
6. **Repeat** from 2: for every batch of the data, and for many rounds (*epochs*).
7. **Stop** when it is good enough, or no longer gets better.

Steps 4 and 5 in one line, for a loss $L$ and each of the parameters, here $a$:

$$a \leftarrow a - r \frac{\partial L}{\partial a}$$

## What to look at

- The curves after 0, 1, 3 and 10 steps: the steep direction is found at once.
- The table: the plateau, and how long it lasts, beside the floor, the loss of the best curve, which
  linear algebra (*least squares*) finds without any steps.
"""

import numpy as np
from keras import ops

from kerasdigits.autodiff import Tensor, value_and_grad
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.descent import gradient_descent_plots as plots

"""
## Twenty measurements

Somebody wrote down the speed of the car once a second. The true curve is a parabola that is lowest
after nine and a half seconds; the noise has a standard deviation of 3 m/s. (So the car, at its
slowest, may well be measured a little below 0.)
"""


def measure_speeds(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Measure the speed each second, with noise: t (20,) and speed (20,)."""
    t = np.arange(20, dtype="float64")
    speed = 3 * rng.normal(size=20) + 0.75 * (t - 9.5) ** 2 + 1
    return t, speed


"""
## A curve, and how bad it is

The program knows the form of the curve and not its three parameters. Whatever they are, the *loss*
says by one number how far the curve is from the measurements. It is written with `keras.ops`, so
that Keras's backend can find its slopes.
"""


def predict(parameters, t) -> Tensor:
    """The curve a t**2 + b t + c."""
    a, b, c = parameters
    return a * t**2 + b * t + c


def mse(parameters, t, speed) -> Tensor:
    """The mean squared error of the curve."""
    return ops.sum((predict(parameters, t) - speed) ** 2) / t.shape[0]


"""
## The seven steps

Here they are, all seven. `value_and_grad` gives the loss and its slope for each parameter at once.
A step uses the values of the step before, and nothing older: "the previous epoch's weights" in
some notes is a slip, since an epoch has many steps.
"""


def descend(t, speed, parameters, learning_rate: float, steps: int) -> tuple[list, list, list]:
    """The seven steps; gives the losses, the gradients and the parameters before each step."""
    loss_and_gradients = value_and_grad(mse)
    parameters = [np.float64(parameter) for parameter in parameters]  # 1. init
    losses = []
    gradients = []
    path = []
    for _ in range(steps + 1):  # 6. repeat
        loss, slopes = loss_and_gradients(parameters, t, speed)  # 2. predict 3. loss 4. gradient
        losses.append(loss)
        gradients.append(slopes)
        path.append(parameters)
        parameters = [
            parameter - learning_rate * slope  # 5. step
            for parameter, slope in zip(parameters, slopes, strict=True)
        ]
    return losses, gradients, path  # 7. stop


"""
## The floor

Stop with care. After ten steps the loss of the coaster hardly falls any more, and it looks as if
the end were reached. To know, one needs the loss of the best curve that there is. For a curve whose
parameters only multiply and add, linear algebra finds it without any steps. It also tells how much
more the loss is bent in one direction than in another (the *condition number*), and how large a
learning rate may be before the steps jump out of the valley: 2 over the largest curvature.
"""


def find_floor(t, speed) -> tuple[np.ndarray, float, np.ndarray]:
    """Give the best parameters, their loss, and the curvatures of the loss (its Hessian)."""
    design = np.stack([t**2, t, np.ones_like(t)], axis=1)
    best = np.linalg.lstsq(design, speed, rcond=None)[0]
    floor = np.mean((design @ best - speed) ** 2)
    hessian = 2 / len(t) * design.T @ design
    return best, floor, hessian


"""
## Ten steps, and a plateau

We begin where the book begins. The loss is bent 200,000 times more in one direction than in
another, and a learning rate that is small enough for the steep one crawls along the flat one.
"""

BOOKS_START = (-0.7658, -0.7506, 1.3525)
RATE = 1e-5


def slide(context: Context, t, speed) -> list:
    """The book's ten steps, beside the best curve; gives the losses."""
    losses, gradients, path = descend(t, speed, BOOKS_START, RATE, steps=10)
    best, floor, hessian = find_floor(t, speed)
    context.record_numbers(loss_first=losses[0])
    context.record_numbers({f"gradient_{name}": gradients[0][i] for i, name in enumerate("abc")})
    context.record_numbers(
        plateau=losses[-1],
        floor=floor,
        steps=len(losses) - 1,
        condition=np.linalg.cond(hessian),
        largest_rate=2 / np.linalg.eigvalsh(hessian).max(),
    )
    curves = {step: predict(path[step], t) for step in (0, 1, 3, 10)}
    plots.plot_curves(context, t, speed, curves, predict(best, t))
    context.record_weights("coaster", {"path": np.array(path), "best": best})
    return losses


r"""
## How long does the plateau last?

A million steps are many to take one by one; for this loss they can be taken in one leap. At a place
$p$ the gradient is $H (p - p_{\text{best}})$, where $H$ is the Hessian, so each step multiplies
the way that is left by the same matrix, and $n$ steps by its power:

$$p_n - p_{\text{best}} = (1 - r H)^n (p_0 - p_{\text{best}})$$
"""


def leap(t, speed, learning_rate: float, steps: int) -> float:
    """The loss after so many steps from the book's start, without taking them."""
    best, _, hessian = find_floor(t, speed)
    shrinking = np.linalg.matrix_power(np.eye(3) - learning_rate * hessian, steps)
    place = best + shrinking @ (BOOKS_START - best)
    return np.mean((predict(place, t) - speed) ** 2)


"""
## The cure is scale

Not patience. Measure the time from its mean, in units of its spread (*standardise* it). With the
same data and the same seven steps, thirty rounds then reach the best curve that there is.
"""


def standardise(t) -> np.ndarray:
    """The same times, from their mean, in units of their spread."""
    return (t - t.mean()) / t.std()


STEPS_TO_SHOW = (0, 1, 10, 60, 1_000, 100_000, 10_000_000)


def compare_scales(context: Context, t, speed, losses: list) -> None:
    """The same steps on another scale, and where either way ends."""
    u = standardise(t)
    scaled, _, path = descend(u, speed, BOOKS_START, learning_rate=0.3, steps=60)
    _, floor, hessian = find_floor(u, speed)
    context.record_numbers(
        condition_scaled=np.linalg.cond(hessian),
        end_scaled=scaled[-1],
        after_1000=leap(t, speed, RATE, steps=1_000),
        after_100000=leap(t, speed, RATE, steps=100_000),
    )
    context.record_weights("standardised", {"path": np.array(path)})
    ways = {
        steps: (leap(t, speed, RATE, steps), leap(u, speed, 0.3, steps)) for steps in STEPS_TO_SHOW
    }
    plots.tabulate_plateau(context, ways, floor)
    steps = np.unique(np.geomspace(1, STEPS_TO_SHOW[-1], 100).astype(int))
    leaps = np.array([leap(t, speed, RATE, int(n)) for n in steps])
    plots.plot_losses(context, losses, scaled, (steps, leaps), floor)


def run(context: Context) -> None:
    """The book's ten steps, the floor beneath its plateau, and the way down to it."""
    t, speed = measure_speeds(context.make_rng())
    losses = slide(context, t, speed)
    compare_scales(context, t, speed, losses)


"""
## Sources

- J. Howard and S. Gugger, fastbook, chapter 4, notebook `04_mnist_basics.ipynb`, cells 146 to 189.
  The book's noise is not ours: its numbers lie within the spread of ours.
- The eigenvalues, the condition number and the floor were computed for this course.
"""
