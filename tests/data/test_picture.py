import struct
import tracemalloc
import zlib
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from kerasdigits.data import preprocess
from kerasdigits.data.picture import read_image, read_size, to_ink
from kerasdigits.errors import DataError

MNIST = {"recipe": "mnist", "size": [28, 28]}


def draw_five(side=400, width=0.07):
    """Ink of a 5 as an anti-aliased drawing, float in [0, 1]."""
    rows, columns = np.mgrid[:side, :side] / side
    corners = [(0.2, 0.65), (0.2, 0.35), (0.45, 0.33), (0.5, 0.6), (0.65, 0.66), (0.8, 0.35)]
    nearest = np.full((side, side), np.inf)
    for (r0, c0), (r1, c1) in pairwise(corners):
        length = (r1 - r0) ** 2 + (c1 - c0) ** 2
        along = np.clip(((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / length, 0, 1)
        away = np.hypot(rows - r0 - along * (r1 - r0), columns - c0 - along * (c1 - c0))
        nearest = np.minimum(nearest, away)
    return np.clip((width / 2 - nearest) * side + 0.5, 0, 1)


def photograph(ink, light=(0.85, 0.55), contrast=0.35, noise=0.02, seed=0):
    """Pencil on grey paper, lit from one corner, with sensor noise and five specks of dust."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    slope = (rows / ink.shape[0] + columns / ink.shape[1]) / 2
    paper = light[0] + (light[1] - light[0]) * slope
    picture = paper * (1 - contrast * ink) + random.normal(0, noise, ink.shape)
    for row, column in random.integers(10, ink.shape[0] - 10, (5, 2)):
        picture[row : row + 3, column : column + 3] *= 0.6
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def save(path, pixels, **options):
    Image.fromarray(pixels).save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "bmp", "gif", "webp"])
def test_lossless_formats_give_the_pixels_back(tmp_path, suffix):
    pixels = np.random.default_rng(0).integers(0, 256, (13, 9), dtype=np.uint8)
    options = {"lossless": True} if suffix == "webp" else {}
    np.testing.assert_array_equal(
        read_image(save(tmp_path / f"a.{suffix}", pixels, **options)), pixels
    )


def test_colour_is_kept_when_asked_for(tmp_path):
    pixels = np.random.default_rng(1).integers(0, 256, (5, 6, 3), dtype=np.uint8)
    path = save(tmp_path / "colour.png", pixels)
    np.testing.assert_array_equal(read_image(path, 3), pixels)
    assert read_image(path).shape == (5, 6)


def test_a_16_bit_png_is_scaled_not_clipped(tmp_path):
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    np.testing.assert_array_equal(
        read_image(save(tmp_path / "deep.png", values)), [[0, 1, 128, 255]]
    )


def test_a_16_bit_photo_is_read_as_its_8_bits(tmp_path):
    gray = np.round(draw_five(100) * 255).astype(np.uint16)
    path = save(tmp_path / "deep.png", gray * 257)
    np.testing.assert_array_equal(read_image(path), gray)
    expected = preprocess.apply(gray.astype(np.uint8), MNIST)
    np.testing.assert_allclose(preprocess.from_file(path, MNIST), expected, atol=1e-6)


def test_a_cmyk_jpeg_is_read_in_its_colours(tmp_path):
    path = tmp_path / "print.jpg"
    # Ink amounts of cyan, magenta, yellow and black: paper, black, red.
    inks = np.repeat([[(0, 0, 0, 0), (0, 0, 0, 255), (0, 255, 255, 0)]], 16, axis=0)
    inks = inks.repeat(16, axis=1).astype(np.uint8)
    Image.frombytes("CMYK", (48, 16), inks.tobytes()).save(path, quality=100)
    middles = read_image(path, 3)[8, 8::16].astype(int)
    assert np.abs(middles - [(255, 255, 255), (0, 0, 0), (255, 0, 0)]).max() <= 4
    assert np.abs(read_image(path)[8, 8::16].astype(int) - [255, 0, 76]).max() <= 4


@pytest.mark.parametrize("transparent", [False, True])
def test_a_palette_is_looked_up_not_taken_for_shades(tmp_path, transparent):
    path = tmp_path / "palette.png"
    numbers = np.array([[0, 1, 2, 2]], np.uint8)
    image = Image.fromarray(numbers).convert("P")
    image.putpalette([250, 250, 250, 10, 10, 10, 0, 0, 255])
    image.save(path, **({"transparency": 2} if transparent else {}))
    # What is transparent lies on white; else blue is 0.114 of full light.
    last = (255, 255, 255) if transparent else (0, 0, 255)
    expected = [(250, 250, 250), (10, 10, 10), last, last]
    np.testing.assert_array_equal(read_image(path, 3)[0], expected)
    np.testing.assert_array_equal(read_image(path)[0, :3], [250, 10, 255 if transparent else 29])


def test_a_1_bit_picture_is_read(tmp_path):
    path = tmp_path / "bits.png"
    Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)).convert("1").save(path)
    np.testing.assert_array_equal(read_image(path), [[0, 255], [255, 0]])


def test_exif_orientation_turns_the_picture_upright(tmp_path):
    pixels = np.zeros((20, 30), np.uint8)
    pixels[:10, :15] = 255
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 90 degrees clockwise
    path = save(tmp_path / "turned.jpg", pixels, exif=exif, quality=95)
    image = read_image(path)
    assert image.shape == read_size(path) == (30, 20)
    expected = np.rot90(pixels, -1)
    assert np.abs(image.astype(int) - expected).mean() < 4


@pytest.mark.parametrize(("ink_value", "name"), [(0, "black"), (255, "white")])
def test_a_transparent_drawing_is_seen_whatever_its_colour(tmp_path, ink_value, name):
    ink = draw_five(120)
    pixels = np.full((120, 120, 4), ink_value, np.uint8)
    pixels[..., 3] = np.round(ink * 255)
    path = save(tmp_path / f"{name}.png", pixels)
    output = preprocess.from_file(path, MNIST)
    np.testing.assert_allclose(output, preprocess.apply(ink, MNIST), atol=0.02)


@pytest.mark.parametrize("inverted", [True, False])
def test_both_polarities_of_a_clean_drawing_give_exactly_its_ink(tmp_path, inverted):
    ink = np.round(draw_five() * 255).astype(np.uint8)
    path = save(tmp_path / "drawing.png", 255 - ink if inverted else ink)
    np.testing.assert_allclose(to_ink(read_image(path)), ink / 255, atol=1e-12)
    expected = preprocess.apply(ink, MNIST)
    np.testing.assert_allclose(preprocess.from_file(path, MNIST), expected, atol=1e-6)


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"seed": 1, "contrast": 0.2, "noise": 0.015},
        {"light": (0.95, 0.45)},
        {"light": (0.45, 0.25), "contrast": 0.5},  # dim: the border is dark, and yet it is paper
        {"light": (0.7, 0.7), "noise": 0.0},
        {"contrast": 0.15, "noise": 0.03},
    ],
    ids=["grey paper", "faint pencil", "strong gradient", "dim room", "scan", "grainy"],
)
def test_a_photo_of_pencil_on_paper_gives_nearly_the_drawing(tmp_path, conditions):
    ink = draw_five(500)
    path = save(tmp_path / "photo.jpg", photograph(ink, **conditions), quality=85)
    output = preprocess.from_file(path, MNIST)
    expected = preprocess.apply(ink, MNIST)
    # A shift by one pixel would cost 0.076; measured 0.003 to 0.024.
    assert np.abs(output - expected).mean() < 0.03
    # Without finding the paper, the whole sheet is ink: that is what the step is for.
    naive = preprocess.apply(255 - read_image(path), MNIST)
    assert np.abs(naive - expected).mean() > 0.15


def test_a_large_photo_is_read_like_a_small_one(tmp_path):
    ink = draw_five(1600)
    path = save(tmp_path / "large.jpg", photograph(ink, noise=0.05), quality=80)
    output = preprocess.from_file(path, MNIST)
    assert np.abs(output - preprocess.apply(ink, MNIST)).mean() < 0.03


def test_chalk_on_a_board_is_ink(tmp_path):
    ink = draw_five(300)
    random = np.random.default_rng(0)
    board = 0.2 + 0.5 * ink + random.normal(0, 0.02, ink.shape)
    path = save(tmp_path / "board.png", np.round(np.clip(board, 0, 1) * 255).astype(np.uint8))
    assert np.abs(preprocess.from_file(path, MNIST) - preprocess.apply(ink, MNIST)).mean() < 0.03


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_empty_sheet_has_no_ink(tmp_path, seed):
    sheet = photograph(np.zeros((300, 300)), noise=0.02, seed=seed)
    sheet[:] = np.random.default_rng(seed).normal(180, 5, sheet.shape)
    path = save(tmp_path / "empty.png", sheet)
    with pytest.raises(DataError, match="no ink"):
        preprocess.from_file(path, MNIST)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_an_even_picture_has_no_ink(tmp_path, value):
    path = save(tmp_path / "even.png", np.full((40, 40), value, np.uint8))
    with pytest.raises(DataError, match="no ink"):
        preprocess.from_file(path, MNIST)


def test_a_picture_of_one_pixel_is_no_crash(tmp_path):
    path = save(tmp_path / "dot.png", np.zeros((1, 1), np.uint8))
    with pytest.raises(DataError, match="no ink"):
        preprocess.from_file(path, MNIST)
    recipe = {"recipe": "resize", "size": [2, 2], "channels": 1}
    assert preprocess.from_file(path, recipe).shape == (2, 2, 1)


@pytest.mark.parametrize("shape", [(1, 2000), (2000, 1), (3, 1500)])
def test_a_strip_of_a_picture_is_no_crash(shape):
    strip = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert to_ink(strip).ndim == 2


def test_resize_uses_the_picture_as_it_is(tmp_path):
    pixels = np.random.default_rng(2).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = save(tmp_path / "colour.png", pixels)
    recipe = {"recipe": "resize", "size": [4, 4], "channels": 3}
    expected = pixels.reshape(4, 2, 4, 2, 3).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(preprocess.from_file(path, recipe), expected, atol=1e-6)


def test_what_is_no_picture_gives_one_clear_line(tmp_path):
    text = tmp_path / "text.png"
    text.write_text("not a picture\n" * 50)
    whole = save(
        tmp_path / "whole.png", np.random.default_rng(0).integers(0, 255, (90, 90), np.uint8)
    )
    cut = tmp_path / "cut.png"
    cut.write_bytes(whole.read_bytes()[:2000])
    empty = tmp_path / "empty.jpg"
    empty.touch()
    for path in (text, cut, empty, tmp_path / "missing.png", tmp_path):
        with pytest.raises(DataError) as caught:
            preprocess.from_file(path, MNIST)
        message = str(caught.value)
        assert "\n" not in message
        assert path.name in message


def test_a_decompression_bomb_is_refused(tmp_path, monkeypatch):
    path = save(tmp_path / "bomb.png", np.zeros((50, 50), np.uint8))
    for limit in (1000, 2000):  # more than twice the limit is an error of Pillow's, less a warning
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(DataError, match="too large"):
            read_image(path)


@pytest.mark.parametrize("side", [12_000, 60_000])  # Pillow warns of the first, refuses the second
def test_a_real_bomb_is_refused_by_its_header(tmp_path, side):
    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + data + chunk(b"IEND", b""))
    for read in (read_image, read_size, lambda p: preprocess.from_file(p, MNIST)):
        with pytest.raises(DataError, match="too large") as caught:
            read(path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "jpg"])
def test_more_pixels_than_a_file_can_hold_are_refused_and_an_empty_page_is_read(tmp_path, suffix):
    """The page is scanned at 600 dots an inch, in shades and in black and white."""
    page = np.full((7016, 4960), 255, np.uint8)
    path = save(tmp_path / f"page.{suffix}", page)
    assert read_size(path) == page.shape
    Image.fromarray(page).convert("1").save(path)
    assert read_size(path) == page.shape
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(DataError, match=r"too large\. Received: 4960 x 7016 pixels in 2,000 bytes"):
        read_image(path)


def test_a_transparent_picture_takes_little_memory_beside_its_pixels(tmp_path):
    path = tmp_path / "page.png"
    Image.new("LA", (2000, 2000), (255, 0)).save(path)
    tracemalloc.start()
    read_image(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * 2000 * 2000
