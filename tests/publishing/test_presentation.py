"""The page is told what a developer says, what a run knows, or what the shape suggests."""

import keras
import numpy as np
import pytest

from kerasdigits.errors import DataError, ExportError
from kerasdigits.models.load import load_model
from kerasdigits.publishing.presentation import Presentation, describe

MNIST = {"recipe": "mnist", "size": [28, 28]}
RUN = {"task": "classification", "class_names": ["a", "b"], "preprocess": MNIST}


def make(shape, *layers, units=10, dtype="float32"):
    """A model of these layers, then of one dense layer."""
    ends = [keras.layers.Flatten(), keras.layers.Dense(units)]
    return keras.Sequential([keras.Input(shape, dtype=dtype), *layers, *ends])


def normalization(mean):
    layer = keras.layers.Normalization(mean=mean, variance=1.0)
    layer.build((None, 28, 28, 1))
    return layer


def recipe_of(model, shape=None, **said):
    return describe(Presentation(**said), model, {}, shape)[0].get("preprocess", "the page's own")


@pytest.mark.parametrize("shape", [(28, 28, 1), (28, 28), (1, 28, 28), (784,), (784, 1)])
def test_a_bare_model_of_mnists_pictures_gets_mnists_recipe_and_a_note_how_to_change_it(shape):
    metadata, (note,) = describe(Presentation(), make(shape), {})
    assert metadata == {"preprocess": MNIST}
    assert (
        "as MNIST's digits were: light on dark" in note
        and "from 0 to 1; preprocess, input_range" in note
    )
    (note,) = describe(Presentation(dark_on_white=True), make(shape), {})[1]
    assert "as MNIST's digits were: dark on white" in note


@pytest.mark.parametrize(
    "model",
    [
        lambda: make((28, 28, 3)),
        lambda: make((28, 27, 1)),
        lambda: make((28, 28), dtype="int32"),
        lambda: make((4,)),
        lambda: make((120, 3), keras.layers.Rescaling(1 / 255)),  # a sequence
    ],
)
def test_other_bare_models_are_left_to_the_page(model):
    assert describe(Presentation(), model(), {}) == ({}, [])


def test_a_bare_model_of_two_inputs_is_left_to_the_page():
    inputs = [keras.Input((28, 28)), keras.Input((28, 28))]
    assert describe(Presentation(), keras.Model(inputs, keras.layers.add(inputs)), {}) == ({}, [])


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (lambda: keras.layers.Rescaling(1 / 255), [0, 255]),
        (lambda: keras.layers.Rescaling(1 / 127.5, offset=-1), [0, 255]),
        (lambda: keras.layers.Rescaling(1 / 16), [0, 16]),
        (lambda: make((28, 28, 1), keras.layers.Rescaling(1 / 255)), [0, 255]),
        (lambda: normalization(33.3), [0, 255]),
        (lambda: keras.layers.Rescaling(2.0, offset=-1), None),
        (lambda: normalization(0.13), None),
        (lambda: keras.layers.ReLU(), None),
    ],
)
def test_the_first_layers_tell_the_range(first, expected):
    model = make((28, 28, 1), keras.layers.RandomRotation(0.1), first())
    assert recipe_of(model).get("range") == expected
    assert recipe_of(model, input_range=(-1, 1))["range"] == [-1, 1]


def test_a_file_that_was_loaded_tells_its_range_too(tmp_path):
    make((28, 28), keras.layers.Rescaling(1 / 255)).save(tmp_path / "bytes.keras")
    assert recipe_of(load_model(tmp_path / "bytes.keras"))["range"] == [0, 255]


def test_a_model_of_bytes_and_a_larger_picture_with_a_range_of_its_own():
    assert recipe_of(make((28, 28), dtype="uint8"))["range"] == [0, 255]
    model = make((32, 48, 3), keras.layers.Rescaling(1 / 255))
    metadata, (note,) = describe(Presentation(), model, {})
    size = {"recipe": "resize", "size": [32, 48], "channels": 3}
    assert metadata["preprocess"] == {**size, "range": [0, 255]}
    assert "scales its input itself" in note and "from 0 to 255" in note


def test_what_the_developer_says_wins_over_the_shape_and_over_a_run():
    model = make((28, 28, 1), units=2)
    resize = {"recipe": "resize", "size": [28, 28], "channels": 1}
    assert recipe_of(model, preprocess="resize") == resize
    assert recipe_of(model, preprocess="none") is None
    said = Presentation(title="My digits", class_names=("no", "yes"), dark_on_white=True)
    metadata, notes = describe(said, model, RUN)
    assert notes == []
    assert metadata == {
        **RUN,
        "class_names": ["no", "yes"],
        "title": "My digits",
        "preprocess": {**MNIST, "dark_on_white": True},
    }
    assert describe(Presentation(), model, RUN) == (RUN, [])


def test_open_sizes_are_those_that_the_user_gives():
    model = keras.Sequential([keras.Input((None, None, 3)), keras.layers.GlobalMaxPooling2D()])
    with pytest.raises(ExportError, match=r"input \? x \? x 3\. Give the sizes with --input"):
        recipe_of(model, preprocess="resize")
    size = {"recipe": "resize", "size": [24, 32], "channels": 3}
    assert recipe_of(model, (None, 24, 32, 3), preprocess="resize") == size
    assert recipe_of(make((28, 28)), (None, 3)) == MNIST  # sizes that are known need no telling


@pytest.mark.parametrize(
    ("shape", "said", "message"),
    [
        ((28, 28, 3), {"preprocess": "mnist"}, "28 x 28, with one channel. Received: .* 28 x 28 x"),
        ((28, 28, 1), {"preprocess": "uci"}, "8 x 8"),
        ((784,), {"preprocess": "resize"}, "Received: input 784 numbers. Choose another one"),
        ((28, 28, 1), {"class_names": ("a", "b")}, "tells 10 classes apart. Received: 2 names"),
        ((4,), {"input_range": (0, 255)}, "Received: input_range"),
        ((4,), {"dark_on_white": True}, "Received: dark_on_white"),
    ],
)
def test_what_does_not_fit_the_model_is_refused(shape, said, message):
    with pytest.raises(ExportError, match=message):
        describe(Presentation(**said), make(shape), {})


def test_one_output_tells_two_classes_apart():
    said = Presentation(class_names=("no", "yes"))
    assert describe(said, make((4,), units=1), {})[0]["class_names"] == ["no", "yes"]


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", " "])
def test_a_name_that_no_folder_can_have_is_refused(name):
    with pytest.raises(ExportError, match="must be the name of a folder"):
        Presentation(name=name).require_sound()


def test_no_pictures_have_no_range():
    with pytest.raises(ExportError, match="no range of pixels"):
        Presentation(preprocess="none", input_range=(0.0, 1.0)).require_sound()


def test_a_range_that_is_none_is_refused():
    with pytest.raises(DataError, match="the lower first"):
        recipe_of(make((28, 28)), input_range=(1.0, np.inf))
