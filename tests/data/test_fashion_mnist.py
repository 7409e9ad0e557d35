import gzip

import numpy as np
import pytest

from kerasdigits.data import load
from kerasdigits.errors import DataError

RANDOM = np.random.default_rng(0)


def save(folder):
    folder.mkdir(parents=True, exist_ok=True)
    saved = {}
    for part, count in (("train", 20), ("t10k", 10)):
        images = RANDOM.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        labels = (np.arange(count) % 10).astype(np.uint8)
        header = b"\0\0\x08\x03" + np.array(images.shape, ">i4").tobytes()
        path = folder / f"{part}-images-idx3-ubyte.gz"
        path.write_bytes(gzip.compress(header + images.tobytes()))
        header = b"\0\0\x08\x01" + np.array(labels.shape, ">i4").tobytes()
        path = folder / f"{part}-labels-idx1-ubyte.gz"
        path.write_bytes(gzip.compress(header + labels.tobytes()))
        saved[part] = images
    return saved


def test_keras_cache_is_read_and_the_classes_have_names(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)
    saved = save(tmp_path / "datasets" / "fashion-mnist")
    data = load("fashion-mnist", download=False)
    np.testing.assert_allclose(data.x_test[..., 0], saved["t10k"] / 255, atol=1e-7)
    np.testing.assert_array_equal(data.y_train, np.arange(20) % 10)
    assert data.class_names[0] == "T-shirt/top"
    assert data.class_names[9] == "Ankle boot"
    assert len(set(data.class_names)) == 10
    assert data.preprocess == {"recipe": "resize", "size": [28, 28], "channels": 1}


@pytest.mark.parametrize("place", [".", "fashion-mnist"])
def test_data_dir_may_be_the_folder_or_its_parent(tmp_path, place):
    folder = tmp_path / "fashion-mnist"
    save(folder)
    assert load("fashion-mnist", data_dir=tmp_path / place, download=False).name == "fashion-mnist"


def test_mnists_files_of_the_same_names_are_not_taken_for_fashion(tmp_path):
    save(tmp_path / "mnist")
    with pytest.raises(DataError, match="not found"):
        load("fashion-mnist", data_dir=tmp_path / "mnist", download=False)


def test_selected_classes_with_a_slash_make_a_folder_name(tmp_path):
    save(tmp_path / "fashion-mnist")
    data = load("fashion-mnist", data_dir=tmp_path, download=False)
    assert data.select_classes(["T-shirt/top", "Bag"]).name == "fashion-mnist-T-shirttop-Bag"
