"""What stays in a file is, row by row, what would be in memory; and it stays in the file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from test_npz import IMAGES, LABELS, UNFIT

from kerasdigits.data import StreamedArray, load, memory, streamed, unpacked
from kerasdigits.data.npz import read_npz
from kerasdigits.errors import DataError


def assert_the_same(path, **given):
    whole, parts = load(str(path), stream=False), load(str(path), stream=True)
    assert isinstance(whole.x_train, np.ndarray)
    assert isinstance(parts.x_train, StreamedArray)
    for name in ("x_train", "x_test"):
        ours, right = getattr(parts, name), getattr(whole, name)
        assert (ours.shape, ours.dtype, ours.ndim) == (right.shape, right.dtype, right.ndim)
        np.testing.assert_array_equal(ours, right)
        chosen = np.arange(len(right))[::-2]
        np.testing.assert_array_equal(ours[chosen], right[chosen])
        np.testing.assert_array_equal(ours[1], right[1])
    np.testing.assert_array_equal(parts.y_test, whole.y_test)
    assert parts.fingerprint == whole.fingerprint
    return parts


@pytest.fixture
def small_blocks(monkeypatch):
    """So small that these few rows are several."""
    monkeypatch.setattr(streamed, "BLOCK_BYTES", 100)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    "x",
    [
        IMAGES,
        IMAGES.astype(float),
        (IMAGES > 99).astype(np.int64),
        IMAGES[..., None] / np.float32(255),
        np.asfortranarray(IMAGES),
        np.random.default_rng(1).normal(size=(24, 9)),
    ],
    ids=["bytes", "floats of bytes", "black and white", "scaled", "columns", "table"],
)
def test_arrays_of_an_npz_file_are_the_same_streamed(x, tmp_path):
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=LABELS)
    assert_the_same(tmp_path / "mine.npz")
    np.savez(
        tmp_path / "split.npz", x_train=x[6:], y_train=LABELS[6:], x_test=x[:6], y_test=LABELS[:6]
    )
    parts = assert_the_same(tmp_path / "split.npz")
    whole = load(str(tmp_path / "split.npz"))
    two = parts.select_classes(["2", "0"])
    assert isinstance(two.x_test, StreamedArray)
    assert two.fingerprint == whole.select_classes(["2", "0"]).fingerprint


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("coloured", [None, 0, 4])
def test_pictures_are_the_same_streamed_whichever_has_colour(coloured, tmp_path, rng):
    for number in range(10):
        shape = (5, 6, 3) if number == coloured else (5, 6)
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(rng.integers(0, 256, shape, dtype=np.uint8)).save(path)
    parts = assert_the_same(tmp_path)
    assert parts.input_shape == (5, 6, 1 if coloured is None else 3)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(("arrays", "words"), UNFIT.values(), ids=UNFIT)
def test_unfit_arrays_are_refused_streamed_as_in_memory(arrays, words, tmp_path):
    np.savez(tmp_path / "mine.npz", **arrays)
    with pytest.raises(DataError) as caught:
        load(str(tmp_path / "mine.npz"), stream=True)
    assert words in str(caught.value)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("value", "words"),
    [(np.nan, "nan at index (20, 3, 2, 0), 1 in all"), (0.5, "from 0 to 255"), (256, "to 256")],
)
def test_one_wrong_pixel_is_found_in_whichever_block_it_is(value, words, tmp_path):
    x = np.full((24, 6, 5), 255.0)
    x[2] = 0
    x[20, 3, 2] = value
    np.savez(tmp_path / "mine.npz", x_train=x, y_train=LABELS, x_test=x[:3], y_test=LABELS[:3])
    for stream in (False, True):
        with pytest.raises(DataError) as caught:
            load(str(tmp_path / "mine.npz"), stream=stream)
        assert words in str(caught.value)


def test_what_cannot_be_streamed_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "mine.npz"
    np.savez_compressed(path, x_train=IMAGES, y_train=LABELS)
    with pytest.raises(DataError, match=r"compressed .*Write it with numpy\.savez, not"):
        load(str(path), stream=True)
    with pytest.raises(DataError, match=r"Only an \.npz file and a folder of pictures"):
        load("digits", stream=True)
    np.savez(path, x_train=IMAGES, y_train=LABELS)
    good = path.read_bytes()
    for cut in (good[:-1], good[:500], good[:10] + good[20:]):
        path.write_bytes(cut)
        with pytest.raises(DataError, match="truncated or corrupt"):
            load(str(path), stream=True)


def test_large_data_stay_in_their_file_unasked_and_compressed_ones_do_not(tmp_path, monkeypatch):
    np.savez(tmp_path / "plain.npz", x_train=IMAGES, y_train=LABELS)
    np.savez_compressed(tmp_path / "packed.npz", x_train=IMAGES, y_train=LABELS)
    half = IMAGES.size * 4
    for free, large in ((2 * half, False), (2 * half - 1, True), (None, False)):
        monkeypatch.setattr(memory, "find_free", lambda free=free: free)
        assert isinstance(read_npz(tmp_path / "plain.npz", None)["x_train"], StreamedArray) == large
        assert isinstance(read_npz(tmp_path / "packed.npz", None)["x_train"], np.ndarray)


def test_memory_is_that_of_the_container_if_it_has_less(tmp_path, monkeypatch):
    for name, text in (
        ("_MEMINFO", "MemTotal: 9 kB\nMemAvailable: 7 kB\n"),
        ("_LIMIT", "max\n"),
        ("_USED", "1000\n"),
    ):
        (tmp_path / name).write_text(text)
        monkeypatch.setattr(memory, name, tmp_path / name)
    assert memory.find_free() == 7 * 1024
    (tmp_path / "_LIMIT").write_text("3000\n")
    assert memory.find_free() == 2000
    (tmp_path / "_MEMINFO").unlink()
    assert memory.find_free() is None


def read_mapped_kilobytes():
    """What of mapped files counts as this process's memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssFile")).split()[1])


def test_what_was_read_goes_out_of_memory_again(tmp_path, monkeypatch):
    """32 MB are read with 4 MB allowed; RssFile holds the libraries, too, which do not change."""
    monkeypatch.setattr(streamed, "_MOST_MAPPED", 1 << 22)
    np.savez(tmp_path / "mine.npz", x_train=np.ones((4096, 8192), np.uint8), y_train=LABELS)
    x = read_npz(tmp_path / "mine.npz", True)["x_train"]
    before = read_mapped_kilobytes()
    for start in range(0, 4096, 16):
        x[start : start + 16]
    assert read_mapped_kilobytes() - before < 8_000


def test_a_full_disk_is_one_clear_line(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacked.tempfile, "TemporaryFile", lambda: Path("/dev/full").open("r+b"))  # noqa: SIM115
    pictures = [np.zeros((200, 200, 1), np.float32)] * 2
    with pytest.raises(DataError, match=r"No space left.*Let TMPDIR name a folder") as caught:
        unpacked.unpack_pictures(pictures, 2)
    assert "\n" not in str(caught.value)
