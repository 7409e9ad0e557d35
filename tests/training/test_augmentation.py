"""The augmentation moves images a little, and does nothing when its ranges are zero."""

import numpy as np
import pytest

from kerasdigits.training import augmentation
from kerasdigits.training.augmentation import augment


def make_blobs(rng, n=40, size=28):
    """Put a soft disc around a known place in each of n images."""
    centres = rng.uniform(10, 18, (n, 2))
    row, column = np.mgrid[:size, :size]
    distance = (row - centres[:, 0, None, None]) ** 2 + (column - centres[:, 1, None, None]) ** 2
    return np.exp(-distance / 8).astype("float32")[..., None], centres


def find_centres(images):
    row, column = np.mgrid[: images.shape[1], : images.shape[2]]
    mass = images[..., 0].sum(axis=(1, 2))
    return np.stack(
        [(images[..., 0] * place).sum(axis=(1, 2)) / mass for place in (row, column)], axis=1
    )


def test_zero_ranges_change_nothing(monkeypatch, rng):
    for name in ("ROTATION", "ZOOM", "SHIFT"):
        monkeypatch.setattr(augmentation, name, 0.0)
    images, _ = make_blobs(rng)
    np.testing.assert_allclose(augment(images, rng), images, atol=1e-6)


def test_a_shift_moves_ink_by_at_most_its_range_and_by_all_of_it(monkeypatch, rng):
    monkeypatch.setattr(augmentation, "ROTATION", 0.0)
    monkeypatch.setattr(augmentation, "ZOOM", 0.0)
    images, centres = make_blobs(rng, 400)
    moved = find_centres(augment(images, rng)) - centres
    assert np.abs(moved).max() < 2.1
    assert moved.max() > 1.5 and moved.min() < -1.5


def test_rotation_and_zoom_agree_with_the_geometry(monkeypatch, rng):
    monkeypatch.setattr(augmentation, "SHIFT", 0.0)
    images, centres = make_blobs(rng)
    seed = int(rng.integers(1 << 30))
    moved = find_centres(augment(images, np.random.default_rng(seed)))
    rng = np.random.default_rng(seed)
    angle = np.deg2rad(rng.uniform(-10, 10, len(images)))
    zoom = rng.uniform(0.9, 1.1, len(images))
    row, column = (centres - 13.5).T
    # The place that is read there by the inverse map is where the disc goes.
    expected = 13.5 + np.stack(
        [
            zoom * (np.cos(angle) * row + np.sin(angle) * column),
            zoom * (-np.sin(angle) * row + np.cos(angle) * column),
        ],
        axis=1,
    )
    np.testing.assert_allclose(moved, expected, atol=0.05)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_channels_move_together_and_dtype_and_range_stay(channels, rng):
    images = np.repeat(make_blobs(rng)[0], channels, axis=-1)
    moved = augment(images, rng)
    assert moved.dtype == np.float32 and moved.shape == images.shape
    assert moved.min() >= 0 and moved.max() <= 1
    for channel in range(1, channels):
        np.testing.assert_array_equal(moved[..., channel], moved[..., 0])
