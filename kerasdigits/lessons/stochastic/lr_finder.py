r"""Learning-rate finder: let the rate grow until it breaks, and read off a good one.

Nobody knows the curvature of a network, and so its largest stable rate. But one can try: train for
a moment with a rate that grows from far too small to far too large, and watch the loss.

## The idea

Smith's *range test*: with each of some hundred steps the rate $r$ grows by the same factor $q$,

$$r_i = r_0 q^i$$

The curve of the loss has three parts: flat, where the rate is too small to change anything;
falling; and rising, where each step does more harm than good. A good rate lies on the way down.
Then every weight, and the optimizer's own memory, is put back: nothing was trained, something was
learned.

## What to look at

- How late the curve falls from which the marks are read, and how much later with fewer steps.
- Short training runs at the suggested rate, at a hundredth, ten times and a hundred times of it.
- The bowl, and where its sweep breaks, beside the limit that its curvature sets.
"""

from collections.abc import Iterator

import keras
import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import build_averaging_cnn
from kerasdigits.lessons.stochastic import lr_finder_plots as plots
from kerasdigits.training.batches import Batches
from kerasdigits.training.lr_finder import LearningRateSweep, find_learning_rate

"""
## The range test

It is training like any other, but for its rates. Those grow by one factor from step to step:
`np.geomspace(1e-7, 10, 300)`. The loss of a batch jumps about, so we look at its moving average,
which keeps 98 % of the past in each step. (The average begins at 0; the division corrects that, as
in Adam.) Once it has passed four times its best value, there is nothing more to see.
"""


def deal(batches: Batches, steps: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Deal out batches, epoch after epoch, until there were enough."""
    for step in range(steps):
        epoch, index = divmod(step, len(batches))
        if index == 0:
            batches.start_epoch(epoch)
        yield batches[index]


def sweep_by_hand(model: keras.Model, batches: Batches, rates: np.ndarray) -> list[float]:
    """Train a compiled model by one batch at each rate; gives the smoothed losses."""
    average = 0.0
    smoothed = []
    for step, (x, y) in enumerate(deal(batches, len(rates)), start=1):
        model.optimizer.learning_rate = rates[step - 1]
        loss = float(model.train_on_batch(x, y))
        average = 0.98 * average + 0.02 * loss
        smoothed.append(average / (1 - 0.98**step))
        if smoothed[-1] > 4 * min(smoothed):
            break
    return smoothed


"""
`find_learning_rate` makes the same sweep, and cleans up behind itself: it steps with a copy of the
optimizer, and puts the weights back. On the command line it is `kerasdigits lr-find`.

## Reading the curve

Three ways are common:

| name | which rate | why |
|---|---|---|
| `minimum/10` | a tenth of the rate at the lowest loss | the minimum itself is close to breaking |
| `steepest` | where the curve falls fastest | there a step does most good |
| `valley` | inside the longest fall, nearer to its start | cautious |

The first tenth of the curve, where the average has hardly begun, and its last five steps, where the
loss bursts, are left out. Here are the first two ways; the third takes a few more lines.
"""


def read_curve(rates: np.ndarray, smoothed: np.ndarray, steps: int) -> tuple[float, float]:
    """Read `minimum/10` and `steepest` off a sweep that was to take some steps."""
    inner = slice(steps // 10, -5)
    rates = rates[inner]
    smoothed = smoothed[inner]
    slopes = np.diff(smoothed) / np.diff(np.log(rates))
    return rates[smoothed.argmin()] / 10, rates[slopes.argmin()]


"""
## Two sweeps over digits

The network has three convolutions. The last one looks for each of the ten digits all over the
image, and the mean of what it finds is the digit's score. The rate is swept twice, in three hundred
steps and in a hundred.

Give the sweep enough steps. The smoothing remembers some fifty of them. When a hundred steps cover
eight powers of ten, as is usual, fifty are four powers of ten: the curve shows late what happened
early, and its steepest point may slide over the edge. With three hundred it is late too, only less.

How late, an average that looks *both* ways tells; it needs the whole sweep, and so is of no use to
a finder that must stop in time. Compare the rates at which the two have fallen by a tenth. The
picture that opens the report shows both curves.
"""


def look_both_ways(losses: np.ndarray) -> np.ndarray:
    """The mean of each loss with the five before it and the five after it, (n,)."""
    around = np.pad(losses, 5, mode="edge")
    return np.convolve(around, np.full(11, 1 / 11), "valid")


def find_fall(rates: np.ndarray, curve: np.ndarray) -> float:
    """The first rate at which a curve has fallen by a tenth."""
    return rates[np.argmax(curve < 0.9 * curve[0])]


def measure_lag(context: Context, sweep: LearningRateSweep) -> None:
    """How late the smoothed curve falls, and how far the batches are at its steepest point."""
    mean = look_both_ways(sweep.losses)
    rates = sweep.learning_rates
    lag = find_fall(rates, sweep.smoothed) / find_fall(rates, mean)
    so_far = mean[rates <= sweep.suggestions["steepest"]]
    fallen = (mean[0] - so_far.min()) / (mean[0] - mean.min())
    context.record_numbers(lag=lag, fallen=fallen, data=context.load_digits())


"""
Here is the network, and the images that it learns from.
"""

LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
TRAIN_IMAGES = 6400  # of MNIST: as many as a hundred steps can use


def prepare(data: Dataset, rng: np.random.Generator) -> tuple[keras.Model, Batches]:
    """Build the network, and shuffle what it learns from."""
    model = build_averaging_cnn(data.input_shape, classes=10, activation=None, rng=rng)
    model.compile("adam", LOSS)
    used = min(TRAIN_IMAGES, len(data.x_train))
    used = used // 64 * 64  # a last batch of three would be noise
    seed = int(rng.integers(1 << 30))
    batches = Batches(data.x_train[:used], data.y_train[:used], batch_size=64, seed=seed)
    return model, batches


def list_state(model: keras.Model) -> dict[str, np.ndarray]:
    """All that training changes: the weights, and what the optimizer remembers."""
    variables = [*model.variables, *model.optimizer.variables]
    return {
        str(i): np.array(keras.ops.convert_to_numpy(variable))
        for i, variable in enumerate(variables)
    }


def sweep_digits(
    context: Context, model: keras.Model, batches: Batches
) -> tuple[LearningRateSweep, LearningRateSweep]:
    """Sweep in 300 steps and in 100; the state of the model before and after is kept."""
    model.train_on_batch(*batches[0])  # so that the optimizer has something to remember
    context.record_weights("before", list_state(model))
    long = find_learning_rate(model, batches, start=1e-7, end=10, steps=300)
    short = find_learning_rate(model, batches, start=1e-7, end=10, steps=100)
    context.record_weights("after", list_state(model))
    measure_lag(context, long)
    sweeps = {"300 steps": long, "100 steps": short}
    plots.plot_sweeps(context, sweeps, {n: look_both_ways(s.losses) for n, s in sweeps.items()})
    return long, short


"""
## Does it train?

A suggestion is worth what training makes of it. So we train for a hundred steps, always from the
same weights and over the same batches: at each suggestion, at a hundredth of the steepest, at ten
times and at a hundred times of it.
"""

STEPS = 100
AROUND = {"a 100th": 0.01, "10 times": 10.0, "100 times": 100.0}


def train(model: keras.Model, start: list, batches: Batches, rate: float) -> list[float]:
    """Train from given weights at one rate; gives the loss of each batch."""
    model.set_weights(start)
    model.compile(keras.optimizers.Adam(rate), LOSS)
    return [float(model.train_on_batch(x, y)) for x, y in deal(batches, STEPS)]


def measure(model: keras.Model, x, y) -> float:
    """The mean cross-entropy; infinite when it is not a number."""
    logits = model.predict_on_batch(x).astype("float64")
    losses = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(y)), y]
    return np.nan_to_num(losses.mean(), nan=np.inf)


def try_rates(context: Context) -> None:
    """Train at the rates that two sweeps suggest, and around the best of them."""
    data = context.load_digits()
    model, batches = prepare(data, context.make_rng())
    start = model.get_weights()
    sweep, short = sweep_digits(context, model, batches)
    steepest = sweep.suggestions["steepest"]
    rates = dict(sweep.suggestions)
    rates |= {name: steepest * factor for name, factor in AROUND.items()}
    rates["steepest of 100"] = short.suggestions["steepest"]

    context.record_numbers(steps=STEPS)
    curves = {}
    losses = {}
    for name, rate in rates.items():
        context.note(f"Training at {rate:.1e} ({name})")
        curves[name] = train(model, start, batches, rate)
        losses[name] = measure(model, data.x_test, data.y_test)
        plots.record_training(context, name, rate, losses[name], model, data)
    plots.tabulate_rates(context, rates, losses, steps=STEPS, data=data.name)
    plots.plot_trainings(context, {name: curves[name] for name in ("steepest", *AROUND)})


"""
## Where the limit is known

On a bowl, a linear problem with a squared error, the largest stable rate is known: 2 over the
largest curvature (lesson `learning-rate`). So one can check when a sweep breaks. It passes the
limit a little: beyond it the error along the steepest direction grows, but it grows from almost
nothing, and takes some steps to be seen.
"""


def sample_bowl(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Sample a linear problem: x (64, 4), y (64, 1), and the largest stable rate."""
    x = (rng.normal(size=(64, 4)) * rng.uniform(0.3, 3, size=4)).astype("float32")
    y = (x @ rng.normal(size=(4, 1)) + 0.5 * rng.normal(size=(64, 1))).astype("float32")
    curvatures = np.linalg.eigvalsh(2 / len(x) * x.T @ x)
    return x, y, 2 / curvatures[-1]


def find_on_bowl(x, y, limit: float) -> LearningRateSweep:
    """Sweep from a hundredth of the limit to ten times the limit, in many steps."""
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input(x.shape[1:]), layer])
    model.compile("sgd", "mse")
    batches = Batches(x, y, batch_size=len(x), seed=0)
    return find_learning_rate(model, batches, start=limit / 100, end=10 * limit, steps=400)


def descend(x, y, rate: float) -> float:
    """Take a hundred steps of gradient descent on the bowl; gives the loss at the end."""
    weights = np.zeros((x.shape[1], 1))
    for _ in range(100):
        weights -= rate * 2 / len(x) * x.T @ (x @ weights - y)
    return np.mean((x @ weights - y) ** 2)


def sweep_bowl(context: Context) -> None:
    """Sweep over a bowl, and descend at what comes out and around it."""
    x, y, limit = sample_bowl(context.make_rng(1))
    sweep = find_on_bowl(x, y, limit)
    suggested = sweep.suggestions["steepest"]
    broke = sweep.learning_rates[-1]
    context.record_numbers(limit=limit, broke_over_limit=broke / limit, rate_bowl=suggested)
    for name, factor in {"as suggested": 1.0, **AROUND}.items():
        loss = descend(x, y, suggested * factor)
        context.record_numbers({f"bowl_{name.replace(' ', '_')}": loss})
    plots.plot_bowl(context, sweep, limit, points=(x, y))


"""
## The page of fastai

At last the network of fastai's own page, which tells 3 from 7, with the ReLU that it has on its
outputs too. The page reads 0.01 to 0.03 off its curve, by eye, and trains with up to 0.05. (It
takes MNIST; a quick run leaves it out.)
"""


def sweep_docs(context: Context) -> None:
    """Sweep over 3s and 7s as fastai's page does."""
    data = context.load_digits("3", "7")
    rng = context.make_rng(2)
    model = build_averaging_cnn(data.input_shape, classes=2, activation="relu", rng=rng)
    model.compile("adam", LOSS)
    batches = Batches(data.x_train, data.y_train, batch_size=64, seed=0)
    sweep = find_learning_rate(model, batches, steps=100)
    context.record_numbers(rate_docs=sweep.suggestions["steepest"], data=data)


def run(context: Context) -> None:
    """A sweep on digits, training at and around the suggested rates, and a sweep on a bowl."""
    try_rates(context)
    sweep_bowl(context)
    if not context.quick:
        sweep_docs(context)


"""
## Sources

- L. Smith, *Cyclical Learning Rates for Training Neural Networks*, 2015, arXiv 1506.01186.
- fastai 2, `fastai/callback/schedule.py`: 100 steps, where to end, the three readings.
- fastai 1, documentation of `callbacks.one_cycle`, a small network on the 3s and 7s of MNIST: 0.01
  to 0.03 by eye; it trains with up to 0.05.
- fastbook, chapter 5, photographs of pets, not repeated: `minimum/10` 0.01, `steepest` 0.00525.
"""
