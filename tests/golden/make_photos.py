"""Write tests/golden/photos.json, the vectors that Python's and the page's search for ink share.

    python tests/golden/make_photos.py           write the file
    python tests/golden/make_photos.py --check   compare the file with what this script makes now

Most pictures are so plain that their ink can be worked out by hand, here and without the package:
paper of one grey or a straight gradient, ink of one or two greys, a checkerboard for noise. Each
of them lies on one side of a limit of `kerasdigits/data/photo_recipe.json`, often beside its twin
on the other side. The ink of the four photos at the end, with random noise, is what Python finds.
"""

import base64
import json
import sys
import zlib
from pathlib import Path

import numpy as np

GOLDEN = Path(__file__).with_name("photos.json")

SIDE = 96  # blocks of 4x4 pixels
# An odd number of rows, or the picture would be taken for one that was enlarged.
STROKE = (slice(20, 53), slice(32, 60))  # 924 pixels
WEAK = (slice(64, 84), slice(20, 60))  # 800 pixels
FLOOR = 0.05  # of the range, cut away where there is no noise


def sheet(grey: int, *patches: tuple, shape: tuple[int, int] = (SIDE, SIDE)) -> np.ndarray:
    """Make paper of one grey, with patches of `(place, grey)` on it."""
    picture = np.full(shape, grey, np.uint8)
    for place, value in patches:
        picture[place] = value
    return picture


def ink_at(*patches: tuple, shape: tuple[int, int] = (SIDE, SIDE)) -> np.ndarray:
    """Make an empty ground, with patches of `(place, ink)` on it."""
    ink = np.zeros(shape)
    for place, value in patches:
        ink[place] = value
    return ink


def drawings() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return pictures on either side of what makes a clean drawing, with their ink."""
    clean = sheet(0, (STROKE, 255), (WEAK, 128))
    haze = (slice(60, 83), slice(20, 28))  # 184 pixels, of 184.3 that a drawing may have
    one_more = (slice(90, 91), slice(20, 21))
    faint = sheet(0, (STROKE, 255), (haze, 20))
    hazy = sheet(0, (STROKE, 255), (haze, 20), (one_more, 20))
    hazy_ink = (20 / 255 - FLOOR) / (1 - FLOOR)
    squares = np.arange(48, dtype=np.uint8).reshape(6, 8) * 5
    squares[0], squares[:, 0] = 0, 0
    squares[5, 7] = 255
    return {
        "a clean drawing is its own ink": (clean, clean / 255),
        "dark ink on light paper is inverted": (255 - clean, clean / 255),
        "an enlarged picture gives its own pixels": (
            np.kron(squares, np.ones((13, 13), np.uint8)),
            squares / 255,
        ),
        "full ink of 230 is a drawing's": (
            sheet(0, (STROKE, 230)),
            ink_at((STROKE, 230 / 255)),
        ),
        "ink of 229 is a photo's, and is scaled": (sheet(0, (STROKE, 229)), ink_at((STROKE, 1))),
        "a ground of 2 is even": (sheet(2, (STROKE, 255)), sheet(2, (STROKE, 255)) / 255),
        "a ground of 3 is paper": (sheet(3, (STROKE, 255)), ink_at((STROKE, 1))),
        "184 hazy pixels are a drawing's": (faint, faint / 255),
        "185 hazy pixels are a photo's": (
            hazy,
            ink_at((STROKE, 1), (haze, hazy_ink), (one_more, hazy_ink)),
        ),
        "ink of 26 is no haze": (
            sheet(0, (STROKE, 255), (WEAK, 26)),
            sheet(0, (STROKE, 255), (WEAK, 26)) / 255,
        ),
        "ink of 25 is haze": (
            sheet(0, (STROKE, 255), (WEAK, 25)),
            ink_at((STROKE, 1), (WEAK, (25 / 255 - FLOOR) / (1 - FLOOR))),
        ),
    } | small_drawings()


def small_drawings() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return pictures of a thumbnail's size, where haze counts for nothing but ground does."""
    cases = {}
    for side in (64, 65):
        patches = (slice(20, 41), slice(8, 24)), (slice(44, 56), slice(8, 48))
        picture = sheet(0, (patches[0], 255), (patches[1], 25), shape=(side, side))
        weak = (25 / 255 - FLOOR) / (1 - FLOOR)
        ink = ink_at((patches[0], 1), (patches[1], weak), shape=(side, side))
        is_small = side == 64
        kind = "a small drawing, haze and all" if is_small else "large enough to be a photo"
        cases[f"{side} pixels are {kind}"] = (picture, picture / 255 if is_small else ink)
    for extra in (84, 83):
        # A frame of 156 pixels and a line along it: 240 pixels are 15 % of the picture.
        ground = np.zeros((40, 40), bool)
        ground[[0, -1]] = ground[:, [0, -1]] = True
        ground[1:3, 1:39] = True
        ground[3, 1 : 1 + extra - 76] = True
        picture = np.where(ground, 0, 255).astype(np.uint8)
        # With less ground the light part is paper, and the frame is dark ink on it.
        found = picture / 255 if extra == 84 else ground.astype(float)
        cases[f"{156 + extra} of 1600 pixels of ground"] = (picture, found)
    return cases


def plain_photos() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return photos without noise, on either side of a limit, with their ink."""
    stroke, nothing = ink_at((STROKE, 1)), ink_at()
    gradient = (60 + np.arange(SIDE)[None] + np.zeros((SIDE, 1))).astype(np.uint8)
    whole_blocks = (slice(20, 52), slice(32, 60))
    gradient[whole_blocks] += 90
    ten, nine = (slice(40, 42), slice(40, 45)), (slice(40, 43), slice(40, 43))
    large, small = (slice(70, 89), slice(8, 9)), (slice(70, 88), slice(80, 81))
    return {
        "even paper is one pixel, enlarged, without ink": (sheet(180), np.zeros((1, 1))),
        "dark ink on light paper": (sheet(204, (STROKE, 51)), stroke),
        "light ink on a dark board": (sheet(51, (STROKE, 204)), stroke),
        "darker ink on paper in a dim room": (sheet(80, (STROKE, 20)), stroke),
        "paper of 127 is dark: light ink stands out": (sheet(127, (STROKE, 200)), stroke),
        "paper of 128 is light: light ink does not": (sheet(128, (STROKE, 200)), nothing),
        "a straight gradient of light": (gradient, ink_at((whole_blocks, 1))),
        "a contrast of 21 greys is ink": (sheet(50, (STROKE, 71)), stroke),
        "a contrast of 20 greys is not": (sheet(50, (STROKE, 70)), nothing),
        "ten pixels are a stroke": (sheet(50, (ten, 200)), ink_at((ten, 1))),
        "nine pixels are not": (sheet(50, (nine, 200)), nothing),
        "weak ink below half of the peak is scaled with it": (
            sheet(50, (STROKE, 203), (WEAK, 125)),
            ink_at((STROKE, 1), (WEAK, (75 / 255 - FLOOR) / (153 / 255 - FLOOR))),
        ),
        "weak ink above half of the peak is the measure where it is the most": (
            sheet(50, (STROKE, 203), (WEAK, 140), ((slice(0, 20), slice(20, 60)), 140)),
            ink_at((STROKE, 1), (WEAK, 1), ((slice(0, 20), slice(20, 60)), 1)),
        ),
        "19 pixels beside a stroke of 924 stay, 18 are a speck": (
            sheet(50, (STROKE, 200), (large, 200), (small, 200)),
            ink_at((STROKE, 1), (large, 1)),
        ),
    }


def checkered_photos() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return photos whose noise is a checkerboard of 4 greys up and down, with their ink."""
    sign = np.where(np.indices((SIDE, SIDE)).sum(axis=0) % 2, 1, -1)
    reach = 4 * 1.4826 * 4  # four standard deviations, from the median deviation of 4 greys
    cases = {}
    for contrast in (31, 32, 100):
        residual = np.zeros((SIDE, SIDE))
        residual[STROKE] = contrast
        residual += 4 * sign
        # The peak has to be 1.5 times what is cut away: 35.6 greys.
        is_found = contrast + 4 >= 1.5 * reach
        ink = np.clip((residual - reach) / (contrast - reach), 0, 1) if is_found else ink_at()
        name = f"ink of {contrast} greys in noise of 4 is {'found' if is_found else 'not found'}"
        cases[name] = ((100 + residual).astype(np.uint8), ink)
    return cases


def shrunk_photos() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return strips on either side of where photos are made smaller, with their ink."""
    cases = {}
    for width, factor in ((479, 1), (480, 2), (800, 2), (801, 3)):
        shape = (24, width)
        place = (slice(6, 18), slice(120, 240))
        smaller = (slice(6 // factor, 18 // factor), slice(120 // factor, 240 // factor))
        ink = ink_at((smaller, 1), shape=(24 // factor, width // factor))
        name = f"{width} pixels are made smaller by {factor}"
        # One pixel lighter than the paper, or the picture would be taken for an enlarged one.
        cases[name] = (sheet(200, (place, 60), ((1, 1), 210), shape=shape), ink)
    return cases


def photographs() -> dict[str, np.ndarray]:
    """Return photos with random noise: a bent stroke on unevenly lit paper, with specks of dust."""
    random = np.random.default_rng(20)
    rows, columns = np.mgrid[:120, :100]
    ring = np.abs(np.hypot((rows - 58) / 1.3, columns - 50) - 24)
    stroke = np.clip(4 - ring, 0, 1) * (columns > 34)
    stroke[96:99, 12:15] = 1
    light = 1 - 0.3 * (rows / 120) - 0.15 * (columns / 100) ** 2
    result = {}
    for name, paper, ink, noise in (
        ("pencil on grey paper", 0.85, 0.45, 0.012),
        ("a dim room", 0.45, 0.1, 0.01),
        ("chalk on a board", 0.25, 0.75, 0.02),
        ("faint and grainy", 0.9, 0.72, 0.02),
    ):
        picture = light * (paper + (ink - paper) * stroke) + random.normal(0, noise, rows.shape)
        result[name] = np.round(picture.clip(0, 1) * 255).astype(np.uint8)
    return result


def pack(array: np.ndarray) -> str:
    """Turn an array into text: its bytes, little-endian and row by row, by zlib and base64."""
    return base64.b64encode(zlib.compress(array.tobytes(), 9)).decode("ascii")


def unpack(text: str, dtype: str, height: int, width: int) -> np.ndarray:
    """Turn the text of `pack` back into an array."""
    data = zlib.decompress(base64.b64decode(text))
    return np.frombuffer(data, dtype).reshape(height, width)


def make_case(name: str, oracle: str, picture: np.ndarray, ink: np.ndarray) -> dict:
    """Write down one picture and its ink."""
    return {
        "name": name,
        "oracle": oracle,
        "picture": {"size": picture.shape, "uint8": pack(picture)},
        "ink": {"size": ink.shape, "float32": pack(ink.astype("<f4"))},
    }


def cases() -> list[dict]:
    """Return all cases: the ones worked out by hand, then the ones that Python computes."""
    from kerasdigits.data.picture import to_ink

    by_hand = drawings() | plain_photos() | checkered_photos() | shrunk_photos()
    made = [make_case(name, "by hand", *case) for name, case in by_hand.items()]
    for name, picture in photographs().items():
        made.append(make_case(name, "Python", picture, to_ink(picture)))
    return made


def main() -> None:
    """Write or check the file."""
    computed = json.loads(json.dumps(cases()))
    if "--check" in sys.argv:
        stored = json.loads(GOLDEN.read_text())
        different = [new["name"] for old, new in zip(stored, computed, strict=True) if old != new]
        sys.exit(f"different: {different}" if different else 0)
    lines = ",\n".join(json.dumps(case) for case in computed)
    GOLDEN.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
