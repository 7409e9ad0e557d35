"""Transfer learning: a body that learned other classes, and a new head.

A network that has only ever seen 0, 1, 2, 3 and 4 is given a few 5s, 6s, 7s, 8s and 9s. On MNIST it
makes up to a third fewer mistakes with them than a network that begins from nothing, though none of
its weights was made for them.

## The idea

The first layers of a network look for strokes and corners, which all digits are made of. So keep
them, the **body**, and learn only what decides between the new classes, the **head**. Frozen layers
give the same activations in every epoch: compute them *once*. When the head is good, let the body
learn too, but slowly: its weights are already close to what is needed.

## What to look at

- How many labels each way of training needs.
- An epoch on activations that were computed once, beside one through the frozen body: the same
  weights, in a fraction of the time.
- How far each layer moved: at one rate for all the body is overwritten in part; at a hundredth of
  it for the first layer, it is kept.
"""

import math
import time
from collections.abc import Sequence

import keras
import numpy as np

from kerasdigits.data import Dataset
from kerasdigits.lessons.convolutions import transfer_learning_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.models.registry import build
from kerasdigits.training.augmentation import augment
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.frozen_body import freeze_body, precompute, split_body, unfreeze
from kerasdigits.training.layer_groups import group_layers, share_rate
from kerasdigits.training.optimizers import make_optimizer

"""
## Five digits to learn from, five that are new

The network is that of Keras's example: two convolutions and a pooling, the body; two dense layers
with dropout, the head. Its classes are 0 to 4 first. The new five get the same five outputs.
"""

LAST_OF_BODY = "pool"
HEAD = ("hidden", "outputs")  # its layers with weights


def load_old_and_new(context: Context) -> tuple[Dataset, Dataset]:
    """The digits 0 to 4, and 5 to 9."""
    return context.load_digits(*"01234"), context.load_digits(*"56789")


BATCH_SIZE = 64


def fit(model: keras.Model, x, y, *, epochs: int, seed: int) -> None:
    """Train a compiled model, in an order that depends on the seed and the epoch alone."""
    batches = Batches(x, y, batch_size=BATCH_SIZE, seed=seed)
    follow = FollowEpochs(batches)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)


RATE = 0.002


def compile_with(
    model: keras.Model, rate_shares: dict[str, float] | None = None, annealed_over: int = 0
) -> None:
    """Compile for Adam, with shares of the rate for the layers named.

    Where all images are used, the rate falls to 0 over so many steps; lr-schedules tells why.
    """
    schedule = "cosine" if annealed_over else "constant"
    steps = max(annealed_over, 1)
    optimizer = make_optimizer("adam", RATE, schedule, steps, 0, rate_shares=rate_shares)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss)
    optimizer.build(model.trainable_variables)


def find_accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """The share of images whose largest logit is that of their class."""
    return float(np.mean(model.predict(x, batch_size=256, verbose=0).argmax(axis=1) == y))


def learn_old_digits(context: Context) -> keras.Model:
    """Train the whole network on 0 to 4."""
    old, _ = load_old_and_new(context)
    model = build("mnist-transfer-cnn", old.input_shape, num_outputs=5, task="classification")
    epochs = 5 if old.name.startswith("mnist") else 8 if context.quick else 20
    compile_with(model, annealed_over=epochs * math.ceil(len(old.x_train) / BATCH_SIZE))
    context.note(f"Training: 0 to 4, {epochs} epochs")
    fit(model, old.x_train, old.y_train, epochs=epochs, seed=context.seed)
    context.record_numbers(old=find_accuracy(model, old.x_test, old.y_test), data=old)
    return model


"""
## A new head

The old head knows which strokes make a 3. It is of no use now, so its layers start anew, as Keras
starts dense layers: uniform, within `sqrt(6 / (inputs + outputs))`.
"""


def replace_head(model: keras.Model, rng: np.random.Generator) -> None:
    """Give the layers of the head new random weights."""
    for name in HEAD:
        kernel, bias = model.get_layer(name).get_weights()
        bound = np.sqrt(6 / sum(kernel.shape))
        model.get_layer(name).set_weights([rng.uniform(-bound, bound, kernel.shape), 0 * bias])


"""
## Computed once

Freeze the body and train: every epoch sends every image through layers that give what they gave
before. Instead, split the network behind the body, send each image through once, and train the head
on what came out. In the same order of the images it must end with the same weights. (That the
activations never change is true only without augmentation: a moved image has others.)
"""


def train_both_ways(
    model: keras.Model, last: str, x: np.ndarray, y: np.ndarray, seed: int
) -> tuple[dict[str, float], dict[str, list[np.ndarray]]]:
    """Train the head on the frozen body, and on precomputed activations; seconds and weights.

    There are two epochs; the first one compiles too, and only the second is timed.
    """
    before = model.get_weights()
    freeze_body(model, last)
    body, head = split_body(model, last)
    seconds = {}
    weights = {}
    for way, network, inputs in (("frozen", model, x), ("precomputed", head, precompute(body, x))):
        model.set_weights(before)
        compile_with(network)
        fit(network, inputs, y, epochs=1, seed=seed)
        start = time.perf_counter()
        fit(network, inputs, y, epochs=1, seed=seed + 1)
        seconds[way] = time.perf_counter() - start
        weights[way] = model.get_weights()
    model.set_weights(before)
    unfreeze(model)
    return seconds, weights


def compare_both_ways(context: Context, model: keras.Model, body: keras.Model) -> None:
    """The same weights both ways; frozen ones unchanged; and what moved images would change."""
    _, new = load_old_and_new(context)
    before = model.get_weights()
    x, y = new.x_train[:2000], new.y_train[:2000]
    _, weights = train_both_ways(model, LAST_OF_BODY, x, y, context.seed)
    pairs = list(zip(weights["frozen"], weights["precomputed"], strict=True))
    changed = [np.any(a != b) for a, b in zip(before[:4], weights["frozen"], strict=False)]
    first = precompute(body, x[:200])
    second = precompute(body, augment(x[:200], context.make_rng(2)))
    context.record_numbers(
        ways_apart=max(np.abs(a - b).max() for a, b in pairs),
        body_changed=sum(changed),
        augmented_apart=np.linalg.norm(second - first) / np.linalg.norm(first),
    )


"""
How much faster is it? That depends on the body. Ours is so cheap, and its head so large, that
little is gained. ResNet18 has eleven million weights in its body and a few thousand in its head.
"""


def time_resnet(context: Context) -> None:
    """An epoch of ResNet18's head both ways, 1,000 images."""
    _, new = load_old_and_new(context)
    context.note("Training: the head of resnet18, both ways")
    model = build("resnet18", new.input_shape, num_outputs=5, task="classification")
    x, y = new.x_train[:1000], new.y_train[:1000]
    seconds, _ = train_both_ways(model, "pool", x, y, context.seed)
    context.record_numbers(
        frozen_seconds=seconds["frozen"],
        precomputed_seconds=seconds["precomputed"],
        faster=seconds["frozen"] / seconds["precomputed"],
        data=new,
    )


r"""
## Rates by layer

A new head has large gradients at first, and they reach the body. *Discriminative* learning rates
give each group of layers a share of the rate: here a hundredth for the first convolution, a tenth
for the second, all of it for the head. For plain steps that is

$$w \leftarrow w - s_{\text{group}} r \frac{\partial L}{\partial w}$$

and Adam's steps, too, are multiplied by the share.
"""

SHARES = (0.01, 0.1, 1.0)


def find_shares(model: keras.Model) -> dict[str, float]:
    """The share of the rate of each layer."""
    return share_rate(group_layers(model, ["conv_2", "hidden"]), SHARES)


"""
## How many labels?

Four ways to use some labelled images of each new digit, all with the same number of steps: the
whole network from **scratch**; the head on the **frozen** body; all layers at **one rate**; all
layers with **rates by layer**. (All but the first begin with the old body and a new head.) On the
embedded scans, of 8 x 8 pixels, the pixels themselves say nearly all, and the body helps little.
"""

STEPS = 150
WAYS = ("scratch", "one_rate", "by_layer", "frozen")


def choose_few(y: np.ndarray, each: int, rng: np.random.Generator) -> np.ndarray:
    """The numbers of some images of each class."""
    return np.concatenate([rng.permutation(np.flatnonzero(y == c))[:each] for c in range(5)])


def record_model(context: Context, name: str, model: keras.Model) -> None:
    """Record a model's arrays, by their numbers."""
    arrays = model.get_weights()
    context.record_weights(name, {str(number): array for number, array in enumerate(arrays)})


def forget(optimizer: keras.optimizers.Optimizer) -> None:
    """Let an optimizer be as it was before its first step: all that it remembers is 0."""
    for variable in optimizer.variables:
        if variable.name != "learning_rate":
            variable.assign(np.zeros(variable.shape))


def train_ways(
    context: Context,
    model: keras.Model,
    body: keras.Model,
    head: keras.Model,
    starts: dict[str, list[np.ndarray]],
    counts: Sequence[int],
) -> dict[str, list[float]]:
    """Train in the four ways from some labels; gives the accuracies on the new test images."""
    _, new = load_old_and_new(context)
    steps = 40 if context.quick else STEPS
    shares: dict[str, list[float]] = {}
    for way in WAYS:
        network = head if way == "frozen" else model
        context.note(f"Training: {way}")
        if way != "one_rate":  # which trains as from scratch, from another start
            compile_with(network, find_shares(model) if way == "by_layer" else None)
        shares[way] = []
        for each in counts:
            model.set_weights(starts["scratch" if way == "scratch" else "transfer"])
            forget(network.optimizer)
            chosen = choose_few(new.y_train, each, context.make_rng(3, each))
            x = new.x_train[chosen]
            if way == "frozen":
                x = precompute(body, x)
            drawn = context.make_rng(4, each).integers(0, len(chosen), BATCH_SIZE * steps)
            fit(network, x[drawn], new.y_train[chosen][drawn], epochs=1, seed=context.seed)
            shares[way].append(find_accuracy(model, new.x_test, new.y_test))
            if each in (counts[0], counts[-1]):
                record_model(context, f"{way}_{each}", model)
    return shares


def find_moves(context: Context, start: list[np.ndarray], each: int) -> dict[str, list[float]]:
    """How far the kernels moved from the start, relative to their size, by way and layer."""
    return {
        way: [
            float(np.linalg.norm(context.weights[f"{way}_{each}/{n}"] - start[n]))
            / float(np.linalg.norm(start[n]))
            for n in (0, 2, 4)
        ]
        for way in ("one_rate", "by_layer")
    }


def compare_ways(
    context: Context, model: keras.Model, body: keras.Model, head: keras.Model
) -> None:
    """Accuracy by the number of labels, and how far each layer moved."""
    _, new = load_old_and_new(context)
    fresh = build("mnist-transfer-cnn", new.input_shape, num_outputs=5, task="classification")
    starts = {"scratch": fresh.get_weights(), "transfer": model.get_weights()}
    large = new.name.startswith("mnist")
    counts = (2, 20) if context.quick else (2, 5, 20, 100, 1000) if large else (2, 5, 20, 100)
    shares = train_ways(context, model, body, head, starts, counts)
    for way in WAYS:
        context.record_numbers({f"few_{way}": shares[way][0]}, data=new)
        context.record_numbers({f"more_{way}": shares[way][-1]}, data=new)
    moves = find_moves(context, starts["transfer"], counts[-1])
    context.record_numbers(
        moved_one_rate=moves["one_rate"][0], moved_by_layer=moves["by_layer"][0], data=new
    )
    for n, array in enumerate(starts["transfer"]):
        context.record_array(f"start_{n}", array)
    plots.plot_labels(context, counts, shares, new.name)
    plots.tabulate_moves(context, moves)


"""
## All labels

At last the head alone, on all images of 5 to 9, computed once. Keras's example comes to 99.2 % so.
"""


def learn_new_digits(
    context: Context, model: keras.Model, body: keras.Model, head: keras.Model
) -> None:
    """The head on all new images; what the network then reads of the new test images."""
    _, new = load_old_and_new(context)
    epochs = 10 if new.name.startswith("mnist") else 60
    compile_with(head, annealed_over=epochs * math.ceil(len(new.x_train) / BATCH_SIZE))
    fit(head, precompute(body, new.x_train), new.y_train, epochs=epochs, seed=context.seed)
    context.record_numbers(new=find_accuracy(model, new.x_test, new.y_test), data=new)
    record_model(context, "all", model)


def run(context: Context) -> None:
    """0 to 4; a new head; computed once; four ways by number of labels; all labels."""
    model = learn_old_digits(context)
    replace_head(model, context.make_rng(1))
    start = model.get_weights()
    body, head = split_body(model, LAST_OF_BODY)
    compare_ways(context, model, body, head)
    model.set_weights(start)
    compare_both_ways(context, model, body)
    if not context.quick:
        time_resnet(context)
        learn_new_digits(context, model, body, head)


"""
## Sources

- keras-team/keras, `examples/mnist_transfer_cnn.py`: 0 to 4, then 5 to 9 with the body frozen.
- fast.ai course v2, lesson 1, and v3, lesson 5: precomputed activations, a new head for ResNet34,
  discriminative learning rates. J. Yosinski et al., 2014 (arXiv 1411.1792): which layers transfer.
"""
