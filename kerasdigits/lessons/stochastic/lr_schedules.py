"""Learning-rate schedules: annealing, warm restarts, one-cycle, and why they help.

A rate that is high enough to get somewhere is too high to settle. So change it on the way.

## The idea

**Annealing** lowers the rate as the training goes on, here along half a cosine. *Adaptive* is
something else: optimizers (Adagrad, RMSprop, Adam) with a rate for each parameter.

**Warm restarts** (SGDR) anneal in cycles. `cycle_len=1, cycle_mult=2` makes cycles of 1, 2 and 4
epochs, and the rate jumps up at epochs 1 and 3. In step `i` of a cycle of `n` steps it is

    rate = highest / 2 * (1 + cos(pi * i / n))

At the end of a cycle the model has settled; the jump throws it out of a *sharp* minimum, where a
small push costs much, but not out of a *flat* one. (Keras's `CosineDecayRestarts` is the same curve
for a factor of 2. For others its 32-bit logarithms may miss a restart. Ours counts whole steps.)

**One-cycle** warms up from a 25th of the highest rate, then anneals to a 100,000th, once. The
momentum does the opposite: 0.95, down to 0.85 while the rate is high, and back.

## What to look at

- The test loss: as long as there is much to learn, a constant rate is ahead.
- The loss under noise in the weights: on this small network later cycles are hardly flatter.
- Two wells, one sharp, one flat: restarts move balls from one to the other. So does one long cycle.

## Sources

- I. Loshchilov and F. Hutter, *SGDR*, 2016, arXiv 1608.03983; L. Smith, 2018, arXiv 1803.09820.
- fast.ai v2, `lesson1.ipynb`; fastai 0.7, `sgdr.py`, without its warm-up; fastai 2, `schedule.py`.
- fastai 1, documentation of `callbacks.one_cycle`, one run each: one-cycle gains two images.
"""

import keras
import numpy as np

from kerasdigits.lessons.course import figures
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import build_averaging_cnn
from kerasdigits.training.batches import Batches
from kerasdigits.training.optimizers import make_optimizer

SGDR = "fast.ai v2, `lesson1`: rate 0.01, cycle_len 1, cycle_mult 2"
DOCS = "fastai 1, documentation of `callbacks.one_cycle`, one run"
CYCLES, EPOCHS = (1, 2, 4), 7
STARTS = (0.01, 0.01, 0.005, 0.01, 0.008536, 0.005, 0.001464)
NOISES = (0.0, 0.1, 0.2, 0.3)  # in the weights: a share of the root mean square of each array


def train(model: keras.Model, optimizer, batches: Batches, epochs: int, data) -> dict:
    """Train; gives rate and momentum by step; test loss, accuracy and weights by epoch."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss)
    found = {"rates": [], "momenta": [], "tests": [], "weights": []}
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for x, y in batches:
            found["rates"].append(float(optimizer.learning_rate))
            found["momenta"].append(float(getattr(optimizer, "momentum_now", lambda: 0.9)()))
            model.train_on_batch(x, y)
        found["tests"].append(measure(model, data.x_test, data.y_test))
        found["weights"].append(model.get_weights())
    return found


def measure(model: keras.Model, x, y) -> tuple[float, float]:
    """The mean cross-entropy and the share read right."""
    logits = keras.ops.convert_to_numpy(model(x)).astype("float64")
    losses = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(y)), y]
    return losses.mean(), np.mean(logits.argmax(axis=1) == y)


def measure_sharpness(model: keras.Model, weights: list, x, y, rng) -> np.ndarray:
    """The mean loss with noise in the weights, for each size of the noise."""
    losses = np.zeros((4, len(NOISES)))
    for draw in range(4):
        noises = [rng.normal(size=w.shape) * np.sqrt(np.mean(w**2)) for w in weights]
        for column, size in enumerate(NOISES):
            model.set_weights([w + size * e for w, e in zip(weights, noises, strict=True)])
            losses[draw, column] = measure(model, x, y)[0]
    return losses.mean(axis=0)


def run(context: Context) -> None:
    """Four schedules on digits, two wells, and the figures of fastai's page."""
    compare_schedules(context)
    roll_into_wells(context)
    if not context.quick and context.load_digits().name == "mnist":
        repeat_docs(context)


def compare_schedules(context: Context) -> None:
    """Train from the same weights in the same order by four schedules."""
    data = context.load_digits()
    rng = context.make_rng()
    model = build_averaging_cnn(data.input_shape, 10, None, rng)
    start, seed = model.get_weights(), int(rng.integers(1 << 30))
    batches = Batches(data.x_train[:6400], data.y_train[:6400], 64, seed)
    steps, found, sharpness, rows = len(batches), {}, {}, []
    for name in ("cosine", "sgdr", "one-cycle", "constant"):
        context.note(f"Training by {name}")
        model.set_weights(start)
        cycles = {"cycle_steps": steps * np.array(CYCLES), "cycle_momentum": name == "one-cycle"}
        optimizer = make_optimizer("adam", 0.01, name, steps * EPOCHS, 0.0, **cycles)
        found[name] = train(model, optimizer, batches, EPOCHS, data)
        for end in np.cumsum(CYCLES) if name == "sgdr" else [EPOCHS]:
            weights, key = found[name]["weights"][end - 1], f"{name}-{end}"
            probe = (data.x_train[:512], data.y_train[:512], context.make_rng(1))
            sharpness[key] = measure_sharpness(model, weights, *probe)
            rows.append((key, *found[name]["tests"][end - 1], *sharpness[key][::2]))
            context.record_weights(key, {str(n): w for n, w in enumerate(weights)})
    slots = [v for v in optimizer.variables if v.path.endswith("_velocity")]  # the constant one's
    squares = np.concatenate([keras.ops.convert_to_numpy(slot).ravel() for slot in slots])
    context.record_array("squares", squares)
    low, high = np.percentile(1 / (np.sqrt(squares) + 1e-7), [25, 75])
    context.old_number("spread", high / low, "Adam: upper over lower quartile rate", data=data)
    rates = found["sgdr"]["rates"]
    for n, rate in enumerate(rates[::steps]):
        context.old_number(f"rate_epoch_{n}", rate, f"SGDR: rate, epoch {n}", format=".6f")
    for n, step in enumerate(np.flatnonzero(np.diff(rates) > 0) + 1, 1):
        context.old_number(f"restart_{n}", step / steps, f"SGDR: epoch of restart {n}")
    columns = ["at the end of", "test loss", "share right", "training loss", "under noise 0.2"]
    context.old_table("ends", f"Losses in nats ({data.name})", columns, rows)
    draw_schedules(context, found, sharpness, steps)


def draw_schedules(context: Context, found: dict, sharpness: dict, steps: int) -> None:
    """Rate, momentum, test loss, and loss under noise."""
    kinds = ("rates", "momenta", "tests")
    series = {kind: {name: np.array(found[name][kind]) for name in found} for kind in kinds}
    figure, panels = figures.new_panels([""] * 4, "epoch", "test loss (nats)", columns=2, width=10)
    for axes, kind in zip(panels, kinds[:2], strict=False):
        figures.plot_series(axes, np.arange(steps * EPOCHS) / steps, series[kind])
        axes.set_ylabel({"rates": "rate", "momenta": "momentum (beta 1)"}[kind])
    losses = {name: tests[:, 0] for name, tests in series["tests"].items()}
    figures.plot_series(panels[2], np.arange(1, EPOCHS + 1), losses, markers=True)
    figures.use_logarithms(panels[2].yaxis)
    rises = {key: row - row[0] for key, row in sharpness.items()}
    figures.plot_series(panels[3], NOISES, rises, markers=True)
    panels[3].set(xlabel="noise (share of the weights)", ylabel="rise of training loss (nats)")
    context.old_figure(
        "schedules",
        figure,
        alt="Four panels: rates by epoch, SGDR with two jumps; momentum; test loss; rise by noise.",
        caption="Restarts cost at first. (`sgdr-3`: the weights after epoch 3 by SGDR.)",
        arrays={f"{kind}_{name}": a for kind in series for name, a in series[kind].items()}
        | {"sharpness": np.array(list(sharpness.values()))},
    )


def anneal(steps: int) -> np.ndarray:
    """Half a cosine from 1 down to almost 0."""
    return (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2


def slope_of_wells(w: np.ndarray) -> np.ndarray:
    """The slope of a soft minimum of 20 (w + 1)^2, which is sharp, and 2 (w - 1)^2, flat."""
    share = 1 / (1 + np.exp(np.clip((20 * (w + 1) ** 2 - 2 * (w - 1) ** 2) / 0.05, -500, 500)))
    return share * 40 * (w + 1) + (1 - share) * 4 * (w - 1)


def roll_into_wells(context: Context) -> None:
    """Noisy descent of 1,000 balls by four schedules; and annealing without noise."""
    rates = {"low": np.full(700, 0.004), "high": np.full(700, 0.04), "cosine": 0.04 * anneal(700)}
    rates["restarts"] = 0.04 * np.concatenate([anneal(100 * n) for n in CYCLES])
    shares = {}
    for name, schedule in rates.items():
        rng, w, shares[name] = context.make_rng(2), np.repeat([-1.0, 1.0], 500), []
        for rate in schedule:
            w = w - rate * (slope_of_wells(w) + 4.5 * rng.normal(size=len(w)))
            shares[name].append(np.mean(w > -0.5))
    flat = {n: shares["restarts"][end - 1] for n, end in enumerate((100, 300, 700), 1)}
    for name, share in (flat | {name: shares[name][-1] for name in ("cosine", "low")}).items():
        context.old_number(f"flat_{name}", share, f"Share in the flat well: {name}")
    figure, axes = figures.new_axes("step", "share of the balls in the flat well")
    figures.plot_series(axes, np.arange(1, 701), shares)
    context.old_figure(
        "wells",
        figure,
        alt="Share of the balls in the flat well: low rate, half; high, soon all; the others rise.",
        caption="Low rates stay where they are. Each restart carries some more to the flat well.",
        arrays={f"shares_{name}": np.array(shares[name]) for name in shares},
    )
    w = context.make_rng(3).uniform(-2, 2, 1000)
    for rate in 0.02 * anneal(700):
        w = w - rate * (4 * w**3 - 8 * w + 1)
    context.old_number("share_lowest", np.mean(w < 0), "In the lower well, annealed")


def repeat_docs(context: Context) -> None:
    """Two epochs of the page's network, which has a ReLU on its outputs; twice."""
    data = context.load_digits("3", "7")
    runs = {
        "high": ("constant", 0.05),
        "low": ("constant", 0.005),
        "one_cycle": ("one-cycle", 0.05),
    }
    for name, (schedule, rate) in runs.items():
        shares = []
        for n in range(2):
            batches = Batches(data.x_train, data.y_train, 64, context.seed + n)
            cycled = {"cycle_momentum": schedule == "one-cycle"}
            optimizer = make_optimizer("adam", rate, schedule, 2 * len(batches), 0.0, **cycled)
            model = build_averaging_cnn(data.input_shape, 2, "relu", context.make_rng(4, n))
            shares.append(train(model, optimizer, batches, 2, data)["tests"][-1][1])
        context.record_array(f"shares_docs_{name}", shares)
        context.old_number(f"docs_{name}", np.mean(shares), f"3 or 7: {name}", data=data)
