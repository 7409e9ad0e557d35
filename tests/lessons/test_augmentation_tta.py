"""augmentation-tta: the mean of five predictions by hand, flips that mirror, and MNIST's word."""

import numpy as np
import pytest

from kerasdigits.lessons.convolutions import augmentation_tta as lesson
from kerasdigits.lessons.lab.changed_batches import ChangedBatches
from kerasdigits.models.registry import build
from kerasdigits.training.augmentation import augment

LESSON = "augmentation-tta"


def softmax(x):
    e = np.exp(x.astype("float64") - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def check_answers(run, data, names=("moved",)):
    """Let the saved weights answer again: alone, and as the mean over the same copies."""
    rng = [run.context.make_rng(2, number) for number in range(4)]
    views = [data.x_test, *(augment(data.x_test, each) for each in rng)]
    model = build("cnn", data.input_shape, 10, "classification")
    for name in names:
        arrays = [key for key in run.weights if key.startswith(f"{name}/")]
        model.set_weights([run.weights[f"{name}/{number}"] for number in range(len(arrays))])
        shares = [softmax(model.predict(view, batch_size=500, verbose=0)) for view in views]
        tolerance = 1.5 / len(data.x_test)
        by_copies = [
            np.mean(sum(shares[: copies + 1]).argmax(axis=1) == data.y_test) for copies in range(5)
        ]
        assert run[name] == pytest.approx(by_copies[0], abs=tolerance)
        assert run[f"{name}_tta"] == pytest.approx(by_copies[-1], abs=tolerance)
        if name != "flipped":  # of which the picture shows no curve
            errors = run.arrays[f"errors_{name}"]
            np.testing.assert_allclose(1 - errors, by_copies, rtol=0, atol=tolerance)


def test_the_mean_over_the_copies_is_that_of_the_saved_weights(quick_run, digits):
    check_answers(quick_run, digits)
    said = quick_run.arrays["said_plain"]
    assert said.shape == (6, len(digits.x_test), 10)
    by_hand = np.argmax(said[0] + said[1] + said[2] + said[3] + said[4], axis=1)
    assert quick_run["plain_tta"] == np.mean(by_hand == digits.y_test)
    mirrored = np.argmax(said[0] + said[5], axis=1)
    assert quick_run["mirrored"] == np.mean(mirrored == digits.y_test)


def test_a_batch_is_changed_as_asked_and_again_in_the_same_way(digits, rng):
    seed = int(rng.integers(2**31))
    x, y = digits.x_train[:64], digits.y_train[:64]
    arguments = {"batch_size": 16, "seed": seed}
    plain = ChangedBatches(x, y, change=lesson.leave, **arguments)
    flipped = ChangedBatches(x, y, change=lesson.flip, **arguments)
    count = 0
    for (before, same), (after, labels) in zip(plain, flipped, strict=True):
        np.testing.assert_array_equal(same, labels)
        for one, other in zip(before, after, strict=True):
            mirrored = np.array_equal(other, one[:, ::-1])
            assert mirrored or np.array_equal(other, one)
            count += mirrored
    assert 10 < count < 54
    again = np.concatenate([images for images, _ in flipped])
    np.testing.assert_array_equal(again, np.concatenate([images for images, _ in flipped]))
    flipped.start_epoch(1)
    assert not np.array_equal(again, np.concatenate([images for images, _ in flipped]))


@pytest.mark.reference
def test_on_mnist_moving_few_images_helps_and_mirroring_hurts(mnist_run, mnist):
    check_answers(mnist_run, mnist, ("plain", "moved", "flipped"))
    assert mnist_run["moved"] > mnist_run["plain"]
    assert mnist_run["flipped"] < mnist_run["plain"]
    assert mnist_run["mirrored"] < mnist_run["plain"] - 0.01
    hurt = mnist_run.arrays["by_digit_flipped"] - mnist_run.arrays["by_digit_plain"]
    assert min(hurt[2], hurt[5]) < -0.01
