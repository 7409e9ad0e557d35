"""convolution: the matrix, the tied gradient, and what shuffled pixels cost, computed again."""

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from kerasdigits.autodiff import value_and_grad
from kerasdigits.lessons.convolutions import convolution as lesson
from kerasdigits.models.registry import build

LESSON = "convolution"


@pytest.mark.each_backend
def test_the_matrix_of_a_hidden_kernel_does_what_keras_does_and_has_nine_numbers(rng):
    rows, columns, size = (int(n) for n in rng.integers((6, 6, 2), (12, 12, 5)))
    kernel = rng.normal(size=(size, size))
    image = rng.normal(size=(rows, columns))
    for stride in (1, 2):
        matrix = lesson.make_matrix(kernel, (rows, columns), stride)
        made = lesson.convolve_by_keras(image, kernel, stride)
        expected = correlate2d(image, kernel, mode="valid")[::stride, ::stride]
        assert made.shape == expected.shape
        assert expected.shape == (
            lesson.count_places(rows, size, stride),
            lesson.count_places(columns, size, stride),
        )
        np.testing.assert_allclose(made, expected, atol=1e-4)
        np.testing.assert_allclose(matrix @ image.ravel(), expected.ravel(), atol=1e-9)
        assert len(np.unique(matrix[matrix != 0])) == size**2


@pytest.mark.each_backend
def test_the_gradient_of_a_tied_weight_is_the_sum_over_its_copies(rng):
    kernel = rng.normal(size=(3, 3))
    image = rng.normal(size=(7, 7))
    matrix = lesson.make_matrix(kernel, (7, 7))

    def sum_squares(matrix, pixels):
        return keras.ops.sum((matrix @ pixels) ** 2)

    _, gradient = value_and_grad(sum_squares)(matrix, image.reshape(49, 1))
    # By hand: d/dk of the sum of squares of a correlation is twice a correlation with it.
    expected = 2 * correlate2d(image, correlate2d(image, kernel, "valid"), "valid")
    np.testing.assert_allclose(lesson.add_up_copies(gradient, (7, 7)), expected, rtol=1e-6)


def test_padding_keeps_a_side_and_a_stride_of_two_halves_it(rng):
    for pixels in rng.integers(6, 40, 5):
        assert lesson.convolve(np.zeros((pixels, pixels)), np.ones((3, 3)), 1, 1).shape[0] == pixels
        assert lesson.count_places(pixels, 3, 2, 1) == -(-pixels // 2)
        assert lesson.count_places(pixels, 3) == pixels - 2


def test_what_the_quick_run_found_can_be_computed_again(quick_run, digits):
    image, kernel = quick_run.arrays["image"], quick_run.arrays["kernel"]
    expected = correlate2d(image, kernel, mode="valid")
    np.testing.assert_allclose(quick_run.arrays["by_keras_1"], expected, atol=1e-4)
    np.testing.assert_allclose(quick_run.arrays["by_keras_2"], expected[::2, ::2], atol=1e-4)
    assert quick_run["turned_error"] > 0.1
    assert quick_run["untied"] > 0.9
    check_shares(quick_run, digits)


@pytest.mark.reference
def test_on_mnist_shuffling_costs_the_convolutions_most_and_the_dense_layers_nothing(
    mnist_run, mnist
):
    check_shares(mnist_run, mnist)
    assert abs(mnist_run["mlp_ordered"] - mnist_run["mlp_shuffled"]) < 0.006
    assert mnist_run["cnn_ordered"] - mnist_run["cnn_shuffled"] > 0.02
    assert mnist_run["cnn_ordered"] > mnist_run["mlp_ordered"] + 0.02


def check_shares(run, data):
    """Compare the accuracy of each last start with that of its saved weights."""
    order = run.arrays["order"]
    assert sorted(order) == list(range(data.x_test[0].size))
    shuffled = data.x_test.reshape(len(data.x_test), -1)[:, order].reshape(data.x_test.shape)
    for name in ("mlp", "cnn"):
        for kind in ("ordered", "shuffled"):
            assert run[f"{name}_{kind}"] == pytest.approx(
                run.arrays[f"starts_{name}_{kind}"].mean()
            )
        arrays = [run.weights[key] for key in run.weights if key.startswith(f"{name}_shuffled/")]
        right = np.mean(read(name, arrays, shuffled) == data.y_test)
        last = run.arrays[f"starts_{name}_shuffled"][-1]
        assert last == pytest.approx(right, abs=1.5 / len(shuffled))


def read(name, arrays, x):
    """The class that each image is taken for: the dense network in NumPy."""
    if name == "mlp":
        kernel, bias, last_kernel, last_bias = arrays
        hidden = np.maximum(x.reshape(len(x), -1) @ kernel + bias, 0)
        return (hidden @ last_kernel + last_bias).argmax(axis=1)
    model = build(name, x.shape[1:], 10, "classification")
    model.set_weights(arrays)
    return model.predict(x, batch_size=500, verbose=0).argmax(axis=1)
