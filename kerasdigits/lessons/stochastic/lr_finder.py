"""Learning-rate finder: let the rate grow until it breaks, and read off a good one.

Nobody knows the curvature of a network, and so its largest stable rate. But one can try: train for
a moment with a rate that grows from far too small to far too large, and watch the loss.

## The idea

Smith's *range test*: with each of some hundred steps the rate grows by the same factor, here from
0.0000001 to 10. The curve of the loss has three parts: flat, where the rate is too small to change
anything; falling; and rising, where each step does more harm than good. The test ends when the
loss, smoothed over the last steps, has passed four times its best value. Then every weight, and the
optimizer's own memory, is put back: nothing was trained, something was learned.

Three ways to read the curve are common:

| name | which rate | why |
|---|---|---|
| `minimum/10` | a tenth of the rate at the lowest loss | the minimum itself is close to breaking |
| `steepest` | where the loss falls fastest | there a step does most good |
| `valley` | inside the longest fall, nearer to its start | cautious |

Give the sweep enough steps. The smoothing remembers some fifty of them. When a hundred steps cover
eight powers of ten, as is usual, fifty are four powers of ten: the curve shows late what happened
early, and its steepest point may slide over the edge. On a bowl, where the limit `2 / largest
curvature` is known, one can check when a sweep breaks.

## What to look at

- The curve with its three marks, of three hundred steps and of one hundred.
- Short trainings at the suggested rate, at a hundredth of it, at ten times and a hundred times.
- The bowl, and where its sweep breaks, beside the limit that its curvature sets.

## Sources

- L. Smith, *Cyclical Learning Rates for Training Neural Networks*, 2015, arXiv 1506.01186.
- fastai 2, `fastai/callback/schedule.py`: 100 steps, where to end, the three readings.
- fastai 1, documentation of `callbacks.one_cycle`, a small network on the 3s and 7s of MNIST: 0.01
  to 0.03 by eye; it trains with up to 0.05.
- fastbook, chapter 5, photographs of pets, not repeated: `minimum/10` 0.01, `steepest` 0.00525.
"""

import keras
import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import build_averaging_cnn
from kerasdigits.plots import plot_learning_rate_sweep
from kerasdigits.training.batches import Batches
from kerasdigits.training.lr_finder import LearningRateSweep, find_learning_rate

DOCS = "fastai 1, documentation of `callbacks.one_cycle`: 0.01 to 0.03, by eye"
STEPS = 100  # of each training
TRAIN_IMAGES = 6400  # of MNIST: as many as a hundred steps can use
AROUND = {"a 100th": 0.01, "10 times": 10.0, "100 times": 100.0}
LOSS = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train(model: keras.Model, weights: list[np.ndarray], batches: Batches, rate: float) -> list:
    """Train from given weights for `STEPS` steps at one rate; gives the loss of each batch."""
    model.set_weights(weights)
    for variable in model.optimizer.variables:
        variable.assign(np.zeros(variable.shape))  # forget the training before
    model.optimizer.learning_rate = rate
    losses = []
    for step in range(STEPS):
        if step % len(batches) == 0:
            batches.start_epoch(step // len(batches))
        losses.append(float(model.train_on_batch(*batches[step % len(batches)])))
    return losses


def measure(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """The mean cross-entropy; infinite when it is no number."""
    logits = model.predict_on_batch(x).astype("float64")
    loss = np.mean(np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(y)), y])
    return np.nan_to_num(loss, nan=np.inf)


def run(context: Context) -> None:
    """A sweep on digits, trainings at what it suggests and around it, and a sweep on a bowl."""
    sweep_digits(context)
    sweep_bowl(context)
    if not context.quick:
        sweep_docs(context)


def sweep_digits(context: Context) -> None:
    """Sweep twice, and train at the rates that come out and around them."""
    data = context.load_digits()
    rng = context.make_rng()
    model = build_averaging_cnn(data.input_shape, 10, None, rng)
    model.compile("adam", LOSS)
    start, seed = model.get_weights(), int(rng.integers(1 << 30))
    used = min(TRAIN_IMAGES, len(data.x_train)) // 64 * 64  # a last batch of three would be noise
    batches = Batches(data.x_train[:used], data.y_train[:used], 64, seed)
    model.train_on_batch(*batches[0])  # so that the optimizer has something to remember
    context.record_weights("before", list_state(model))
    sweep, short = (find_learning_rate(model, batches, steps=steps) for steps in (300, 100))
    context.record_weights("after", list_state(model))
    draw_sweeps(context, {"300 steps": sweep, "100 steps": short})

    suggested = sweep.suggestions[sweep.recommended]  # the steepest
    rates = sweep.suggestions | {name: suggested * factor for name, factor in AROUND.items()}
    rates["steepest of 100"] = short.suggestions["steepest"]
    context.old_number("steps", STEPS, "Steps of each training", format=".0f")
    rows, curves = [], {}
    for name, rate in rates.items():
        context.note(f"Training at {rate:.1e} ({name})")
        curves[name] = train(model, start, batches, rate)
        loss = measure(model, data.x_test, data.y_test)
        key = name.replace(" ", "_").replace("/", "_")
        context.record_weights(key, {str(n): w for n, w in enumerate(model.get_weights())})
        context.old_number(f"rate_{key}", rate, f"Rate: {name}", data=data)
        label = f"Test loss after {STEPS} steps: {name}"
        context.old_number(f"loss_{key}", loss, label, data=data)
        rows.append((name, f"{rate:.2g}", f"{loss:.3f}"))
    title = f"{STEPS} steps at each rate ({data.name}); the shares are of the steepest of 300"
    context.old_table("rates-tried", title, ["which", "rate", "test loss (nats)"], rows)
    figure, axes = figures.new_axes("step", "loss of the batch (cross-entropy, nats)")
    shown = {name: curves[name] for name in ("steepest", *AROUND)}
    figures.plot_series(axes, np.arange(STEPS), shown)
    axes.set(yscale="log", ylim=(0.05, 300))
    context.old_figure(
        "trainings",
        figure,
        alt="Loss by step: at the suggested rate it falls; at a hundredth hardly; at ten times it "
        "stays rough; at a hundred times it bursts at once and then stays high.",
        caption="The same weights, the same batches, four rates.",
        arrays={f"losses_{name.replace(' ', '_')}": np.array(shown[name]) for name in shown},
    )


def list_state(model: keras.Model) -> dict[str, np.ndarray]:
    """All that training changes: the weights, and what the optimizer remembers."""
    variables = [*model.variables, *model.optimizer.variables]
    return {str(n): np.array(keras.ops.convert_to_numpy(v)) for n, v in enumerate(variables)}


def draw_sweeps(context: Context, sweeps: dict[str, LearningRateSweep]) -> None:
    """The two curves with their marks."""
    figure, panels = figures.new_panels(list(sweeps), "", "", width=10, height=4.2)
    arrays = {}
    for axes, (name, sweep) in zip(panels, sweeps.items(), strict=True):
        curve = (sweep.learning_rates, sweep.losses, sweep.smoothed)
        plot_learning_rate_sweep(axes, *curve, sweep.suggestions)
        kinds = ("rates", "losses", "smoothed")
        arrays |= {f"{k}_{name.replace(' ', '_')}": a for k, a in zip(kinds, curve, strict=True)}
        axes.set(ylabel="training loss (nats)", xticks=[1e-7, 1e-5, 1e-3, 0.1, 10])
    context.old_figure(
        "sweep",
        figure,
        alt="Loss of each batch and its average by rate: flat, falling, rising; three marks each.",
        caption="On the right the smoothed curve hangs behind the batches, and with it two marks.",
        arrays=arrays,
    )


def make_bowl(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """A linear problem with a drawn curvature: x (64, 4), y (64, 1), the largest stable rate."""
    x = (rng.normal(size=(64, 4)) * rng.uniform(0.3, 3, size=4)).astype("float32")
    y = (x @ rng.normal(size=(4, 1)) + 0.5 * rng.normal(size=(64, 1))).astype("float32")
    return x, y, 2 / np.linalg.eigvalsh(2 / len(x) * x.T @ x)[-1]


def find_on_bowl(x, y, limit: float) -> LearningRateSweep:
    """Sweep from a hundredth of the limit to ten times the limit, in many steps."""
    layer = keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input(x.shape[1:]), layer])
    model.compile("sgd", "mse")
    batches = Batches(x, y, len(x), seed=0)
    return find_learning_rate(model, batches, start=limit / 100, end=10 * limit, steps=400)


def descend(x, y, rate: float) -> float:
    """Take `STEPS` steps of gradient descent on the bowl; gives the loss at the end."""
    weights = np.zeros((x.shape[1], 1))
    for _ in range(STEPS):
        weights -= rate * 2 / len(x) * x.T @ (x @ weights - y)
    return np.mean((x @ weights - y) ** 2)


def sweep_bowl(context: Context) -> None:
    """Where the limit is known."""
    x, y, limit = make_bowl(context.make_rng(1))
    sweep = find_on_bowl(x, y, limit)
    broke, suggested = sweep.learning_rates[-1], sweep.suggestions["steepest"]
    context.old_number("limit", limit, "Bowl: 2 / largest curvature")
    context.old_number("broke_over_limit", broke / limit, "Bowl: broke at this times the limit")
    context.old_number("rate_bowl", suggested, "Bowl: suggested rate (steepest)")
    for name, factor in {"as suggested": 1.0, **AROUND}.items():
        loss, label = descend(x, y, suggested * factor), f"Bowl: loss after {STEPS} steps, {name}"
        context.old_number(f"bowl_{name.replace(' ', '_')}", loss, label, format=".3g")
    figure, axes = figures.new_axes("", "", width=7.2, height=4.2)
    curve = (sweep.learning_rates, sweep.losses, sweep.smoothed)
    plot_learning_rate_sweep(axes, *curve, sweep.suggestions)
    axes.axvline(limit, color=figures.BLACK, linestyle="--", label="2 / largest curvature")
    axes.set_ylabel("training loss (mean squared error)")
    axes.legend(framealpha=1, edgecolor="none", loc="upper center")
    context.old_figure(
        "bowl",
        figure,
        alt="Loss of the bowl by rate: it falls, and bursts right of the line at the limit.",
        caption="Beyond the limit the steepest error grows from almost nothing: so a bit later.",
        arrays={"rates_bowl": sweep.learning_rates, "losses_bowl": sweep.losses, "x": x, "y": y},
    )


def sweep_docs(context: Context) -> None:
    """The network of fastai's page, with the ReLU that it has on its outputs too."""
    data = context.load_digits("3", "7")
    model = build_averaging_cnn(data.input_shape, 2, "relu", context.make_rng(2))
    model.compile("adam", LOSS)
    sweep = find_learning_rate(model, Batches(data.x_train, data.y_train, 64, 0), steps=100)
    rate = sweep.suggestions["steepest"]
    context.old_number("rate_docs", rate, "3 or 7: steepest of 100 steps", data=data)
