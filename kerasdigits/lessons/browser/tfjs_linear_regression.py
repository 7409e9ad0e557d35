r"""Linear regression in TensorFlow.js: one line learned twice, in Python and in JavaScript.

Here is the whole first program of the book *Deep Learning with JavaScript*. It learns how long a
download takes from its size:

    const model = tf.sequential();
    model.add(tf.layers.dense({inputShape: [1], units: 1}));
    model.compile({optimizer: 'sgd', loss: 'meanAbsoluteError'});
    await model.fit(sizes, times, {epochs: 200});

In Python, with Keras, it is the same four lines. Do they do the same thing? We start both from the
same two numbers, let each train in its own language, and compare after every epoch.

## The idea

`dense` with one unit is a line, with a kernel $k$ and a bias $b$: $\text{time} = k \cdot
\text{size} + b$. Training repeats four steps.

1. Take a batch of samples, and predict.
2. Measure the **loss**: here the mean distance of the predictions from the true times.
3. Find its slope for kernel and bias.
4. Move both a little against it.

## What to look at

- The first picture: the line after 0, 10, 20, 100 and 200 epochs. After 10 it is usually worse than
  no model at all.
- The two languages: how far apart kernel and bias are after 200 epochs.
- Two thousand starts: how much of the result is luck.
"""

import tempfile
from pathlib import Path

import keras
import numpy as np
from keras import layers

from kerasdigits.data import Dataset
from kerasdigits.lessons.browser import tfjs_linear_regression_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker, missing_checker

"""
## Without a model

Twenty downloads to learn from, and twenty to test. Before any training: how good is an answer that
does not look at the size? The best constant for the mean *absolute* error is not the mean but the
median. (The mean is best for the squared error; see `loss-functions`.) A model must beat these.
"""


def mean_distance(predicted: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The mean absolute error, over the last axis."""
    return np.abs(predicted - times).mean(axis=-1)


def measure_constants(context: Context, data: Dataset) -> None:
    """The errors of the mean and of the median of the training times, on the test set."""
    times = data.y_train[:, 0]
    test = data.y_test[:, 0]
    context.record_numbers(
        error_mean=mean_distance(times.mean(), test),
        error_median=mean_distance(np.median(times), test),
        data=data,
    )


"""
## The four steps by hand

The distance `|error|` has the slope 1 where the prediction is too large and -1 where it is too
small, whatever the size of the error. So the bias moves by the *balance* of the two sides, and the
kernel too, each sample weighted by its size.

The arrays have an axis in front, for many starts at once. A batch is all twenty samples, unless
said otherwise: TensorFlow.js takes 32 at a time by default, and there are only twenty. So this
"stochastic" gradient descent has nothing stochastic about it.
"""

RATE = 0.01  # what TensorFlow.js and Keras take for 'sgd'


def train_lines(
    lines: np.ndarray, sizes: np.ndarray, times: np.ndarray, epochs: int, batch_size: int = 20
) -> np.ndarray:
    """Train lines (starts, 2) of kernel and bias; gives them by epoch, (epochs + 1, starts, 2)."""
    path = [lines]
    for _ in range(epochs):
        for start in range(0, len(sizes), batch_size):
            x = sizes[start : start + batch_size]
            y = times[start : start + batch_size]
            predicted = lines[:, :1] * x + lines[:, 1:]
            slope = np.sign(predicted - y)
            gradient = np.stack([(slope * x).mean(axis=1), slope.mean(axis=1)], axis=1)
            lines = lines - RATE * gradient
        path.append(lines)
    return np.array(path)


"""
## In Keras

The model is compiled as in the book. `fit(epochs=200)` would take all its steps in one call. To see
the line after each, we take them one by one: here an epoch is a single batch.

One start is not as good as another for a comparison. Where an error is exactly 0 its distance has
no slope, and very near to 0 the rounding in the eighth digit decides which way to go. We draw
starts until one keeps clear of that, and does not begin near the line by chance.
"""


def draw_start(data: Dataset, epochs: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a kernel far from 0, with a bias of 0, whose errors all stay clear of 0; (1, 2)."""
    sizes = data.x_train[:, 0].astype("float64")
    times = data.y_train[:, 0].astype("float64")
    while True:
        line = np.array([[rng.normal(), 0.0]]).astype("float32").astype("float64")
        path = train_lines(line, sizes, times, epochs)
        errors = path[..., :1] * sizes + path[..., 1:] - times
        if abs(line[0, 0]) > 0.5 and np.abs(errors).min() > 2e-6:
            return line


def build_model(line: np.ndarray) -> keras.Model:
    """Build and compile the book's model at a start."""
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1, name="line")])
    model.compile(optimizer=keras.optimizers.SGD(RATE), loss="mean_absolute_error")
    kernel, bias = line[0]
    model.set_weights([np.array([[kernel]]), np.array([bias])])
    return model


def train_in_keras(model: keras.Model, data: Dataset, epochs: int) -> np.ndarray:
    """Train step by step; gives kernel and bias before, and after each epoch, (epochs + 1, 2)."""
    path = [read_line(model)]
    for _ in range(epochs):
        model.train_on_batch(data.x_train, data.y_train)
        path.append(read_line(model))
    return np.array(path)


def read_line(model: keras.Model) -> np.ndarray:
    """A model's kernel and bias."""
    return np.concatenate([array.ravel() for array in model.get_weights()])


"""
## In TensorFlow.js

`kerasdigits export` writes an untrained model too, with its optimizer and its loss. TensorFlow.js
reads it in Node, as a page would in a browser, and trains:

    const model = await tf.loadLayersModel('model.json');
    await model.fit(sizes, times, {epochs: 200, batchSize: 32, shuffle: false});
"""


def train_in_javascript(
    context: Context, model: keras.Model, data: Dataset, epochs: int
) -> np.ndarray | None:
    """Export a model and train it in Node; gives kernel and bias by epoch, or None without Node."""
    missing = missing_checker()
    if missing is not None:
        context.note(f"TensorFlow.js is left out: {missing}")
        return None
    with tempfile.TemporaryDirectory() as folder, NodeChecker() as node:
        report = export(model, Path(folder) / "line", check="off", format="layers")
        answer = node.train(report.path, data.x_train, data.y_train, epochs, size=32)
    if not answer["ok"]:
        context.note(f"TensorFlow.js did not train: {answer['error']}")
        return None
    context.record_numbers(evaluated=answer["evaluated"])
    return np.array([np.concatenate([w.ravel() for w in weights]) for weights in answer["batches"]])


def compare_languages(context: Context, data: Dataset, epochs: int) -> None:
    """One start, three ways: by hand, in Keras, in TensorFlow.js."""
    start = draw_start(data, epochs, context.make_rng())
    sizes = data.x_train[:, 0]
    times = data.y_train[:, 0]
    by_hand = train_lines(start, sizes, times, epochs)[:, 0]
    model = build_model(start)
    by_javascript = train_in_javascript(context, model, data, epochs)
    by_keras = train_in_keras(model, data, epochs)
    context.record_numbers(gap_by_hand=np.abs(by_keras - by_hand).max())
    paths = {"by hand": by_hand, "Keras": by_keras}
    if by_javascript is not None:
        gap = np.abs(by_keras - by_javascript).max()
        context.record_numbers(gap_javascript=gap)
        paths["TensorFlow.js"] = by_javascript
    before = read_line(model)
    loss = model.evaluate(data.x_test, data.y_test, verbose=0)
    moved = np.abs(read_line(model) - before).max()
    context.record_numbers(moved_by_evaluate=moved)
    context.record_numbers(error_test=loss, data=data)
    context.record_weights("line", {"kernel": by_keras[-1, 0], "bias": by_keras[-1, 1]})
    plots.plot_lines(context, data, by_keras)
    plots.tabulate_paths(context, paths)


"""
## Two thousand starts

The book says that after 10 epochs the model is worse than the mean, and much better after more. How
much of that is luck? Many starts at once show it, by the loop above.

All biases start at 0. The kernel is drawn by TensorFlow.js from normal numbers cut off at 2, and by
Keras evenly from -1.7 to 1.7: these are their ways of starting a layer with one input and one unit.
Neither is small beside the 0.07 that is to be learned.
"""


def draw_kernels(context: Context, library: str) -> np.ndarray:
    """2,000 kernels as a library draws them."""
    rng = context.make_rng(1)
    if library == "keras":
        return rng.uniform(-(3**0.5), 3**0.5, 2_000)
    normal = rng.normal(size=3_000)
    return normal[np.abs(normal) < 2][:2_000]


def try_starts(context: Context, data: Dataset) -> None:
    """The test errors of 2,000 starts after 10 epochs and after 200."""
    errors = {}
    for library in ("tensorflow_js", "keras"):
        starts = np.stack([draw_kernels(context, library), np.zeros(2_000)], axis=1)
        path = train_lines(starts, data.x_train[:, 0], data.y_train[:, 0], epochs=200)
        predicted = path[..., :1] * data.x_test[:, 0] + path[..., 1:]
        errors[library] = found = mean_distance(predicted, data.y_test[:, 0])
        middle = {f"median_{n}_{library}": np.median(found[n]) for n in (10, 200)}
        context.record_numbers(middle, data=data)
    found = errors["tensorflow_js"]
    context.record_numbers(
        worse_10=np.mean(found[10] > context.numbers["error_mean"].value),
        below_200=np.mean(found[200] < 0.05),
        data=data,
    )
    plots.plot_starts(context, found)


"""
## Smaller batches, and no rest

With batches of 4 an epoch has five steps instead of one, and with single samples twenty. So fewer
epochs are needed. But look at the end: the error never settles. The slope of a distance does not
shrink on the way to the bottom; it is as steep a millimetre from it as a mile away. With a constant
rate, a step is as long at the end as at the beginning. (`lr-schedules` has the cure.)

The lowest point itself can be found without any training: a line through two of the samples is
always among the best for absolute errors, and there are only 190 of these.
"""


def find_best_line(sizes: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The line with the least mean distance, among those through two samples."""
    first, second = np.triu_indices(len(sizes), 1)
    apart = sizes[first] != sizes[second]
    first = first[apart]
    second = second[apart]
    kernels = (times[first] - times[second]) / (sizes[first] - sizes[second])
    lines = np.stack([kernels, times[first] - kernels * sizes[first]], axis=1)
    errors = mean_distance(lines[:, :1] * sizes + lines[:, 1:], times)
    return lines[errors.argmin()]


def compare_batches(context: Context, data: Dataset) -> None:
    """The training error by epoch for batches of 20, 4 and 1; and the best line there is."""
    sizes = data.x_train[:, 0].astype("float64")
    times = data.y_train[:, 0].astype("float64")
    curves = {}
    for size in (20, 4, 1):
        path = train_lines(np.zeros((1, 2)), sizes, times, epochs=400, batch_size=size)[:, 0]
        curves[size] = mean_distance(path[:, :1] * sizes + path[:, 1:], times)
    best = find_best_line(sizes, times)
    last = curves[20][-100:]
    context.record_numbers(
        best_train=mean_distance(best[0] * sizes + best[1], times),
        best_test=mean_distance(best[0] * data.x_test[:, 0] + best[1], data.y_test[:, 0]),
        best_kernel=best[0],
        best_bias=best[1],
        data=data,
    )
    context.record_numbers(lowest_last=last.min(), highest_last=last.max(), data=data)
    plots.plot_batches(context, curves)


"""
## The other first example

TensorFlow.js's own page "Getting started" learns `y = 2 x - 1` from six points, by the *squared*
error, in 250 epochs, and predicts y for x = 20. The truth is 39, and the page is careful to say
"approximately". By how much does it depend on the start?
"""


def predict_twenty(context: Context) -> None:
    """The prediction at 20 from 2,000 starts: least and largest."""
    x = np.arange(-1.0, 5.0)
    y = 2 * x - 1
    kernels = draw_kernels(context, "tensorflow_js")
    biases = np.zeros(2_000)
    for _ in range(250):
        errors = kernels[:, None] * x + biases[:, None] - y
        kernels = kernels - RATE * 2 * (errors * x).mean(axis=1)
        biases = biases - RATE * 2 * errors.mean(axis=1)
    answers = 20 * kernels + biases
    context.record_numbers(least_20=answers.min(), largest_20=answers.max())


def run(context: Context) -> None:
    """One line in two languages; how much of it is luck; what batches change."""
    data = context.load("download-times")
    measure_constants(context, data)
    compare_languages(context, data, epochs=200)
    try_starts(context, data)
    compare_batches(context, data)
    predict_twenty(context)


"""
## Sources

- S. Cai, S. Bileschi, E. Nielsen with F. Chollet, *Deep Learning with JavaScript*, 2020, chapter 2:
  the data and the model; and notes on it.
- tensorflow/tfjs, `tfjs-layers/src` (the defaults); tensorflow/tfjs-examples, `getting-started`.
"""
