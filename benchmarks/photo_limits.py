"""What would another value of a photo's constant find?

    python benchmarks/photo_limits.py            every constant, at the values of OTHERS
    python benchmarks/photo_limits.py blocks     one of them

For each value: the mean difference between the model's input from a picture and from the drawing
that it shows, the pictures that show no ink, and the empty sheets that show some. The reasons in
kerasdigits/data/photo_recipe.json quote it. The pictures are made as those of tests/data: 24 photos
of pencil on paper, 4 of chalk on a board, 50 scans enlarged smoothly to 64 and to 160 pixels,
9 drawings saved as JPEG, 18 empty sheets.
"""

import argparse
import io
import runpy
from pathlib import Path

import numpy as np
from PIL import Image

from kerasdigits.data import load, picture, preprocess

MNIST = {"recipe": "mnist", "size": [28, 28]}
TESTS = runpy.run_path(str(Path(__file__).parents[1] / "tests/data/test_picture.py"))
CONDITIONS = (
    {},
    {"contrast": 0.2, "noise": 0.015, "seed": 1},
    {"light": (0.95, 0.45)},
    {"light": (0.45, 0.25), "contrast": 0.5},
    {"light": (0.7, 0.7), "noise": 0.0},
    {"contrast": 0.15, "noise": 0.03},
    {"contrast": 0.12, "noise": 0.02, "seed": 5},
    {"light": (0.9, 0.5), "contrast": 0.8, "noise": 0.005},
)
OTHERS = {
    "light_border": (0.3, 0.7),
    "ground_grey": (0, 10),
    "full_contrast": (0.6, 0.98),
    "small_side": (32, 128),
    "least_ground": (0.075, 0.3),
    "faintest": (0.05, 0.2),
    "most_haze": (0.01, 0.04),
    "longest_side": (160, 640),
    "blocks": (6, 48),
    "fit_rounds": (1, 2, 3, 20),
    "kept_sigmas": (1.2, 6),
    "least_kept": (0.005, 0.02),
    "mad_to_sigma": (1.0,),
    "noise_sigmas": (2, 3, 6),
    "least_floor": (0.025, 0.1),
    "peak_quantile": (0.99, 0.9999),
    "stroke_share": (0.25, 0.75),
    "least_contrast": (0.04, 0.16),
    "peak_over_noise": (1, 3),
    "speck_share": (0.01, 0.04),
}
Pair = tuple[np.ndarray, np.ndarray]


def as_jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    """Return the pixels as they come back from a JPEG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("L"))


def to_bytes(values: np.ndarray) -> np.ndarray:
    """Turn numbers in [0, 1] into greys."""
    return np.round(np.clip(values, 0, 1) * 255).astype(np.uint8)


def make_photos() -> list[Pair]:
    """Return photos of a 5 in pencil, thin to bold, and the ink that they show."""
    inks = [TESTS["draw_five"](500, width) for width in (0.04, 0.07, 0.12)]
    photograph = TESTS["photograph"]
    return [(as_jpeg(photograph(ink, **how), 85), ink) for ink in inks for how in CONDITIONS]


def make_boards() -> list[Pair]:
    """Return photos of a 5 in chalk, faint to bright."""
    ink, random = TESTS["draw_five"](300), np.random.default_rng(0)
    grain = [random.normal(0, 0.02, ink.shape) for _ in range(4)]
    contrasts = (0.2, 0.3, 0.5, 0.7)
    return [(to_bytes(0.2 + c * ink + g), ink) for c, g in zip(contrasts, grain, strict=True)]


def make_scans(factor: int) -> list[Pair]:
    """Return test scans of `digits`, enlarged with soft edges."""
    scans = to_bytes(load("digits").x_test[::9, ..., 0])
    size = (8 * factor, 8 * factor)
    enlarge = Image.Resampling.BICUBIC
    return [(np.asarray(Image.fromarray(s).resize(size, enlarge)), s / 255) for s in scans]


def make_drawings() -> list[Pair]:
    """Return clean drawings, dark on light, saved as JPEG."""
    inks = [TESTS["draw_five"](side, w) for side in (60, 150, 400) for w in (0.02, 0.07, 0.2)]
    return [(as_jpeg(255 - to_bytes(ink), 60), ink) for ink in inks]


def make_empty_sheets() -> list[np.ndarray]:
    """Return photos of paper on which nothing is written."""
    even = [
        np.random.default_rng(seed).normal(180, noise, (300, 300)).clip(0, 255).astype(np.uint8)
        for seed in range(4)
        for noise in (2, 5, 15)
    ]
    blank = np.zeros((300, 300))
    lit = [(n, seed) for n in (0.01, 0.03) for seed in range(3)]
    return even + [
        as_jpeg(TESTS["photograph"](blank, noise=noise, seed=seed), 85) for noise, seed in lit
    ]


def measure(pairs: list[Pair]) -> str:
    """Say how far the inputs are from the drawings', and how many pictures show no ink."""
    differences = []
    for pixels, ink in pairs:
        found = picture.to_ink(pixels)
        if preprocess.crop_to_ink(found) is not None:
            wanted = preprocess.apply(ink, MNIST)
            differences.append(np.abs(preprocess.apply(found, MNIST) - wanted).mean())
    missed = len(pairs) - len(differences)
    mean = f"{np.mean(differences):.4f}" if differences else "-"
    return f"{mean}{f' ({missed} none)' if missed else ''}"


def main() -> None:
    """Print a row a value."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="CONSTANT", help="default: all")
    names = parser.parse_args().names or list(OTHERS)
    kinds = {
        "photos": make_photos(),
        "boards": make_boards(),
        "scans of 64": make_scans(8),
        "scans of 160": make_scans(20),
        "JPEG drawings": make_drawings(),
    }
    sheets = make_empty_sheets()

    def show(name: str, value: float | str) -> None:
        cells = [measure(pairs) for pairs in kinds.values()]
        inked = sum(picture.to_ink(sheet).max() >= 0.1 for sheet in sheets)
        print(f"{name:18}{value:>8}", *(f"{cell:>17}" for cell in cells), f"{inked:>8}", flush=True)

    print(f"{'':26}", *(f"{kind:>17}" for kind in kinds), f"{'sheets':>8}")
    show("as it is", "")
    for name in names:
        chosen = getattr(picture._RECIPE, name)
        for value in OTHERS[name]:
            setattr(picture._RECIPE, name, value)
            show(name, value)
        setattr(picture._RECIPE, name, chosen)


if __name__ == "__main__":
    main()
