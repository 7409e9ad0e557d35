"""1989: kernels that are learned read the digits of zip codes."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.practice.milestones.milestone import Milestone, Tell
from kerasdigits.practice.milestones.network import count_right, go_back_without_relu

if TYPE_CHECKING:
    from kerasdigits.data import Dataset

_KERNELS = 4
_SIZE = 3
_EPOCHS = 5
_BATCH = 16
_LEARNING_RATE = 0.1
# Loops in Python go through every image: not through all 60,000 of MNIST.
_MOST_IMAGES = 1_500


@dataclass
class _Net:
    """A layer of kernels `(k, 3, 3)` with a ReLU, and a dense layer behind it."""

    kernels: np.ndarray
    biases: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray


def rerun(mine: SimpleNamespace, data: "Dataset", tell: Tell, folder: Path) -> dict[str, Any]:
    """Train a small convolutional network: by matrices forwards, tied weights backwards."""
    rng = np.random.default_rng(0)
    images, labels = _take_images(data.x_train, data.y_train)
    tests, expected = _take_images(data.x_test, data.y_test)
    rows, columns = images.shape[1:]
    places = (rows - _SIZE + 1) * (columns - _SIZE + 1)
    classes = len(data.class_names)
    net = _Net(
        rng.normal(0, np.sqrt(2) / _SIZE, (_KERNELS, _SIZE, _SIZE)),
        np.zeros(_KERNELS),
        rng.normal(0, np.sqrt(2 / (_KERNELS * places)), (_KERNELS * places, classes)),
        np.zeros(classes),
    )
    accuracy = 0.0
    for epoch in range(1, _EPOCHS + 1):
        order = rng.permutation(len(images))
        for chosen in np.array_split(order, len(images) // _BATCH):
            _take_step(mine, net, images[chosen], labels[chosen])
        accuracy = _count_right(mine, net, tests, expected)
        tell(f"epoch {epoch}: {accuracy:.1%} of {len(tests):,} held-out digits are right")
    return {"accuracy": accuracy, "images": len(images)}


def _take_images(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return images[:_MOST_IMAGES, ..., 0].astype(float), labels[:_MOST_IMAGES]


def _take_step(mine: SimpleNamespace, net: _Net, images: np.ndarray, labels: np.ndarray) -> None:
    """Take a step; the kernels go over all images at once as matrices."""
    _, rows, columns = images.shape
    pixels = images.reshape(len(images), -1)
    sums = np.stack(
        [
            pixels @ mine.make_matrix(kernel, rows, columns).T + bias
            for kernel, bias in zip(net.kernels, net.biases, strict=True)
        ],
        axis=1,
    )
    features = np.maximum(sums, 0).reshape(len(images), -1)
    logits = mine.forward([(net.kernel, net.bias)], features)
    slope = mine.cross_entropy_gradient(logits, labels)
    back = go_back_without_relu(mine)
    slope, kernel_slope, bias_slope = back(features, net.kernel, net.bias, slope)
    slopes = slope.reshape(sums.shape) * (sums > 0)
    maps = slopes.reshape(*slopes.shape[:2], rows - _SIZE + 1, columns - _SIZE + 1)
    for number in range(_KERNELS):
        tied = sum(
            mine.kernel_gradient(image, one)
            for image, one in zip(images, maps[:, number], strict=True)
        )
        net.kernels[number] -= _LEARNING_RATE * tied
    net.biases -= _LEARNING_RATE * slopes.sum(axis=(0, 2))
    net.kernel -= _LEARNING_RATE * kernel_slope
    net.bias -= _LEARNING_RATE * bias_slope


def _count_right(mine: SimpleNamespace, net: _Net, images: np.ndarray, labels: np.ndarray) -> float:
    """Give the share that is read rightly; here the kernels move over each image."""
    features = [
        [
            np.maximum(mine.convolve(image, kernel, 1) + bias, 0).ravel()
            for kernel, bias in zip(net.kernels, net.biases, strict=True)
        ]
        for image in images
    ]
    rows = np.array(features).reshape(len(images), -1)
    return count_right(mine, [(net.kernel, net.bias)], rows, labels)


ZIP_CODES = Milestone(
    name="zip-codes",
    year=1989,
    title="Digits, by kernels that are learned",
    story="LeCun and others let backpropagation find the kernels, and read handwritten zip codes: "
    "5.0 % of 2,007 test digits were wrong. Yours has four kernels of nine weights.",
    needs={
        "convolution": ("convolve", "make_matrix", "kernel_gradient"),
        "depth": ("forward", "dense_backward"),
        "softmax-cross-entropy": ("cross_entropy_gradient",),
    },
    rerun=rerun,
    asked={"accuracy": 0.92},
)
