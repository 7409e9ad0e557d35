"""The test scans of `digits`, saved as picture files, are read as the arrays are."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from kerasdigits.data import load, preprocess
from kerasdigits.data.picture import to_ink

UCI = {"recipe": "uci", "size": [8, 8]}


@cache
def digits():
    return load("digits")


@cache
def reader():
    """A classifier that knows the training scans only as arrays."""
    from sklearn.svm import SVC

    data = digits()
    return SVC(C=10).fit(data.x_train.reshape(-1, 64), data.y_train)


def scans():
    return np.round(digits().x_test[..., 0] * 255).astype(np.uint8)


def enlarge(scan, factor, resample):
    side = 8 * factor
    return np.asarray(Image.fromarray(scan).resize((side, side), resample))


@pytest.mark.parametrize("polarity", ["light on dark", "dark on light"])
def test_a_scan_at_its_own_size_is_the_array_again(tmp_path, polarity):
    path = tmp_path / "scan.png"
    for scan, expected in zip(scans(), digits().x_test, strict=True):
        Image.fromarray(255 - scan if polarity == "dark on light" else scan).save(path)
        np.testing.assert_allclose(preprocess.from_file(path, UCI), expected, atol=1e-6)
    # What such a reading is worth: nothing is lost on the way through the files.
    rows = digits().x_test.reshape(-1, 64)
    assert len(rows) == 450
    assert reader().score(rows, digits().y_test) >= 0.95  # measured 0.991


@pytest.mark.parametrize("polarity", ["light on dark", "dark on light"])
@pytest.mark.parametrize(
    ("factor", "resample", "least_right"),
    [
        (8, Image.Resampling.NEAREST, 0.98),  # measured 0.991: back to its own pixels
        (20, Image.Resampling.NEAREST, 0.98),  # 0.991
        (8, Image.Resampling.BICUBIC, 0.92),  # 0.936: the counts become a bitmap again
        (20, Image.Resampling.BICUBIC, 0.92),  # 0.936: as large as a photo
    ],
)
def test_an_enlarged_scan_is_read(tmp_path, polarity, factor, resample, least_right):
    path, inputs = tmp_path / "scan.png", []
    every = 3 if factor > 8 else 1  # the way of a photo takes 10 ms
    for scan in scans()[::every]:
        pixels = enlarge(scan, factor, resample)
        Image.fromarray(255 - pixels if polarity == "dark on light" else pixels).save(path)
        inputs.append(preprocess.from_file(path, UCI).ravel())  # refuses a picture without ink
    assert reader().score(np.array(inputs), digits().y_test[::every]) >= least_right


def test_enlarging_by_whole_pixels_changes_no_ink():
    shades = np.random.default_rng(0).integers(0, 256, (9, 6), dtype=np.uint8)
    shades[:, 0] = 0
    shades[0] = 0
    shades[4, 3] = 255
    squares = np.kron(shades, np.ones((11, 11), np.uint8))
    np.testing.assert_array_equal(to_ink(squares), shades / 255)


def test_a_small_8x8_drawing_that_is_no_scan_still_goes_through_the_recipe():
    ink = np.zeros((8, 8), np.uint8)
    ink[2:7, 3] = 255  # rows 0, 1 and 7 are empty: not a result of the recipe
    larger = np.kron(ink, np.ones((5, 5), np.uint8))
    np.testing.assert_allclose(preprocess.apply(ink, UCI), preprocess.apply(larger, UCI), atol=1e-6)
