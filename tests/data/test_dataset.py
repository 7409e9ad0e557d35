import hashlib
import subprocess
import sys

import numpy as np
import pytest

from kerasdigits.data import classification, regression
from kerasdigits.errors import DataError


def make(x_train=None, y_train=None, x_test=None, y_test=None, **options):
    """Six training and three test images of three classes, unless given otherwise."""
    random = np.random.default_rng(0)
    x_train = random.random((6, 4, 5)) if x_train is None else x_train
    y_train = np.array([0, 1, 2, 0, 1, 2]) if y_train is None else y_train
    x_test = random.random((3, 4, 5)) if x_test is None else x_test
    y_test = np.array([2, 1, 0]) if y_test is None else y_test
    return classification("toy", (x_train, y_train), (x_test, y_test), source="here", **options)


def test_images_get_a_channel_and_float32_and_labels_int32():
    data = make()
    assert data.x_train.shape == (6, 4, 5, 1)
    assert data.input_shape == (4, 5, 1)
    assert data.x_train.dtype == data.x_test.dtype == np.float32
    assert data.y_train.dtype == data.y_test.dtype == np.int32
    assert data.class_names == ("0", "1", "2")
    assert data.preprocess == {"recipe": "resize", "size": [4, 5], "channels": 1}


def test_the_fingerprint_is_a_hash_of_every_array_and_name():
    data = make()
    digest = hashlib.sha256(b"('0', '1', '2')")
    for array, shape in (
        (data.x_train, "(6, 4, 5, 1)<f4"),
        (data.y_train, "(6,)<i4"),
        (data.x_test, "(3, 4, 5, 1)<f4"),
        (data.y_test, "(3,)<i4"),
    ):
        digest.update(shape.encode() + array.tobytes())
    assert data.fingerprint == digest.hexdigest() == make().fingerprint
    others = [
        make(y_train=np.array([1, 0, 2, 0, 1, 2])).fingerprint,
        make(y_test=np.array([2, 1, 1])).fingerprint,
        make(x_test=np.zeros((3, 4, 5))).fingerprint,
        make(class_names=["0", "1", "two"]).fingerprint,
    ]
    assert len({data.fingerprint, *others}) == 5


def test_selected_classes_are_renumbered_in_the_order_given():
    data = make()
    chosen = data.select_classes(["2", "0"])
    assert chosen.class_names == ("2", "0")
    assert chosen.name == "toy-2-0"
    np.testing.assert_array_equal(chosen.y_train, [1, 0, 1, 0])
    np.testing.assert_array_equal(chosen.y_test, [0, 1])
    np.testing.assert_array_equal(chosen.x_train, data.x_train[[0, 2, 3, 5]])
    np.testing.assert_array_equal(chosen.x_test, data.x_test[[0, 2]])
    assert chosen.y_train.dtype == np.int32
    assert chosen.fingerprint != data.fingerprint


@pytest.mark.parametrize("names", [["0"], ["0", "9"], ["0", "0"], []])
def test_unfit_classes_cannot_be_selected(names):
    with pytest.raises(DataError, match="0, 1, 2"):
        make().select_classes(names)


def test_selecting_classes_that_the_test_set_lacks_is_refused():
    with pytest.raises(DataError, match="test set is empty"):
        make(y_test=np.array([0, 0, 0])).select_classes(["1", "2"])


def with_value(value):
    images = np.random.default_rng(0).random((6, 4, 5))
    images[4, 1, 2] = value
    return images


UNFIT = {
    "nan pixel": ({"x_train": with_value(np.nan)}, "nan at index (4, 1, 2, 0), 1 in all"),
    "infinite pixel": ({"x_train": with_value(np.inf)}, "inf at index (4, 1, 2, 0)"),
    "nan test pixel": ({"x_test": np.full((3, 4, 5), np.nan)}, "60 in all"),
    "negative pixel": ({"x_train": with_value(-0.5)}, "from -0.5"),
    "too bright": ({"x_train": with_value(256.0)}, "to 256"),
    "0 to 16": (
        {"x_train": np.floor(with_value(0.5) * 17), "x_test": np.full((3, 4, 5), 16.0)},
        "to 16",
    ),
    "fractions up to 200": ({"x_train": with_value(200.0)}, "to 200"),
    "16-bit": ({"x_train": np.full((6, 4, 5), 4000, np.uint16)}, "uint16"),
    "rank 2 and 3": ({"x_train": np.zeros((6, 20))}, "wrong shape"),
    "rank 5": ({"x_train": np.zeros((6, 4, 5, 1, 1))}, "(6, 4, 5, 1, 1)"),
    "two channels": ({"x_train": np.zeros((6, 4, 5, 2))}, "(6, 4, 5, 2)"),
    "other size": ({"x_test": np.zeros((3, 5, 4))}, "(4, 5, 1) and (5, 4, 1)"),
    "no pixels": ({"x_train": np.zeros((6, 0, 5))}, "(6, 0, 5, 1)"),
    "text": ({"x_train": np.full((6, 4, 5), "a")}, "not numeric"),
    "objects": ({"x_train": np.full((6, 4, 5), None)}, "not numeric"),
    "complex": ({"x_train": np.zeros((6, 4, 5), complex)}, "complex"),
    "lengths": ({"y_train": np.arange(5)}, "(6, 4, 5) and (5,)"),
    "empty training set": (
        {"x_train": np.zeros((0, 4, 5)), "y_train": np.zeros(0)},
        "train set is",
    ),
    "empty test set": ({"x_test": np.zeros((0, 4, 5)), "y_test": np.zeros(0, int)}, "test set is"),
    "negative label": ({"y_train": np.array([0, 1, 2, -1, 1, 2])}, "-1 at index 3"),
    "negative test label": ({"y_test": np.array([0, 1, -2])}, "-2 at index 2"),
    "label too large": ({"y_test": np.array([0, 3, 1])}, "3 at index 1"),
    "fractional label": ({"y_train": np.array([0, 1, 2, 0.5, 1, 2])}, "0.5 at index 3"),
    "nan label": ({"y_train": np.array([0, 1, 2, np.nan, 1, 2])}, "nan at index 3"),
    "one-hot labels": ({"y_train": np.eye(6)[:, :3]}, "argmax"),
    "text labels": ({"y_train": np.array(list("abcabc"))}, "not numeric"),
    "a gap": ({"y_train": np.array([0, 1, 3, 0, 1, 3])}, "label 2"),
    "counted from 1": ({"y_train": np.array([1, 2, 3, 1, 2, 3])}, "label 0"),
    "a huge label": (
        {"y_train": np.array([0, 1, 2, 400_000_000, 1, 2])},
        "label 3, while 400000000",
    ),
    "a label beyond int32": (
        {"y_train": np.array([0, 1, 2**40, 0, 1, 2])},
        "1099511627776 at index 2",
    ),
    "a label of 1e300": ({"y_train": np.array([0, 1, 1e300, 0, 1, 2])}, "1e+300 at index 2"),
    "a label of 2**63": ({"y_train": np.array([0, 1, 2**63], np.uint64).repeat(2)}, "at index 4"),
    "an empty name": ({"class_names": ["a", " ", "c"]}, "' ' for label 1"),
    "a name twice": ({"class_names": ["a", "b", "a"]}, "'a' for labels 0 and 2"),
    "a name that is not text": ({"class_names": [b"a", b"b", b"\xff"]}, "not UTF-8"),
    "a name without a sample": ({"class_names": list("abcd")}, "label 3 (d)"),
    "one class": ({"y_train": np.zeros(6, int), "y_test": np.zeros(3, int)}, "only one class"),
}


@pytest.mark.parametrize(("arrays", "words"), UNFIT.values(), ids=UNFIT)
def test_unfit_arrays_give_one_clear_line(arrays, words):
    with pytest.raises(DataError) as caught:
        make(**arrays)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (np.array([0, 51, 255], np.uint8), [0, 0.2, 1]),
        (np.array([0, 51, 255], np.int64), [0, 0.2, 1]),
        (np.array([0.0, 51.0, 255.0]), [0, 0.2, 1]),
        (np.array([0, 1, 1], np.uint8), [0, 1, 1]),
        (np.array([False, True, True]), [0, 1, 1]),
        (np.array([0, 0.25, 1], np.float16), [0, 0.25, 1]),
    ],
    ids=["uint8", "int64", "whole floats", "black and white", "bool", "float16"],
)
def test_pixels_are_scaled_to_the_unit_interval(images, expected):
    pixels = np.tile(images.reshape(1, 1, 3), (6, 1, 1))
    data = make(x_train=pixels, x_test=pixels[:3])
    np.testing.assert_allclose(data.x_train[5, 0, :, 0], np.float32(expected), rtol=1e-7)
    assert data.x_train.dtype == np.float32


def test_training_and_test_images_are_scaled_alike():
    # The test images alone look black and white; the training images say that 1 is nearly black.
    train = np.full((6, 2, 2), 255, np.uint8)
    data = make(x_train=train, x_test=np.ones((3, 2, 2), np.uint8))
    np.testing.assert_allclose(data.x_test, 1 / 255, rtol=1e-6)


def test_tables_of_numbers_are_not_scaled_and_have_no_recipe():
    table = np.random.default_rng(0).normal(50, 100, (6, 7))
    data = make(x_train=table, x_test=table[:3])
    np.testing.assert_array_equal(data.x_train, table.astype(np.float32))
    assert data.input_shape == (7,)
    assert data.preprocess is None


def test_labels_as_a_column_of_whole_floats_are_taken():
    data = make(y_train=np.array([[0.0], [1], [2], [0], [1], [2]]))
    np.testing.assert_array_equal(data.y_train, [0, 1, 2, 0, 1, 2])


def test_a_regression_keeps_its_numbers_and_has_no_classes():
    x, y = np.array([[1.5], [300.0]]), np.array([[-2.0], [7.0]])
    data = regression("line", (x, y), (x, y), source="here")
    np.testing.assert_array_equal(data.x_train, x)
    np.testing.assert_array_equal(data.y_test, y)
    assert (data.task, data.class_names, data.preprocess) == ("regression", (), None)
    with pytest.raises(DataError, match=r"Target values must be finite.*index \(1, 0\)"):
        regression("line", (x, np.array([[0.0], [np.nan]])), (x, y), source="here")


def test_a_huge_label_costs_no_memory():
    import tracemalloc

    tracemalloc.start()
    with pytest.raises(DataError):
        make(y_train=np.array([0, 1, 2, 400_000_000, 1, 2]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000  # bytes; the names up to there took gigabytes


@pytest.mark.parametrize("value", [1e300, -1e39])
def test_numbers_beyond_float32_are_refused_not_made_infinite(value):
    x, y = np.ones((6, 2)), np.ones((6, 1))
    huge = x.copy()
    huge[4, 1] = value
    for part in ({"x_train": huge, "x_test": x[:3]}, {"x_train": x, "x_test": huge[3:]}):
        with pytest.raises(DataError, match=r"must fit into float32.*1 in all"):
            make(**part)
    with pytest.raises(DataError, match=r"Target values must fit into float32.*index \(4, 0\)"):
        regression("line", (x, huge[:, 1:]), (x, y), source="here")
    largest = np.full((6, 2), np.finfo(np.float32).max, np.float64)
    assert make(x_train=largest, x_test=x[:3]).x_train[0, 0] == np.finfo(np.float32).max


def test_importing_the_data_room_imports_nothing_heavy():
    heavy = (
        "keras",
        "tensorflow",
        "jax",
        "torch",
        "sklearn",
        "scipy",
        "matplotlib",
        "PIL",
        "pooch",
    )
    code = f"import sys, kerasdigits.data; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
