"""feature-visualization: fields found by probing, patches that answer alone, drawings that win."""

import keras
import numpy as np
import pytest

from kerasdigits.lessons.convolutions import feature_visualization as lesson
from kerasdigits.lessons.lab.enlarged_digits import enlarge
from kerasdigits.models.registry import build

LESSON = "feature-visualization"


def build_cnn(run=None):
    model = build("cnn", (28, 28, 1), 10, "classification")
    if run is not None:
        model.set_weights([run.weights[f"cnn/{number}"] for number in range(len(run.weights))])
    return model


def test_a_field_is_what_an_answer_depends_on(rng):
    model = build_cnn()
    fields = lesson.find_fields(model)
    assert [field.side for field in fields.values()] == [5, 9, 13, 23]
    image = rng.random((1, 28, 28, 1), dtype="float32")
    changed = np.repeat(image, 4, axis=0)
    place = {"conv_1": 6, "conv_2": 6, "conv_3": 6, "conv_4": 3}
    for number, (name, at) in enumerate(place.items()):
        field = fields[name]
        start = field.start + at * field.jump
        inside = slice(start, start + field.side)
        outside = rng.random((28, 28))
        outside[inside, inside] = image[0, inside, inside, 0]
        changed[number, :, :, 0] = outside
    probe = lesson.make_probe(model)
    before, after = (lesson.find_answers(probe, x) for x in (image, changed))
    for number, (name, at) in enumerate(place.items()):
        np.testing.assert_allclose(after[name][number, at, at], before[name][0, at, at], atol=1e-4)
        assert np.abs(after[name][number] - before[name][0]).max() > 1e-3


def test_reported_patches_answer_alone_as_reported_and_drawings_win(quick_run, digits):
    check_favourites(quick_run, enlarge(digits.x_test[:300]))
    assert quick_run["common"] < 0.6


@pytest.mark.reference
def test_on_mnist_deeper_layers_tell_more_of_the_class_and_training_changes_favourites(
    mnist_run, mnist
):
    check_favourites(mnist_run, mnist.x_test[:2000])
    assert mnist_run["tells_conv_4"] > mnist_run["tells_conv_1"] + 0.05
    assert mnist_run["common"] < 0.3


def check_favourites(run, x):
    """Cut the reported patches out of the images and let each answer alone."""
    model = build_cnn(run)
    answers = lesson.find_answers(lesson.make_probe(model), x)
    for name in lesson.LAYERS:
        images, corners, reported = (
            run.arrays[f"{name}_{key}"] for key in ("images", "corners", "answers")
        )
        side = int(run[f"side_{name}"])
        assert corners.min() >= 0 and corners.max() + side <= 28
        assert all(len(set(row)) == 9 for row in images)
        window = lesson.build_window(model, name, side)
        for channel in range(0, len(images), 7):
            patches = [
                x[image, row : row + side, column : column + side]
                for image, (row, column) in zip(images[channel], corners[channel], strict=True)
            ]
            alone = keras.ops.convert_to_numpy(window(np.array(patches)))[:, 0, 0, channel]
            np.testing.assert_allclose(alone.ravel(), reported[channel], atol=1e-3)
            assert (
                answers[name][images[channel], ..., channel].max(axis=(1, 2))
                >= alone.ravel() - 1e-3
            ).all()
        drawings = run.arrays[f"{name}_drawings"]
        assert drawings.min() >= 0 and drawings.max() <= 1
        drawn = keras.ops.convert_to_numpy(window(drawings[..., None]))[:, 0, 0]
        np.testing.assert_allclose(np.diag(drawn), run.arrays[f"{name}_reached"], atol=1e-3)
        assert (np.diag(drawn) > reported[:, 0]).all()
    assert run["exceeding"] == 1
