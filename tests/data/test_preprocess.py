import base64
import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from kerasdigits.data import preprocess
from kerasdigits.errors import DataError

GOLDEN = Path(__file__).parents[1] / "golden" / "preprocess.json"
CASES = json.loads(GOLDEN.read_text())
MNIST = {"recipe": "mnist", "size": [28, 28]}
UCI = {"recipe": "uci", "size": [8, 8]}


def decode(case):
    ink = np.frombuffer(base64.b64decode(case["input"]), np.uint8)
    output = np.frombuffer(base64.b64decode(case["output"]), "<f4")
    return ink.reshape(case["height"], case["width"]), output


def bar(height, width, rows, columns):
    ink = np.zeros((height, width))
    ink[rows, columns] = 1
    return ink


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_vectors_are_reproduced(case):
    ink, expected = decode(case)
    output = preprocess.apply(ink, case["preprocess"])
    size = case["preprocess"]["size"]
    assert output.shape == (*size, 1)
    assert output.dtype == np.float32
    np.testing.assert_allclose(output.ravel(), expected, atol=1e-6)


def test_the_golden_file_is_what_its_script_writes():
    script = runpy.run_path(str(GOLDEN.with_name("make_preprocess.py")))
    assert [case["name"] for case in script["cases"]()] == [case["name"] for case in CASES]
    for new, old in zip(script["cases"](), CASES, strict=True):
        assert new["input"] == old["input"]
    assert {case["preprocess"]["recipe"] for case in CASES} == {"mnist", "uci", "resize"}
    assert GOLDEN.stat().st_size < 300_000


def test_other_numbers_are_those_of_the_recipe_scaled_and_turned_round_for_ink_only():
    ink = bar(40, 40, slice(10, 20), slice(5, 30)) * 0.8
    plain = preprocess.apply(ink, MNIST)
    bytes_on_white = preprocess.apply(ink, MNIST | {"range": [0, 255], "dark_on_white": True})
    np.testing.assert_allclose(bytes_on_white, 255 * (1 - plain), atol=1e-4)
    resize = {"recipe": "resize", "size": [9, 9], "channels": 1}
    shown = preprocess.apply(ink, resize | {"range": [-1, 1], "dark_on_white": True})
    np.testing.assert_allclose(shown, 2 * preprocess.apply(ink, resize) - 1, atol=1e-6)


@pytest.mark.parametrize(
    "more",
    [{"range": [1, 0]}, {"range": [0]}, {"range": [0, float("nan")]}, {"dark_on_white": "yes"}],
)
def test_a_range_that_is_none_and_ink_of_no_colour_are_refused(more):
    with pytest.raises(DataError, match="Received: "):
        preprocess.apply(np.zeros((9, 9)), MNIST | more)


def test_no_ink_gives_zeros_and_the_faintest_ink_does_not():
    assert not preprocess.apply(np.full((9, 9), 25, np.uint8), MNIST).any()
    assert preprocess.apply(np.full((9, 9), 26, np.uint8), MNIST).any()


@pytest.mark.parametrize("seed", range(8))
def test_mnist_fits_ink_into_20_pixels_and_centres_its_mass_within_half_a_pixel_of_14(seed):
    random = np.random.default_rng(seed)
    ink = np.zeros((90, 120))
    for _ in range(4):
        row, column = random.integers(20, 60, 2)
        ink[row : row + random.integers(2, 14), column : column + random.integers(2, 14)] = 1
    output = preprocess.apply(ink, MNIST)[..., 0]
    rows, columns = np.flatnonzero(output.any(axis=1)), np.flatnonzero(output.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    # The shift stops at the border, so a lopsided figure may touch it instead.
    centre = ndimage.center_of_mass(output)
    for at, inked in zip(centre, (rows, columns), strict=True):
        assert abs(at - 14) <= 0.5 + 1e-4 or inked[0] == 0 or inked[-1] == 27


def test_mnist_gives_a_60_by_30_bar_20_by_10_pixels_where_hand_arithmetic_puts_them():
    # Rows 0..19 have centre of mass 9.5: top = floor(14 - 9.5 + 0.5) = 5; columns 4.5: left = 10.
    output = preprocess.apply(bar(100, 100, slice(3, 63), slice(50, 80)), MNIST)[..., 0]
    expected = np.zeros((28, 28), np.float32)
    expected[5:25, 10:20] = 1
    np.testing.assert_array_equal(output, expected)


def test_mnist_clamps_the_shift_at_the_border():
    # An L of 40x40, 1/40 thick, is heavy at the top left: its centre of mass wants top = 14 - 5.
    ink = bar(40, 40, slice(0, 4), slice(None)) + bar(40, 40, slice(4, 40), slice(0, 2))
    output = preprocess.apply(ink, MNIST)[..., 0]
    assert output[27].any()
    assert not output[:8].any()


@pytest.mark.parametrize("recipe", [MNIST, UCI])
def test_place_and_margin_do_not_matter(recipe):
    digit = np.random.default_rng(3).random((33, 21)) * 0.9 + 0.1
    output = preprocess.apply(digit, recipe)
    for top, left, bottom, right in [(0, 0, 70, 5), (40, 3, 0, 0), (11, 60, 13, 17)]:
        moved = np.pad(digit, ((top, bottom), (left, right)))
        np.testing.assert_array_equal(preprocess.apply(moved, recipe), output)


@pytest.mark.parametrize("recipe", [MNIST, UCI])
def test_enlarging_does_not_matter(recipe):
    digit = np.random.default_rng(4).integers(0, 2, (20, 14)).astype(float)
    digit[0, :] = digit[:, 0] = digit[-1, :] = digit[:, -1] = 1
    enlarged = np.kron(digit, np.ones((7, 7)))
    output = preprocess.apply(enlarged, recipe)
    np.testing.assert_allclose(output, preprocess.apply(digit, recipe), atol=1e-6)


def test_uint8_and_float_ink_give_the_same():
    ink = np.random.default_rng(5).integers(0, 256, (40, 30), dtype=np.uint8)
    for recipe in (MNIST, UCI):
        left, right = preprocess.apply(ink, recipe), preprocess.apply(ink / 255, recipe)
        np.testing.assert_array_equal(left, right)


def test_uci_of_a_tall_bar_is_eight_columns_of_full_blocks():
    # 60 x 4 becomes 32 rows x max(8, 2) columns = 256 bits in columns 12..19: blocks 3 and 4.
    output = preprocess.apply(bar(80, 40, slice(10, 70), slice(10, 14)), UCI)[..., 0]
    expected = np.zeros((8, 8), np.float32)
    expected[:, 3:5] = 1
    np.testing.assert_array_equal(output, expected)


def test_uci_erodes_a_full_box_twice():
    # 640 bits (32 x 20) > 560: two erosions leave 28 x 16 bits, rows 2..29, columns 8..23.
    output = preprocess.apply(np.ones((30, 60)), UCI)[..., 0]
    expected = np.zeros((8, 8), np.float32)
    expected[:, 2:6] = 1
    expected[[0, 7], 2:6] = 0.5
    np.testing.assert_array_equal(output, expected)


def test_uci_shears_a_leaning_stroke_upright():
    rows, columns = np.mgrid[:120, :120]
    leaning = (np.abs(columns - (100 - 0.6 * rows)) < 7).astype(float)
    output = preprocess.apply(leaning, UCI)[..., 0]
    centres = (output * np.arange(8)).sum(axis=1) / output.sum(axis=1)
    assert np.ptp(centres) < 0.25
    resized = preprocess.apply(leaning, {"recipe": "resize", "size": [8, 8]})[..., 0]
    assert np.ptp((resized * np.arange(8)).sum(axis=1) / resized.sum(axis=1)) > 2


def test_uci_keeps_a_hair_line():
    ring = np.zeros((200, 200))
    angles = np.linspace(0, 2 * np.pi, 2000)
    ring[(100 + 80 * np.sin(angles)).astype(int), (100 + 60 * np.cos(angles)).astype(int)] = 1
    output = preprocess.apply(ring, UCI)[..., 0]
    assert output.sum() * 16 > 150
    assert output[3:5, 3:5].sum() < 0.5


def test_uci_gives_sixteenths():
    ink = np.random.default_rng(6).random((50, 40))
    output = preprocess.apply(ink, UCI) * 16
    np.testing.assert_array_equal(output, np.round(output))


def test_resize_keeps_colour_and_repeats_gray():
    recipe = {"recipe": "resize", "size": [2, 3], "channels": 3}
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[:2, :, 0] = 255
    output = preprocess.apply(picture, recipe)
    assert output.shape == (2, 3, 3)
    np.testing.assert_array_equal(output[..., 0], [[1, 1, 1], [0, 0, 0]])
    assert not output[..., 1:].any()
    gray = preprocess.apply(picture[..., 0], recipe)
    np.testing.assert_array_equal(gray[..., 2], output[..., 0])


def test_resize_makes_no_colours_and_leaves_none_out():
    with pytest.raises(DataError, match=r"gives 1 channels. Received: shape \(4, 6, 3\)"):
        preprocess.apply(np.zeros((4, 6, 3)), {"recipe": "resize", "size": [2, 3]})


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ({"recipe": "minst"}, "mnist, uci, resize"),
        (None, "Unknown recipe"),
        ({"recipe": "mnist", "size": [8, 8]}, "(28, 28)"),
        ({"recipe": "uci", "size": [28, 28]}, "(8, 8)"),
        ({"recipe": "resize"}, "needs size"),
        ({"recipe": "resize", "size": [0, 5]}, "needs size"),
        ({"recipe": "resize", "size": [5, 5], "channels": 2}, "channels"),
    ],
)
def test_a_wrong_recipe_is_refused(recipe, words):
    with pytest.raises(DataError) as caught:
        preprocess.apply(np.zeros((5, 5)), recipe)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "ink",
    [
        np.zeros((0, 5)),
        np.zeros(5),
        np.full((3, 3), np.nan),
        np.full((3, 3), 1.5),
        np.full((3, 3), -0.1),
        np.full((3, 3), 7),
        np.zeros((3, 3, 3)),
    ],
    ids=["empty", "one axis", "nan", "above 1", "negative", "int64", "colour"],
)
def test_unfit_ink_is_refused(ink):
    with pytest.raises(DataError):
        preprocess.apply(ink, MNIST)
