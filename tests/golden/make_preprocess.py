"""Write tests/golden/preprocess.json, the vectors that Python's and the page's preprocessing share.

    python tests/golden/make_preprocess.py           write the file
    python tests/golden/make_preprocess.py --check   compare the file with what Python computes now

The strokes are drawn here; the scans are scikit-learn's digits, enlarged. No MNIST pixel is in the
file.
"""

import base64
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from kerasdigits.data import preprocess

GOLDEN = Path(__file__).with_name("preprocess.json")
MNIST = {"recipe": "mnist", "size": [28, 28]}
UCI = {"recipe": "uci", "size": [8, 8]}
ONLY_MNIST = ("symmetric, exact half shift", "clamped shift", "random shades", "scan of an 8")
ONLY_UCI = ("half coverage ties", "almost flat line", "drawn four, hair line", "leaning left, thin")
ONLY_UCI += ("scan of a 9 at its own size", "8x8 with an empty last row")
RESIZE = {"recipe": "resize", "size": [28, 28], "channels": 1}
# Models that were trained on other numbers than 0 (no ink) to 1; resize keeps its picture as it is.
OTHER_NUMBERS = (
    (MNIST | {"range": [-1, 1], "dark_on_white": True}, "drawn four"),
    (MNIST | {"dark_on_white": True}, "too faint to be ink"),
    (UCI | {"range": [0, 16]}, "scan of a 3"),
    (RESIZE | {"size": [8, 8], "range": [-1, 0.5], "dark_on_white": True}, "random shades"),
)


def draw(points: list[tuple[float, float]], height: int, width: int, radius: float) -> np.ndarray:
    """Draw a polyline with round, soft-edged strokes.

    Args:
        points: (row, column) corners in pixels.
        height: Rows of the canvas.
        width: Columns of the canvas.
        radius: Half the stroke's width in pixels.

    Returns:
        `(height, width)` uint8 ink.
    """
    rows, columns = np.mgrid[:height, :width].astype(float)
    nearest = np.full((height, width), np.inf)
    for (r0, c0), (r1, c1) in pairwise(points):
        length = max((r1 - r0) ** 2 + (c1 - c0) ** 2, 1e-12)
        along = np.clip(((rows - r0) * (r1 - r0) + (columns - c0) * (c1 - c0)) / length, 0, 1)
        away = np.hypot(rows - r0 - along * (r1 - r0), columns - c0 - along * (c1 - c0))
        nearest = np.minimum(nearest, away)
    return np.round(np.clip(radius + 0.5 - nearest, 0, 1) * 255).astype(np.uint8)


def block(height: int, width: int, rows: slice, columns: slice, value: int = 255) -> np.ndarray:
    """Return a canvas with one rectangle of ink."""
    canvas = np.zeros((height, width), np.uint8)
    canvas[rows, columns] = value
    return canvas


def canvases() -> dict[str, np.ndarray]:
    """Return the named inputs."""
    from sklearn.datasets import load_digits

    scans = load_digits().images
    four = [(6, 26), (30, 9), (30, 40), (30, 32), (13, 32), (48, 29)]
    seven = [(12, 60), (12, 95), (38, 80), (66, 74)]
    shades = np.random.default_rng(0).integers(0, 256, (33, 21), dtype=np.uint8)
    return {
        "blank": np.zeros((40, 40), np.uint8),
        "too faint to be ink": np.full((20, 20), 25, np.uint8),
        "faintest ink": block(30, 30, slice(8, 20), slice(10, 14), 26),
        "one pixel": block(40, 40, slice(30, 31), slice(7, 8)),
        "full canvas": np.full((30, 50), 255, np.uint8),
        "touches all edges": draw([(0, 0), (47, 47), (47, 0), (0, 47)], 48, 48, 3),
        "tall bar": block(70, 24, slice(5, 65), slice(11, 15)),
        "wide bar": block(24, 70, slice(11, 15), slice(5, 65)),
        "tiny": block(50, 50, slice(44, 47), slice(2, 4)),
        "vertical line of 1 pixel": block(64, 48, slice(4, 60), slice(20, 21)),
        "diagonal line of 1 pixel": (np.eye(48) * 255).astype(np.uint8),
        "half coverage ties": block(64, 40, slice(0, 63, 2), slice(0, 40)),
        "symmetric, exact half shift": block(41, 41, slice(0, 41), slice(10, 31)),
        "clamped shift": block(44, 44, slice(0, 4), slice(0, 44))
        | block(44, 44, slice(0, 44), slice(0, 2)),
        "leaning right": draw([(50, 14), (7, 42)], 56, 56, 4),
        "leaning left, thin": draw([(7, 14), (50, 42)], 56, 56, 1),
        "almost flat line": draw([(30, 2), (34, 56)], 60, 60, 1.5),
        "drawn four": draw(four, 54, 46, 2.5),
        "drawn four, thick": draw(four, 56, 48, 6),
        "drawn four, hair line": draw(four, 54, 46, 0.4),
        "drawn seven, off-centre": draw(seven, 90, 120, 4),
        "faint four": (draw(four, 54, 46, 2.5) * 0.4).astype(np.uint8),
        "random shades": shades,
        "scan of a 3": enlarge(scans[3], 6),
        "scan of an 8": enlarge(scans[8], 5),
        "scan of a 5, small": enlarge(scans[5], 3),
        "scan of a 9 at its own size": np.round(scans[9] * 255 / 16).astype(np.uint8) | 3,
        "8x8 with an empty last row": draw([(1, 2), (1, 5), (6, 3)], 8, 8, 0.6),
    }


def enlarge(scan: np.ndarray, factor: int) -> np.ndarray:
    """Enlarge an 8x8 scan with values 0..16, and leave a margin at the top and right."""
    pixels = np.round(scan * 255 / 16).astype(np.uint8)
    return np.pad(np.kron(pixels, np.ones((factor, factor), np.uint8)), ((5, 0), (0, 9)))


def cases() -> list[dict]:
    """Compute all cases: every canvas through `mnist` and `uci`, some through `resize`."""
    result = []
    for name, ink in canvases().items():
        for recipe in (MNIST, UCI):
            if name in (ONLY_UCI if recipe is MNIST else ONLY_MNIST):
                continue
            result.append(_case(f"{recipe['recipe']}: {name}", recipe, ink))
    sizes = {
        "random shades": [[28, 28], [8, 8], [5, 40]],
        "drawn four": [[28, 28]],
        "one pixel": [[7, 9]],
    }
    for name, wanted in sizes.items():
        for size in wanted:
            recipe = RESIZE | {"size": size}
            result.append(_case(f"resize {size[0]}x{size[1]}: {name}", recipe, canvases()[name]))
    for recipe, name in OTHER_NUMBERS:
        label = f"{recipe['recipe']}, other numbers: {name}"
        result.append(_case(label, recipe, canvases()[name]))
    return result


def _case(name: str, recipe: dict, ink: np.ndarray) -> dict:
    output = preprocess.apply(ink, recipe)
    return {
        "name": name,
        "preprocess": recipe,
        "width": ink.shape[1],
        "height": ink.shape[0],
        "input": base64.b64encode(ink.tobytes()).decode("ascii"),
        "output": base64.b64encode(output.astype("<f4").tobytes()).decode("ascii"),
    }


def main() -> None:
    """Write or check the file."""
    computed = cases()
    if "--check" in sys.argv:
        stored = json.loads(GOLDEN.read_text())
        different = [new["name"] for old, new in zip(stored, computed, strict=True) if old != new]
        sys.exit(f"different: {different}" if different else 0)
    lines = ",\n".join(json.dumps(case) for case in computed)
    GOLDEN.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
