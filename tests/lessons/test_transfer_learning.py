"""transfer-learning: the frozen body, rates by layer, and every accuracy again in NumPy."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

LESSON = "transfer-learning"
OLD, NEW = list("01234"), list("56789")
WAYS = ("scratch", "one_rate", "by_layer", "frozen")


def take(run, name):
    return [run.weights[f"{name}/{number}"] for number in range(8)]


def read(arrays, x):
    """The class that each image is taken for: two convolutions, a pooling, two dense layers."""
    if len(x) > 500:  # in pieces, for the windows are many times as large as the images
        return np.concatenate([read(arrays, piece) for piece in np.array_split(x, len(x) // 250)])
    for kernel, bias in (arrays[:2], arrays[2:4]):
        windows = sliding_window_view(x, (3, 3), axis=(1, 2))
        x = np.maximum(
            np.einsum(
                "nrcimj,imjo->nrco",
                windows.transpose(0, 1, 2, 4, 3, 5),
                kernel.transpose(0, 2, 1, 3),
                optimize=True,
            )
            + bias,
            0,
        )
    rows, columns = (side // 2 * 2 for side in x.shape[1:3])
    x = x[:, :rows, :columns]
    x = np.maximum.reduce([x[:, i::2, j::2] for i in (0, 1) for j in (0, 1)])
    hidden = np.maximum(x.reshape(len(x), -1) @ arrays[4] + arrays[5], 0)
    return (hidden @ arrays[6] + arrays[7]).argmax(axis=1)


def check_ways(run, data):
    """Compare accuracies and moves with the saved weights."""
    start = [run.arrays[f"start_{number}"] for number in range(8)]
    counts = run.arrays["counts"]
    for way in WAYS:
        for each, share in list(zip(counts, run.arrays[f"shares_{way}"], strict=True))[
            :: len(counts) - 1
        ]:
            arrays = take(run, f"{way}_{each}")
            right = np.mean(read(arrays, data.x_test) == data.y_test)
            assert share == pytest.approx(right, abs=0.002)
            if way == "frozen":
                for ours, theirs in zip(arrays[:4], start[:4], strict=True):
                    np.testing.assert_array_equal(ours, theirs)
    assert run["body_changed"] == 0
    assert run["ways_apart"] <= 1e-5
    moved = [take(run, f"{way}_{counts[-1]}")[0] - start[0] for way in ("one_rate", "by_layer")]
    assert 0 < np.linalg.norm(moved[1]) < np.linalg.norm(moved[0]) / 10


def test_frozen_layers_stay_and_each_accuracy_is_that_of_the_saved_weights(quick_run, digits):
    check_ways(quick_run, digits.select_classes(NEW))
    assert quick_run["old"] > 0.9
    assert quick_run["augmented_apart"] > 0.05


@pytest.mark.reference
def test_on_mnist_a_body_that_learned_other_digits_saves_labels_and_time(mnist_run, mnist):
    new = mnist.select_classes(NEW)
    check_ways(mnist_run, new)
    assert mnist_run["new"] == pytest.approx(
        np.mean(read(take(mnist_run, "all"), new.x_test) == new.y_test), abs=1e-3
    )
    # From 2 to 100 labels of each digit: of one start 0.037, 0.063, 0.033 and 0.011 more.
    gains = mnist_run.arrays["shares_frozen"] - mnist_run.arrays["shares_scratch"]
    assert gains[:4].mean() > 0.01
    assert mnist_run["faster"] > 5  # by Keras's fit; benchmarks/frozen_body.py goes by ours
