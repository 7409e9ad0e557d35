import numpy as np
import pytest

from kerasdigits.data import load
from kerasdigits.errors import DataError

IMAGES = np.random.default_rng(0).integers(0, 256, (24, 6, 5), dtype=np.uint8)
LABELS = np.arange(24) % 3


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return str(path)


def test_a_file_with_a_test_set_is_used_as_it_is(tmp_path):
    arrays = {"x_train": IMAGES[:15], "y_train": LABELS[:15]}
    arrays |= {"x_test": IMAGES[15:], "y_test": LABELS[15:]}
    data = load(save(tmp_path / "mine.npz", **arrays))
    np.testing.assert_allclose(data.x_train[..., 0], IMAGES[:15] / 255, atol=1e-7)
    np.testing.assert_array_equal(data.y_test, LABELS[15:])
    assert data.name == "mine"
    assert data.preprocess == {"recipe": "resize", "size": [6, 5], "channels": 1}


def test_without_a_test_set_a_quarter_is_held_out_by_seed(tmp_path):
    path = save(tmp_path / "mine.npz", x_train=IMAGES, y_train=LABELS)
    data = load(path, seed=1)
    np.testing.assert_array_equal(np.bincount(data.y_test), [2, 2, 2])
    assert load(path, seed=1).fingerprint == data.fingerprint != load(path, seed=2).fingerprint


def test_class_names_in_the_file_are_used(tmp_path):
    names = np.array(["circle", "square", "star"])
    path = save(tmp_path / "mine.npz", x_train=IMAGES, y_train=LABELS, class_names=names)
    assert load(path).class_names == ("circle", "square", "star")


def test_class_names_saved_as_bytes_are_text(tmp_path):
    names = np.array(["ungerade", "gerade", "größer"])
    encoded = np.char.encode(names, "utf-8")
    assert encoded.dtype.kind == "S"
    path = save(tmp_path / "mine.npz", x_train=IMAGES, y_train=LABELS, class_names=encoded)
    assert load(path).class_names == ("ungerade", "gerade", "größer")


def test_colour_and_tables_are_taken(tmp_path):
    colour = np.random.default_rng(1).random((24, 3, 4, 3))
    data = load(save(tmp_path / "colour.npz", x_train=colour, y_train=LABELS))
    assert data.preprocess == {"recipe": "resize", "size": [3, 4], "channels": 3}
    table = np.random.default_rng(1).normal(size=(24, 9))
    data = load(save(tmp_path / "table.npz", x_train=table, y_train=LABELS))
    assert (data.input_shape, data.preprocess) == ((9,), None)


def test_a_path_inside_data_dir_is_found(tmp_path):
    save(tmp_path / "mine.npz", x_train=IMAGES, y_train=LABELS)
    assert load("mine.npz", data_dir=tmp_path).name == "mine"


UNFIT = {
    "objects": ({"x_train": np.array([{}, None]), "y_train": LABELS[:2]}, "which are code"),
    "no x_train": ({"x": IMAGES, "y_train": LABELS}, "lacks arrays. Received: x, y_train"),
    "half a test set": ({"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES}, "lacks arrays"),
    "empty": ({"x_train": IMAGES[:0], "y_train": LABELS[:0]}, "empty"),
    "a lonely label": ({"x_train": IMAGES, "y_train": np.array([0] * 23 + [1])}, "too few samples"),
    "lengths": ({"x_train": IMAGES, "y_train": LABELS[:5]}, "differ in length"),
    "a number": ({"x_train": np.array(3), "y_train": np.array(3)}, "differ in length"),
    "a negative label": (
        {"x_train": IMAGES, "y_train": np.array([0] * 12 + [1] * 11 + [-1])},
        "negative. Received: -1 at index 23",
    ),
    "a huge label": (
        {"x_train": IMAGES, "y_train": np.array([0] * 12 + [1] * 11 + [400_000_000])},
        "label 2, while 400000000",
    ),
    "a name twice": (
        {"x_train": IMAGES, "y_train": LABELS, "class_names": np.array(["a", "b", "b"])},
        "given twice",
    ),
    "an empty name": (
        {"x_train": IMAGES, "y_train": LABELS, "class_names": np.array([b"a", b"", b"c"])},
        "empty",
    ),
    "few names": (
        {"x_train": IMAGES, "y_train": LABELS, "class_names": np.array(["a", "b"])},
        "outside 0..1",
    ),
}


@pytest.mark.parametrize(("arrays", "words"), UNFIT.values(), ids=UNFIT)
def test_unfit_arrays_give_one_clear_line(tmp_path, arrays, words):
    with pytest.raises(DataError) as caught:
        load(save(tmp_path / "mine.npz", **arrays))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("keep", [0, 1, 100, 700, -1, -30])
def test_a_cut_file_gives_one_clear_line(tmp_path, keep):
    path = tmp_path / "mine.npz"
    save(path, x_train=IMAGES, y_train=LABELS)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError, match=r"truncated or corrupt.*mine\.npz") as caught:
        load(str(path))
    assert "\n" not in str(caught.value)


def test_flipped_bytes_and_foreign_content_give_one_clear_line(tmp_path):
    path = tmp_path / "mine.npz"
    save(path, x_train=IMAGES, y_train=LABELS)
    good = path.read_bytes()
    array = tmp_path / "array.npy"
    np.save(array, IMAGES)
    pickle = b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00]\x94."
    flipped = good[:200] + bytes(255 - byte for byte in good[200:260]) + good[260:]
    plain = tmp_path / "plain.npz"
    np.savez(plain, x_train=IMAGES, y_train=LABELS)
    header = plain.read_bytes().replace(b"'fortran_order'", b"'fortran_order(")
    for content in (flipped, header, b"hello " * 50, pickle, array.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            load(str(path))
        assert "\n" not in str(caught.value)
        assert "mine.npz" in str(caught.value)
