"""Learning-rate schedules: annealing, warm restarts, one-cycle, and why they help.

A rate that is high enough to get somewhere is too high to settle. So change it on the way.

## The idea

**Annealing** lowers the rate as the training goes on. **Warm restarts** anneal in cycles, and jump
up again after each. **One-cycle** warms up first, then anneals, once. They differ in how long they
keep the rate high, which is when a network moves, and how long low, which is when it settles.

## What to look at

- The test loss: as long as there is much to learn, a constant rate is ahead.
- The loss under noise in the weights: on this small network later cycles are hardly flatter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import keras
import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.course.context import Context
from kerasdigits.lessons.lab.fastbook_models import build_averaging_cnn
from kerasdigits.lessons.stochastic import lr_schedules_plots as plots
from kerasdigits.models.objects import CyclicAdam, OneCycle, WarmRestarts
from kerasdigits.training.batches import Batches

r"""
## Down along a cosine

Here the rate goes down along half a cosine: slowly at first, slowly at the end, and to almost
nothing. In step $i$ of $n$ it is

$$r_i = \frac{r_{\text{max}}}{2} \left( 1 + \cos \frac{\pi i}{n} \right)$$

Warm restarts (SGDR) do that again and again. fast.ai writes `cycle_len=1, cycle_mult=2` for cycles
of 1, 2 and 4 epochs: seven in all, and the rate jumps up at epochs 1 and 3. At the end of a cycle
the model has settled; the jump throws it out of a *sharp* minimum, where a small push costs much,
but not out of a *flat* one.
"""

CYCLES = [1, 2, 4]  # epochs
EPOCHS = sum(CYCLES)


def anneal(steps: int) -> np.ndarray:
    """Half a cosine from 1 down to almost 0, in shares of the highest rate."""
    return (1 + np.cos(np.pi * np.arange(steps) / steps)) / 2


def restart(lengths: Sequence[int]) -> np.ndarray:
    """Anneal in cycles of these lengths, one after the other."""
    return np.concatenate([anneal(steps) for steps in lengths])


"""
One-cycle warms up from a 25th of the highest rate during the first quarter, and anneals to a
100,000th during the rest. The momentum does the opposite: 0.95, down to 0.85 while the rate is
high, and back.
"""


def one_cycle(steps: int, start: float = 1 / 25, top: float = 1, end: float = 1e-5) -> np.ndarray:
    """Go from `start` to `top` along half a cosine, then to `end` in three times as long."""
    done = np.arange(steps) / steps
    warming = start + (top - start) * (1 - np.cos(np.pi * done / 0.25)) / 2
    cooling = end + (top - end) * (1 + np.cos(np.pi * (done - 0.25) / 0.75)) / 2
    return np.where(done < 0.25, warming, cooling)


"""
## For Keras

Keras's optimizers take a *schedule* for their rate, an object that knows the rate of each step.
`CosineDecay` is Keras's own. `WarmRestarts` and `OneCycle` are ours: Keras's `CosineDecayRestarts`
is the same curve for a factor of 2, but for others its 32-bit logarithms may miss a restart; ours
counts whole steps. `CyclicAdam` moves the momentum, Adam's `beta_1`, along with the cycle.
"""


def make_optimizers(steps_an_epoch: int) -> dict[str, keras.optimizers.Optimizer]:
    """Make an Adam of highest rate 0.01 for each schedule."""
    steps = steps_an_epoch * EPOCHS
    cycles = [steps_an_epoch * epochs for epochs in CYCLES]
    return {
        "cosine": keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, steps)),
        "sgdr": keras.optimizers.Adam(WarmRestarts(0.01, cycles)),
        "one-cycle": CyclicAdam(OneCycle(0.01, steps), total_steps=steps),
        "constant": keras.optimizers.Adam(0.01),
    }


"""
## Seven epochs of digits

With the schedule in the optimizer, the training is the usual one, and `model.fit` would do. We
write the loop because we want to watch: before each step we look up the rate and the momentum, and
after each epoch we measure the model on the test set and keep its weights.
"""


@dataclass
class Training:
    """What a training run went through.

    Attributes:
        rates: Of each step.
        momenta: Of each step, Adam's `beta_1`.
        tests: Test loss (nats) and accuracy after each epoch.
        weights: After each epoch.
    """

    rates: list[float] = field(default_factory=list)
    momenta: list[float] = field(default_factory=list)
    tests: list[tuple[float, float]] = field(default_factory=list)
    weights: list[list[np.ndarray]] = field(default_factory=list)


def read_momentum(optimizer: keras.optimizers.Optimizer) -> float:
    """The momentum of the present step; Adam's is 0.9 unless it goes in a cycle."""
    return float(optimizer.momentum_now()) if isinstance(optimizer, CyclicAdam) else 0.9


def measure(model: keras.Model, x, y) -> tuple[float, float]:
    """The mean cross-entropy and the accuracy."""
    logits = keras.ops.convert_to_numpy(model(x)).astype("float64")
    losses = np.logaddexp.reduce(logits, axis=1) - logits[np.arange(len(y)), y]
    return losses.mean(), np.mean(logits.argmax(axis=1) == y)


def train(model, optimizer, batches: Batches, epochs: int, data: Dataset) -> Training:
    """Train a model from where it is, and watch."""
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    found = Training()
    for epoch in range(epochs):
        batches.start_epoch(epoch)
        for x, y in batches:
            found.rates.append(float(optimizer.learning_rate))
            found.momenta.append(read_momentum(optimizer))
            model.train_on_batch(x, y)
        found.tests.append(measure(model, data.x_test, data.y_test))
        found.weights.append(model.get_weights())
    return found


def train_by_each(context: Context, model, batches: Batches, data: Dataset) -> dict:
    """Train from the same weights in the same order by four schedules; `Training`s by name."""
    start = model.get_weights()
    trainings = {}
    for name, optimizer in make_optimizers(len(batches)).items():
        context.note(f"Training by {name}")
        model.set_weights(start)
        trainings[name] = train(model, optimizer, batches, EPOCHS, data)
    return trainings


"""
## Sharp or flat?

Is the minimum that a training run ended in sharp? Push the weights a little, at random, and see
what that costs: normal noise, as large as 0.1, 0.2 or 0.3 of the root mean square of each array.
The mean of four pushes tells.
"""

NOISES = [0.0, 0.1, 0.2, 0.3]


def measure_sharpness(model: keras.Model, weights: list, x, y, rng) -> np.ndarray:
    """The mean loss with noise in the weights, for each size of the noise."""
    losses = np.zeros((4, len(NOISES)))
    for push in range(4):
        noises = [rng.normal(size=w.shape) * np.sqrt(np.mean(w**2)) for w in weights]
        for column, size in enumerate(NOISES):
            model.set_weights([w + size * e for w, e in zip(weights, noises, strict=True)])
            losses[push, column], _ = measure(model, x, y)
    return losses.mean(axis=0)


"""
## Adaptive is something else

*Adaptive* is a word that some use for a rate that is lowered. It means an optimizer (Adagrad,
RMSprop, Adam) with a rate for each parameter, made from that parameter's own gradients. Here are
those of the Adam that trained at the constant rate 0.01: it divides by the root of `velocity`, its
average of squared gradients.
"""


def list_squares(optimizer: keras.optimizers.Optimizer) -> np.ndarray:
    """Adam's averages of the squared gradients, of all parameters in a row."""
    slots = [v for v in optimizer.variables if v.path.endswith("_velocity")]
    return np.concatenate([keras.ops.convert_to_numpy(slot).ravel() for slot in slots])


def find_spread(squares: np.ndarray) -> float:
    """How much larger the upper quartile of the parameters' rates is than the lower."""
    low, high = np.percentile(1 / (np.sqrt(squares) + 1e-7), [25, 75])
    return high / low


"""
## Side by side

Now all of it. We look at each training run at its end, and at SGDR after each of its cycles.
"""

ENDS = [
    ("cosine", 7),
    ("sgdr", 1),
    ("sgdr", 3),
    ("sgdr", 7),
    ("one-cycle", 7),
    ("constant", 7),
]


def compare_schedules(context: Context) -> None:
    """Four schedules on digits: the losses, and how flat the ends are."""
    data = context.load_digits()
    rng = context.make_rng()
    model = build_averaging_cnn(data.input_shape, classes=10, activation=None, rng=rng)
    seed = int(rng.integers(1 << 30))
    batches = Batches(data.x_train[:6400], data.y_train[:6400], batch_size=64, seed=seed)
    trainings = train_by_each(context, model, batches, data)
    squares = list_squares(model.optimizer)  # of the constant rate, which came last

    sharpness = {}
    for name, epoch in ENDS:
        weights = trainings[name].weights[epoch - 1]
        sharpness[name, epoch] = measure_sharpness(
            model, weights, data.x_train[:512], data.y_train[:512], rng=context.make_rng(1)
        )
    context.record_array("squares", squares)
    context.record_numbers(spread=find_spread(squares), data=data)
    plots.record_restarts(context, trainings["sgdr"].rates, steps_an_epoch=len(batches))
    plots.tabulate_ends(context, trainings, sharpness, data.name)
    plots.plot_schedules(context, trainings, sharpness, NOISES)


"""
## Two wells

Why jump at all? A landscape of one dimension shows it: a soft minimum of two wells that are equally
deep, $20 (w + 1)^2$, which is sharp, and $2 (w - 1)^2$, which is flat. A thousand balls roll by
noisy gradients; half of them begin at one bottom, half at the other.

A low rate leaves them where they are. A high one throws them out of the sharp well, and hardly ever
out of the flat one. Each restart moves some more across. But one long cosine of the same number of
steps does as well: what counts is the time at a high rate. (The picture that opens the report.)
"""

SHAKE = 4.5  # standard deviation of the noise in a slope


def slope_of_wells(w: np.ndarray) -> np.ndarray:
    """The slope of the soft minimum: near each bottom, that of its own well."""
    sharp = 20 * (w + 1) ** 2
    flat = 2 * (w - 1) ** 2
    share = 1 / (1 + np.exp(np.clip((sharp - flat) / 0.05, -500, 500)))
    return share * 40 * (w + 1) + (1 - share) * 4 * (w - 1)


def roll(rates: np.ndarray, rng: np.random.Generator) -> list[float]:
    """Roll a thousand balls by noisy descent; gives the share in the flat well by step."""
    w = np.repeat([-1.0, 1.0], 500)
    shares = []
    for rate in rates:
        w = w - rate * (slope_of_wells(w) + SHAKE * rng.normal(size=len(w)))
        shares.append(np.mean(w > -0.5))
    return shares


def roll_into_wells(context: Context) -> None:
    """Noisy descent of a thousand balls by four schedules."""
    schedules = {
        "low": np.full(700, 0.004),
        "high": np.full(700, 0.04),
        "cosine": 0.04 * anneal(700),
        "restarts": 0.04 * restart([100 * epochs for epochs in CYCLES]),
    }
    shares = {name: roll(rates, context.make_rng(2)) for name, rates in schedules.items()}
    context.record_numbers(
        flat_1=shares["restarts"][100 - 1],
        flat_2=shares["restarts"][300 - 1],
        flat_3=shares["restarts"][700 - 1],
        flat_cosine=shares["cosine"][-1],
        flat_low=shares["low"][-1],
    )
    plots.plot_wells(context, shares)


"""
Without noise nothing moves across. On $w^4 - 4 w^2 + w$ the left well is lower, and annealing
leads each ball to the bottom of the well in which it began: to *a* minimum, not to the lowest.
"""


def settle(context: Context) -> None:
    """Anneal from a thousand places, without noise."""
    w = context.make_rng(3).uniform(-2, 2, 1000)
    for rate in 0.02 * anneal(700):
        w = w - rate * (4 * w**3 - 8 * w + 1)
    context.record_numbers(share_lowest=np.mean(w < 0))


"""
## The page of fastai

fastai's documentation trains a network, with a ReLU on its outputs, for two epochs on the 3s and 7s
of MNIST: at a high rate, at a tenth of it, and by one-cycle, which gains two images in two
thousand. We repeat it, twice with each. (A quick run leaves it out.)
"""


def make_docs_optimizer(name: str, steps: int) -> keras.optimizers.Optimizer:
    """The optimizers of fastai's page."""
    if name == "one_cycle":
        return CyclicAdam(OneCycle(0.05, steps), total_steps=steps)
    return keras.optimizers.Adam({"high": 0.05, "low": 0.005}[name])


def train_docs(data: Dataset, name: str, seed: int, rng: np.random.Generator) -> float:
    """Two epochs of the page's network; gives its accuracy."""
    batches = Batches(data.x_train, data.y_train, batch_size=64, seed=seed)
    optimizer = make_docs_optimizer(name, steps=2 * len(batches))
    model = build_averaging_cnn(data.input_shape, classes=2, activation="relu", rng=rng)
    _, accuracy = train(model, optimizer, batches, epochs=2, data=data).tests[-1]
    return accuracy


def repeat_docs(context: Context) -> None:
    """Train as the page does, twice by each schedule."""
    data = context.load_digits("3", "7")
    for name in ("high", "low", "one_cycle"):
        accuracies = [
            train_docs(data, name, seed=context.seed + n, rng=context.make_rng(4, n))
            for n in range(2)
        ]
        context.record_array(f"shares_docs_{name}", accuracies)
        context.record_numbers({f"docs_{name}": np.mean(accuracies)}, data=data)


def run(context: Context) -> None:
    """Four schedules on digits, two wells, and the numbers of fastai's page."""
    compare_schedules(context)
    roll_into_wells(context)
    settle(context)
    if not context.quick and context.load_digits().name == "mnist":
        repeat_docs(context)


"""
## Sources

- I. Loshchilov and F. Hutter, *SGDR*, 2016, arXiv 1608.03983; L. Smith, 2018, arXiv 1803.09820.
- fast.ai v2, `lesson1.ipynb`; fastai 0.7, `sgdr.py`, without its warm-up; fastai 2, `schedule.py`.
- fastai 1, documentation of `callbacks.one_cycle`, one run each: one-cycle gains two images.
"""
