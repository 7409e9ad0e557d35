import numpy as np
import pytest
from PIL import Image

from kerasdigits.data import load, preprocess
from kerasdigits.data.image_folder import load_image_folder
from kerasdigits.data.picture import read_image
from kerasdigits.errors import DataError


def fill(folder, counts, shape=(6, 8), suffix=".png", seed=0):
    """Write random pictures; return their pixels by class."""
    random = np.random.default_rng(seed)
    pixels = {}
    for name, count in counts.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pixels[name] = random.integers(0, 256, (count, *shape), dtype=np.uint8)
        for number, picture in enumerate(pixels[name]):
            Image.fromarray(picture).save(folder / name / f"{number:02}{suffix}")
    return pixels


def test_sub_folders_are_classes_and_a_quarter_of_each_is_held_out(tmp_path):
    pixels = fill(tmp_path, {"cat": 8, "ant": 12})
    data = load(str(tmp_path))
    assert data.class_names == ("ant", "cat")
    assert data.x_train.shape == (15, 6, 8, 1)
    np.testing.assert_array_equal(np.bincount(data.y_test), [3, 2])
    given = {(picture / np.float32(255)).tobytes() for picture in pixels["ant"]}
    taken = np.concatenate([data.x_train[data.y_train == 0], data.x_test[data.y_test == 0]])
    assert {picture[..., 0].tobytes() for picture in taken} == given
    assert data.preprocess == {"recipe": "resize", "size": [6, 8], "channels": 1}


def test_train_and_test_folders_are_honoured(tmp_path):
    train = fill(tmp_path / "train", {"a": 3, "b": 2})
    test = fill(tmp_path / "test", {"b": 1}, seed=1)
    data = load(str(tmp_path))
    np.testing.assert_array_equal(data.y_train, [0, 0, 0, 1, 1])
    np.testing.assert_array_equal(data.y_test, [1])
    np.testing.assert_allclose(data.x_test[0, ..., 0], test["b"][0] / 255, atol=1e-6)
    np.testing.assert_allclose(data.x_train[4, ..., 0], train["b"][1] / 255, atol=1e-6)


def test_one_colour_picture_makes_all_inputs_rgb(tmp_path):
    pixels = fill(tmp_path, {"a": 4, "b": 4})
    Image.fromarray(np.full((6, 8, 3), (255, 0, 0), np.uint8)).save(tmp_path / "b" / "red.png")
    data = load(str(tmp_path))
    assert data.input_shape == (6, 8, 3)
    red = [image for image in (*data.x_train, *data.x_test) if image[0, 0].tolist() == [1, 0, 0]]
    assert len(red) == 1
    assert data.preprocess["channels"] == 3
    gray = {(np.repeat(p[..., None], 3, axis=2) / np.float32(255)).tobytes() for p in pixels["a"]}
    assert data.x_train[0].tobytes() in gray


def test_each_picture_is_decoded_once(tmp_path, monkeypatch):
    from kerasdigits.data import image_folder

    decoded = []

    def count(path, channels=1):
        decoded.append(path.name)
        return read_image(path, channels)

    monkeypatch.setattr(image_folder, "read_image", count)
    fill(tmp_path / "train", {"a": 3, "b": 2})
    fill(tmp_path / "test", {"b": 1})
    load(str(tmp_path))
    assert len(decoded) == 6


def test_gray_saved_as_rgb_stays_gray(tmp_path):
    fill(tmp_path, {"a": 4})
    picture = np.repeat(np.arange(48, dtype=np.uint8).reshape(6, 8, 1), 3, axis=2)
    (tmp_path / "b").mkdir()
    for number in range(4):
        Image.fromarray(picture + number).save(tmp_path / "b" / f"{number}.png")
    assert load(str(tmp_path)).input_shape == (6, 8, 1)


def test_mixed_sizes_are_resampled_to_the_most_common_one(tmp_path):
    fill(tmp_path, {"a": 4, "b": 4}, shape=(6, 8))
    large = fill(tmp_path, {"c": 3}, shape=(12, 16))["c"]
    data = load_image_folder(tmp_path, 0)
    assert data.input_shape == (6, 8, 1)
    expected = {p.reshape(6, 2, 8, 2).mean(axis=(1, 3)).round(3).tobytes() for p in large}
    taken = np.concatenate([data.x_train[data.y_train == 2], data.x_test[data.y_test == 2]])
    assert {(p[..., 0].astype(float) * 255).round(3).tobytes() for p in taken} == expected


def test_a_given_size_is_used_and_matches_the_recipe(tmp_path):
    fill(tmp_path, {"a": 4, "b": 4}, shape=(9, 7))
    data = load_image_folder(tmp_path, 0, size=(5, 4))
    again = preprocess.from_file(tmp_path / "a" / "00.png", data.preprocess)
    images = np.concatenate([data.x_train, data.x_test])
    assert np.abs(images - again).max(axis=(1, 2, 3)).min() < 1e-6


def test_large_pictures_are_shrunk_to_128_a_side(tmp_path):
    fill(tmp_path, {"a": 4, "b": 4}, shape=(100, 400), suffix=".jpg")
    assert load_image_folder(tmp_path / ".", 0, None).input_shape == (32, 128, 1)


def test_other_files_and_hidden_folders_are_passed_over(tmp_path):
    fill(tmp_path, {"a": 4, "b": 4, ".hidden": 4})
    (tmp_path / "a" / "notes.txt").write_text("x")
    (tmp_path / "a" / "._00.png").write_text("a Mac wrote this")
    (tmp_path / "README.md").write_text("x")
    data = load(str(tmp_path))
    assert data.class_names == ("a", "b")
    assert len(data.x_train) + len(data.x_test) == 8


def test_unfit_folders_give_one_clear_line(tmp_path):
    (tmp_path / "empty").mkdir()
    fill(tmp_path / "lonely", {"a": 3})
    fill(tmp_path / "few", {"a": 8, "b": 1})
    fill(tmp_path / "text", {"a": 4, "b": 4})
    (tmp_path / "text" / "b" / "01.png").write_text("no picture")
    fill(tmp_path / "other" / "train", {"a": 4, "b": 4})
    fill(tmp_path / "other" / "test", {"a": 4, "c": 4})
    expected = {
        "empty": "needs two classes",
        "lonely": "needs two classes",
        "few": "1 of label 1",
        "text": "01.png",
        "other": "Received: c",
    }
    for name, words in expected.items():
        with pytest.raises(DataError) as caught:
            load(str(tmp_path / name))
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)
