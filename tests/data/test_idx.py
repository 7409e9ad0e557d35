import gzip
import struct

import numpy as np
import pytest

from kerasdigits.data import load
from kerasdigits.data.idx import read_idx
from kerasdigits.errors import DataError

CODES = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}


def idx_bytes(code, shape, values):
    """Pack an IDX file by hand, as the format's page says."""
    header = struct.pack(f">BBBB{len(shape)}i", 0, 0, code, len(shape), *shape)
    return header + struct.pack(f">{len(values)}{CODES[code]}", *values)


def write_part(folder, part, images, labels, *, gz=False, dash="-"):
    for kind, code, array in (("images", 3, images), ("labels", 1, labels)):
        data = idx_bytes(0x08, array.shape, array.ravel().tolist())
        name = f"{part}-{kind}{dash}idx{code}-ubyte" + (".gz" if gz else "")
        (folder / name).write_bytes(gzip.compress(data) if gz else data)


def random_part(count, classes=3, seed=0):
    random = np.random.default_rng(seed)
    return random.integers(0, 256, (count, 5, 4), dtype=np.uint8), np.arange(count) % classes


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_every_type_is_read_big_endian(tmp_path, code, zipped):
    values = [0, 1, 2, 3, 100, 127]
    data = idx_bytes(code, (2, 3), values)
    path = tmp_path / "array"  # the name says nothing: the first bytes do
    path.write_bytes(gzip.compress(data) if zipped else data)
    array = read_idx(path)
    np.testing.assert_array_equal(array, [[0, 1, 2], [3, 100, 127]])
    assert array.dtype.isnative
    assert array.dtype.itemsize == struct.calcsize(CODES[code])


GOOD = idx_bytes(0x08, (2, 3), range(6))
UNFIT = {
    "empty": b"",
    "a text": b"hello, this is not an IDX file",
    "an unknown type": b"\0\0\x0a" + GOOD[3:],
    "no dimensions": b"\0\0\x08\0" + GOOD[4:],
    "a cut header": GOOD[:9],
    "cut data": GOOD[:-1],
    "too much data": GOOD + b"\0",
    "a negative dimension": idx_bytes(0x08, (-2, 3), range(6)),
    "terabytes promised": idx_bytes(0x08, (2**31 - 1, 2**31 - 1), range(6)),
    "a cut gzip": gzip.compress(GOOD)[:-9],
    "a corrupt gzip": gzip.compress(GOOD)[:12] + b"\xff" * 20,
}


@pytest.mark.parametrize("data", UNFIT.values(), ids=UNFIT)
def test_an_unfit_file_gives_one_clear_line(tmp_path, data):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read_idx(path)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("options", [{}, {"gz": True}, {"dash": "."}], ids=["plain", "gz", "dot"])
def test_a_folder_of_idx_files_is_a_data_set(tmp_path, options):
    train, test = random_part(9), random_part(6, seed=1)
    write_part(tmp_path, "train", *train, **options)
    write_part(tmp_path, "t10k", *test, **options)
    data = load(str(tmp_path))
    np.testing.assert_allclose(data.x_train[..., 0], train[0] / 255, atol=1e-7)
    np.testing.assert_allclose(data.x_test[..., 0], test[0] / 255, atol=1e-7)
    np.testing.assert_array_equal(data.y_train, train[1])
    assert data.class_names == ("0", "1", "2")
    assert data.preprocess == {"recipe": "resize", "size": [5, 4], "channels": 1}


def test_without_test_files_a_quarter_is_held_out(tmp_path):
    write_part(tmp_path, "train", *random_part(24))
    data = load(str(tmp_path))
    assert (len(data.x_train), len(data.x_test)) == (18, 6)
    np.testing.assert_array_equal(np.bincount(data.y_test), [2, 2, 2])


def test_images_and_labels_of_different_lengths_are_refused(tmp_path):
    images, labels = random_part(12)
    write_part(tmp_path, "train", images, labels[:9])
    write_part(tmp_path, "t10k", images, labels)
    with pytest.raises(DataError, match="differ in length"):
        load(str(tmp_path))
