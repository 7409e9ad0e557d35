import os
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from kerasdigits.data import load, preprocess
from kerasdigits.errors import DataError

RANDOM = np.random.default_rng(0)
X_TRAIN = RANDOM.integers(0, 256, (30, 28, 28), dtype=np.uint8)
X_TEST = RANDOM.integers(0, 256, (10, 28, 28), dtype=np.uint8)
Y_TRAIN, Y_TEST = np.arange(30, dtype=np.uint8) % 10, np.arange(10, dtype=np.uint8)[::-1]


def save_keras_file(folder, x_train=X_TRAIN):
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"x_train": x_train, "y_train": Y_TRAIN, "x_test": X_TEST, "y_test": Y_TEST}
    np.savez(folder / "mnist.npz", **arrays)


def save_idx_files(folder, sizes=(28, 28)):
    folder.mkdir(parents=True, exist_ok=True)
    for part, images, labels in (("train", X_TRAIN, Y_TRAIN), ("t10k", X_TEST, Y_TEST)):
        shape = (len(images), *sizes)
        header = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in shape)
        pixels = images[:, : sizes[0], : sizes[1]].tobytes()
        (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels)
        header = bytes([0, 0, 8, 1]) + len(labels).to_bytes(4, "big")
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())


@pytest.mark.parametrize(
    ("save", "subfolder"),
    [(save_keras_file, "."), (save_idx_files, "."), (save_idx_files, "mnist")],
    ids=["mnist.npz", "IDX files", "IDX files in mnist/"],
)
def test_both_layouts_give_the_same_data_set(tmp_path, save, subfolder):
    save(tmp_path / subfolder)
    data = load("mnist", data_dir=tmp_path, download=False)
    np.testing.assert_allclose(data.x_train[..., 0], X_TRAIN / 255, atol=1e-7)
    np.testing.assert_allclose(data.x_test[..., 0], X_TEST / 255, atol=1e-7)
    np.testing.assert_array_equal(data.y_train, Y_TRAIN)
    np.testing.assert_array_equal(data.y_test, Y_TEST)
    assert data.class_names == tuple("0123456789")
    assert data.preprocess == {"recipe": "mnist", "size": [28, 28]}
    assert str(tmp_path) in data.place
    assert "CC BY-SA" in data.source and str(tmp_path) not in data.source


def test_data_dir_goes_before_the_variable_and_the_variable_before_keras_cache(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("KERASDIGITS_DATA", str(tmp_path / "variable"))
    places = [tmp_path / "given", tmp_path / "variable", tmp_path / "keras" / "datasets"]
    for brightness, place in enumerate(places):
        save_keras_file(place, np.full_like(X_TRAIN, 50 * brightness))
    for place, expected in zip(places, (0, 50, 100), strict=True):
        data = load("mnist", data_dir=tmp_path / "given", download=False)
        assert round(float(data.x_train[0, 0, 0, 0]) * 255) == expected
        (place / "mnist.npz").unlink()
    with pytest.raises(DataError, match="not found"):
        load("mnist", data_dir=tmp_path / "given", download=False)


def test_images_of_another_size_are_no_mnist(tmp_path):
    save_idx_files(tmp_path, (20, 28))
    with pytest.raises(DataError, match=r"28x28.*20, 28"):
        load("mnist", data_dir=tmp_path, download=False)


@pytest.fixture(scope="module")
def mnist():
    folder = os.environ.get("KERASDIGITS_DATA")
    if not folder or not (Path(folder) / "mnist.npz").is_file():
        pytest.skip("real MNIST is not here: set KERASDIGITS_DATA to the folder of mnist.npz")
    return load("mnist", download=False)


@pytest.mark.reference
def test_real_mnist_has_its_published_counts_mean_and_deviation(mnist):
    assert mnist.x_train.shape == (60000, 28, 28, 1)
    assert mnist.x_test.shape == (10000, 28, 28, 1)
    assert abs(mnist.x_train.mean(dtype=np.float64) - 0.1306605) < 1e-6
    assert abs(mnist.x_train.std(dtype=np.float64) - 0.3081079) < 1e-6
    threes, sevens = np.bincount(mnist.y_train)[[3, 7]]
    assert (threes, sevens) == (6131, 6265)
    pair = mnist.select_classes(["3", "7"])
    np.testing.assert_array_equal(np.bincount(pair.y_test), [1010, 1028])


@pytest.mark.reference
def test_real_mnists_centre_of_mass_is_the_recipes(mnist):
    images = mnist.x_test[..., 0].astype(np.float64)
    places = np.arange(28)
    for axis in (1, 2):
        profile = images.sum(axis=axis)
        centres = profile @ places / profile.sum(axis=1)
        assert abs(centres.mean() - preprocess.CENTRE) < 0.01
        assert np.abs(centres - preprocess.CENTRE).max() <= 0.501


@pytest.mark.reference
def test_enlarged_and_moved_mnist_comes_back(mnist):
    random = np.random.default_rng(0)
    recipe = {"recipe": "mnist", "size": [28, 28]}
    differences, shifts = [], []
    for image in mnist.x_test[::5, ..., 0]:
        canvas = np.zeros((400, 400))
        top, left = random.integers(0, 121, 2)
        canvas[top : top + 280, left : left + 280] = np.kron(image, np.ones((10, 10)))
        output = preprocess.apply(canvas, recipe)[..., 0]
        differences.append(np.abs(output - image).mean())
        moved = np.subtract(ndimage.center_of_mass(output), ndimage.center_of_mass(image))
        shifts.append(np.abs(moved).max())
    # Measured on all 10,000: mean difference 0.00028, 0.35 % moved by a pixel, 82.8 % equal.
    assert np.mean(differences) < 0.0006
    assert np.mean(np.array(shifts) > 0.5) < 0.01
    assert np.mean(np.array(differences) < 1e-6) > 0.8


@pytest.mark.reference
def test_real_mnist_through_the_uci_recipe_suits_a_classifier_of_the_scans(mnist, digits):
    from sklearn.svm import SVC

    scans = np.concatenate([digits.x_train, digits.x_test]).reshape(-1, 64)
    classifier = SVC(C=10).fit(scans, np.concatenate([digits.y_train, digits.y_test]))
    recipe = {"recipe": "uci", "size": [8, 8]}
    inputs = np.array([preprocess.apply(image, recipe) for image in mnist.x_test[..., 0]])
    accuracy = np.mean(classifier.predict(inputs.reshape(-1, 64)) == mnist.y_test)
    # Measured 0.852; the plain rule (keep the ratio, centre, count) 0.578.
    assert accuracy > 0.84
