"""Convolution: nine weights, moved over the whole picture.

Shuffle the pixels of every picture, all in the same way. A dense network learns as well as before:
it never knew which pixels are neighbours. A convolutional network loses its lead.

## The idea

A **kernel** is a small table of weights, often 3 x 3. Lay it on the picture, multiply each weight
with the pixel below it, and add up: one number, for one place. Move it on by one pixel, and do it
again. The numbers for all places are a new picture, bright where the kernel found what it looks
for. A layer of 676 such numbers would need 529,984 weights if each of them had its own for each
pixel. Here they share **nine**.

## What to look at

- Digits with their pixels shuffled: two networks read them, and one of them does not mind.
- Three kernels on one digit: an edge is bright where the kernel's edge lies on it.
- The same layer as one large matrix: almost all of it is 0, and the rest are nine numbers.
"""

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kerasdigits.autodiff import value_and_grad
from kerasdigits.data import Dataset
from kerasdigits.lessons.convolutions import convolution_plots as plots
from kerasdigits.lessons.course.context import Context
from kerasdigits.models.registry import build
from kerasdigits.training.batches import Batches, FollowEpochs
from kerasdigits.training.optimizers import make_optimizer

"""
## Neighbours

A dense layer takes a picture as a row of numbers. Put them into another order, the same in every
picture, and the weights can be put into that order too: nothing is lost. For you, the digits are
gone. Which is a network more like? We train two, each on the digits as they are and on the
shuffled ones: `mlp` has one hidden layer of 30 units, `cnn` four convolutions and fewer parameters.
"""


IMAGES = 10_000  # to train on, at most
LEARNING_RATE = 0.01


def shuffle_pixels(images: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Put the pixels of each image into the same new order."""
    return images.reshape(len(images), -1)[:, order].reshape(images.shape)


def compile_network(name: str, input_shape: tuple[int, ...], steps: int) -> keras.Model:
    """A network of the registry, to be trained by Adam with a rate that rises and falls."""
    model = build(name, input_shape, num_outputs=10, task="classification")
    model.compile(
        optimizer=make_optimizer(
            "adam",
            learning_rate=LEARNING_RATE,
            schedule="one-cycle",
            total_steps=steps,
            weight_decay=0,
        ),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    model.optimizer.build(model.trainable_variables)
    return model


def find_accuracy(model: keras.Model, x: np.ndarray, y: np.ndarray) -> float:
    """The share of images whose largest logit is that of their class."""
    return float(np.mean(model.predict(x, verbose=0).argmax(axis=1) == y))


"""
Both kinds of digits get the same start and the same batches: the model's state, weights and
optimizer together, is copied before and put back between. A single start would be a matter of
luck, so there are three (one, in a quick run), and the mean counts.

On the embedded scans, only 8 x 8 pixels large, there is hardly a difference: wherever the pixels
are, the four convolutions together see them all. On MNIST there is one.
"""


def train_on_orders(
    model: keras.Model, data: Dataset, orders: dict, *, images: int, epochs: int, seed: int
) -> dict[str, float]:
    """Train from the same state on each order of the pixels; gives the accuracies."""
    state = model.get_state_tree(value_format="numpy_array")
    shares = {}
    for kind, order in orders.items():
        x = shuffle_pixels(data.x_train[:images], order)
        batches = Batches(x, data.y_train[:images], batch_size=64, seed=seed)
        follow = FollowEpochs(batches)
        model.set_state_tree(state)
        model.fit(batches, epochs=epochs, shuffle=False, callbacks=[follow], verbose=0)
        shares[kind] = find_accuracy(model, shuffle_pixels(data.x_test, order), data.y_test)
    return shares


def record_model(context: Context, name: str, model: keras.Model) -> None:
    """Record a model's arrays, by their numbers."""
    arrays = model.get_weights()
    context.record_weights(name, {str(number): array for number, array in enumerate(arrays)})


def compare_orders(context: Context) -> None:
    """Two networks, on the digits as they are and with their pixels shuffled."""
    data = context.load_digits()
    images = min(IMAGES, len(data.x_train))
    epochs = 2 if data.name == "mnist" else 4 if context.quick else 10
    pixels = data.x_train[0].size
    orders = {
        "ordered": np.arange(pixels),
        "shuffled": context.make_rng(1).permutation(pixels),
    }
    shares = {}
    for name in ("mlp", "cnn"):
        found = []
        for start in range(1 if context.quick else 3):
            context.note(f"Training: {name} twice, start {start}")
            model = compile_network(name, data.input_shape, steps=epochs * -(-images // 64))
            seed = context.seed + start
            options = {"images": images, "epochs": epochs, "seed": seed}
            found.append(train_on_orders(model, data, orders, **options))
        for kind in orders:
            shares[f"{name}_{kind}"] = float(np.mean([one[kind] for one in found]))
            context.record_array(f"starts_{name}_{kind}", [one[kind] for one in found])
        record_model(context, f"{name}_shuffled", model)  # as it is after the last training
    context.record_numbers(shares, data=data)
    plots.plot_shuffled(context, data.x_test[:5], orders["shuffled"], shares, images, epochs)


"""
## One place

What does the convolutional network do with neighbours? This is fastbook's first kernel. It is
positive below and negative above, so that its sum is large where paper lies above ink: at the
*top edge* of a stroke. Where all nine pixels are the same, the sum is 0.
"""

TOP = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])
LEFT = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
DIAGONAL = np.array([[0, -1, 1], [-1, 1, 0], [1, 0, 0]])


def apply_kernel(image: np.ndarray, row: int, column: int, kernel: np.ndarray) -> float:
    """Multiply a kernel with the pixels around a place, and add up."""
    around = image[row - 1 : row + 2, column - 1 : column + 2]
    return (around * kernel).sum()


r"""
## All places

`sliding_window_view` gives a view of all the windows, with no loop. The kernel's middle cannot lie
on the border, so a picture of 28 x 28 becomes one of 26 x 26, unless zeros are put around it first
(**padding**). Moving on by two pixels instead of one (**stride** 2) halves the picture. With
padding p and stride s, a side of n pixels and a kernel of k give

$$\left\lfloor \frac{n + 2 p - k}{s} \right\rfloor + 1$$

places.
"""


def convolve(
    image: np.ndarray, kernel: np.ndarray, stride: int = 1, padding: int = 0
) -> np.ndarray:
    """Apply a kernel at all places, `(rows, columns)`."""
    padded = np.pad(image, padding)
    windows = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("rcij,ij->rc", windows, kernel)


def count_places(pixels: int, size: int, stride: int = 1, padding: int = 0) -> int:
    """How many places there are along a side."""
    return (pixels + 2 * padding - size) // stride + 1


def choose_image(context: Context) -> np.ndarray:
    """fastbook's 3 with pixels from 0 to 255; of the embedded digits, the first 3."""
    data = context.load_digits()
    number = 12 if data.name == "mnist" else np.flatnonzero(data.y_train == 3)[0]
    return np.rint(255 * data.x_train[number, :, :, 0])


def apply_kernels(context: Context) -> None:
    """Three kernels on one digit, at the book's two places and at all of them."""
    data = context.load_digits()
    image = choose_image(context)
    maps = {
        "top edges": convolve(image, TOP),
        "left edges": convolve(image, LEFT),
        "diagonal strokes": convolve(image, DIAGONAL),
    }
    if data.name == "mnist":
        context.record_numbers(
            at_edge=apply_kernel(image, 5, 7, TOP),
            at_flat=apply_kernel(image, 8, 18, TOP),
            data=data,
        )
    context.record_numbers(side=count_places(28, 3))
    plots.plot_maps(context, image, maps)
    rows = [
        (f"{n} x {n}", f"{k} x {k}", stride, padding, count_places(n, k, stride, padding))
        for n, k, stride, padding in (
            (28, 3, 1, 0),
            (28, 3, 1, 1),
            (28, 3, 2, 1),
            (28, 5, 2, 2),
            (8, 3, 1, 0),
            (8, 3, 2, 1),
        )
    ]
    context.record_table("sizes", rows)


"""
## The same layer, as a matrix

A dense layer is `matrix @ pixels + bias`, and so is a convolution: each place is a row of the
matrix, which holds the kernel's nine numbers in the columns of the pixels below it, and zeros
elsewhere. To get that row, apply the kernel to pictures with a single pixel of ink.
"""


def make_matrix(kernel: np.ndarray, shape: tuple[int, int], stride: int = 1) -> np.ndarray:
    """The matrix that does to a row of pixels what a kernel does to a picture."""
    pixels = np.eye(shape[0] * shape[1])
    columns = [convolve(pixel.reshape(shape), kernel, stride).ravel() for pixel in pixels]
    return np.stack(columns, axis=1)


def write_as_matrix(context: Context) -> None:
    """What of the matrix is not 0, for a picture of 28 x 28 pixels; and what 8 x 8 looks like."""
    kernel = context.make_rng(2).normal(size=(3, 3))
    matrix = make_matrix(kernel, (28, 28))
    context.record_numbers(
        entries=matrix.size,
        not_zero=np.count_nonzero(matrix),
        distinct=len(np.unique(matrix[matrix != 0])),
    )
    names = np.arange(1, 10).reshape(3, 3)  # number the nine weights, to see where each stands
    plots.plot_matrix(context, make_matrix(names, (8, 8)))


"""
## What Keras does

`Conv2D` has a kernel of `(3, 3, channels in, channels out)`: each new picture adds up one kernel
for each channel of the old one, and a bias. It slides the kernel as it is. What mathematics calls
a convolution turns the kernel by 180 degrees first; a network would merely learn the turned
weights, so nobody turns them. Is Keras's layer our `convolve`, our matrix, or neither?
"""


def convolve_by_keras(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
    """One channel through `Conv2D`."""
    layer = keras.layers.Conv2D(1, kernel.shape, strides=stride, use_bias=False)
    layer.build((None, *image.shape, 1))
    layer.set_weights([kernel[:, :, None, None]])
    return keras.ops.convert_to_numpy(layer(image[None, :, :, None].astype("float32")))[0, :, :, 0]


def compare_with_keras(context: Context) -> None:
    """Keras's layer, the matrix, and the kernel turned by 180 degrees."""
    rng = context.make_rng(3)
    image = rng.uniform(size=(28, 28))
    kernel = rng.normal(size=(3, 3))
    by_keras = {stride: convolve_by_keras(image, kernel, stride) for stride in (1, 2)}
    by_matrix = {stride: make_matrix(kernel, (28, 28), stride) @ image.ravel() for stride in (1, 2)}
    apart = [np.abs(by_keras[stride].ravel() - by_matrix[stride]).max() for stride in (1, 2)]
    turned = convolve(image, kernel[::-1, ::-1])
    context.record_numbers(
        matrix_error=max(apart),
        turned_error=np.abs(by_keras[1] - turned).max(),
    )
    context.record_array("image", image)
    context.record_array("kernel", kernel)
    context.record_array("by_keras_1", by_keras[1])
    context.record_array("by_keras_2", by_keras[2])


"""
## Tied weights learn together

Each of the nine weights stands in the matrix 676 times. Let a dense layer have that matrix. Its
gradient has a number for every entry, zeros included; after one step the copies would differ, and
the zeros would be gone. The gradient of a *tied* weight is the sum over its copies, so that all of
them take the same step. We compute both and compare: one by the kernel, one by the whole matrix.
"""


def add_up_copies(gradient: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Add up the gradient of a matrix over the copies of each of the nine weights."""
    places = make_matrix(np.arange(1, 10).reshape(3, 3), shape)
    return np.array([gradient[places == number].sum() for number in range(1, 10)]).reshape(3, 3)


def compare_gradients(context: Context) -> None:
    """The gradient of a squared error by the kernel, and by the matrix, its copies added up."""
    rng = context.make_rng(4)
    kernel = rng.normal(size=(3, 3)).astype("float32")
    image = rng.uniform(size=(8, 8)).astype("float32")
    target = rng.normal(size=(6, 6)).astype("float32")

    def miss_by_kernel(kernel, image, target):
        made = keras.ops.conv(image[None, :, :, None], kernel[:, :, None, None])
        return keras.ops.sum((made[0, :, :, 0] - target) ** 2)

    def miss_by_matrix(matrix, image, target):
        made = matrix @ keras.ops.reshape(image, (64, 1))
        return keras.ops.sum((made - keras.ops.reshape(target, (36, 1))) ** 2)

    matrix = make_matrix(kernel, (8, 8)).astype("float32")
    _, by_kernel = value_and_grad(miss_by_kernel)(kernel, image, target)
    _, by_matrix = value_and_grad(miss_by_matrix)(matrix, image, target)
    context.record_numbers(
        gradient_error=np.abs(add_up_copies(by_matrix, (8, 8)) - by_kernel).max(),
        untied=np.count_nonzero(by_matrix[matrix == 0]) / np.sum(matrix == 0),
    )
    context.record_array("gradient_of_kernel", by_kernel)
    context.record_array("gradient_of_matrix", by_matrix)


"""
## What it costs

Weights are few; the work is not. A convolution multiplies each weight at every place, and its
output is larger than its input when it has many channels.
"""


def count_costs(context: Context) -> None:
    """Weights and multiplications of the first layer of a network for 28 x 28 pixels."""
    places = 26 * 26
    rows = [
        ("dense, 784 to 676", f"{784 * places:,}", f"{784 * places:,}"),
        ("convolution, 3 x 3, 1 channel", "9", f"{9 * places:,}"),
        ("convolution, 3 x 3, 32 channels", f"{9 * 32:,}", f"{9 * 32 * places:,}"),
    ]
    context.record_table("costs", rows)
    context.record_numbers(weights=9)


def run(context: Context) -> None:
    """Neighbours; one place, all places; a matrix; Keras's layer; gradients; costs."""
    compare_orders(context)
    apply_kernels(context)
    write_as_matrix(context)
    compare_with_keras(context)
    compare_gradients(context)
    count_costs(context)


"""
## Sources

- fastbook, `13_convolutions.ipynb`: cells 23 and 25, the top-edge kernel at two places of a 3; the
  padding and the stride. fast.ai course v3, lesson 5: a convolution is a matrix product with zeros
  and tied weights.
- V. Dumoulin and F. Visin, 2016 (arXiv 1603.07285): the sizes of what comes out.
- C. Zhang et al., 2017 (arXiv 1611.03530): networks on pictures whose pixels are shuffled.
"""
