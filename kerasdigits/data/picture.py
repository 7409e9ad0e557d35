"""Picture files: read PNG and JPEG, and find the ink on a photographed page."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from kerasdigits.errors import DataError, drop_middle

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP")

# A file of a few bytes may declare millions of pixels. A byte of an empty page holds at most 1,032
# of them as PNG and some 1,400 as GIF, eight times as many where each is a bit; of a photo 20.
_ALWAYS_OPENED = 8_000_000
_PIXELS_A_BYTE = 1500
_ORIENTATION = 0x0112
_RECIPE_FILE = Path(__file__).with_name("photo_recipe.json")


def _read_recipe() -> SimpleNamespace:
    """Read the constants of `to_ink`."""
    entries = json.loads(_RECIPE_FILE.read_text(encoding="utf-8"))
    return SimpleNamespace(**{name: entry["value"] for name, entry in entries.items()})


_RECIPE = _read_recipe()


def read_image(path: Path | str, channels: int = 1) -> np.ndarray:
    """Read a picture file, upright and without transparency.

    The EXIF orientation is applied. Transparent pixels lie on white, or on black when what is
    visible is itself nearly white (a chalk drawing exported without its board).

    Args:
        path: PNG, JPEG, BMP, GIF or WebP; 1, 8 or 16 bits; with palette or alpha or not.
        channels: 1 for grayscale, 3 for RGB.

    Returns:
        `(h, w)` or `(h, w, 3)` uint8.

    Raises:
        DataError: The file is missing, is not a picture, is cut off, or is too large to open.
    """
    from PIL import ImageOps

    with _opening(path) as opened:
        image = ImageOps.exif_transpose(opened)
        image.load()
        return np.asarray(_flatten(image).convert("RGB" if channels == 3 else "L"))


def read_size(path: Path | str) -> tuple[int, int]:
    """Read a picture's height and width, upright, without decoding its pixels.

    Args:
        path: A file that `read_image` takes.

    Returns:
        Height and width.

    Raises:
        DataError: As for `read_image`.
    """
    with _opening(path) as opened:
        width, height = opened.size
        turned = opened.getexif().get(_ORIENTATION, 1) >= 5
        return (width, height) if turned else (height, width)


@contextmanager
def _opening(path: Path | str) -> Iterator:
    """Open a picture; what Pillow raises in the block becomes a DataError."""
    from PIL import Image

    try:
        # Pillow warns about a picture that may be a decompression bomb: that is a refusal here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as opened:
                _require_bytes_for(opened, path)
                yield opened
    except DataError:
        raise
    except FileNotFoundError:
        raise DataError("There is no such picture file", received=path) from None
    except (IsADirectoryError, PermissionError) as error:
        raise DataError("The picture cannot be read", received=error) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(error) from None
    except Exception as error:  # Pillow's readers raise nearly everything on flipped bytes
        remedy = (
            f"Give a complete file in one of the formats {', '.join(FORMATS)} ({_one_line(error)})"
        )
        raise DataError(
            "The file is not a readable picture", received=path, remedy=remedy
        ) from None


def _require_bytes_for(image, path: Path | str) -> None:  # noqa: ANN001 - a Pillow image
    """Refuse a picture that declares far more pixels than its file can hold; none is decoded."""
    width, height = image.size
    size = Path(path).stat().st_size
    most = _PIXELS_A_BYTE * size * (8 if image.mode == "1" else 1)
    if width * height > max(_ALWAYS_OPENED, most):
        raise _too_large(f"{width} x {height} pixels in {size:,} bytes")


def _too_large(received: object) -> DataError:
    remedy = "Give a smaller picture: a model sees a few hundred pixels"
    return DataError("The picture is too large", received=received, remedy=remedy)


def to_ink(gray: np.ndarray) -> np.ndarray:
    """Find the ink in a picture: drawn or photographed, dark on light or light on dark.

    Polarity: a picture whose border is light is dark on light and is inverted. A drawing enlarged
    pixel by pixel comes back to its own pixels. A clean or small drawing is done then. Anything
    else is taken for a photo: it is shrunk; the paper's brightness (a quadratic surface through
    the medians of blocks, fitted without what stands out) is subtracted; some standard deviations
    of its noise are cut away; what stands out is scaled to full ink; and specks, tiny beside the
    largest stroke, are dropped. A dim photo (dark border) is inverted when what stands out of its
    paper is darker. When nothing stands out, a picture with an even ground and full ink is a
    densely inked drawing after all. Each limit stands with its reason in `photo_recipe.json`,
    which the page reads too. Not handled: ruled lines, and a page whose edge is in the picture.

    Args:
        gray: `(h, w)` uint8 in 0..255.

    Returns:
        `(h, w)` float64 in [0, 1]; 0 means no ink. All zeros when nothing stands out.
    """
    picture = _undo_enlargement(gray) / 255
    if _is_light(gray):
        picture = 1 - picture
    if _is_clean(picture):
        return picture
    ink = _find_strokes(_shrink(picture), is_dark=not _is_light(gray))
    return picture if not ink.any() and _has_ground(picture) else ink


def _find_strokes(picture: np.ndarray, is_dark: bool) -> np.ndarray:
    """Find what stands out of a photographed page; a dark one may hold light or dark strokes."""
    residual = picture - _fit_paper(picture)
    noise = _RECIPE.mad_to_sigma * np.median(np.abs(residual))
    if is_dark and _weigh(-residual, noise) > _weigh(residual, noise):
        residual = -residual
    return _drop_specks(_stretch(residual, noise))


def _flatten(image):  # noqa: ANN001 - a Pillow image; Pillow is imported late
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        values = np.array(image, np.float64)
        # A 16-bit PNG arrives with values up to 65535, which convert("L") would clip at 255.
        values /= 257
        return Image.fromarray(np.clip(values, 0, 255, out=values).astype(np.uint8))
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image
    image = image.convert("RGBA")
    alpha = np.asarray(image.getchannel("A"))
    light = np.asarray(image.convert("RGB").convert("L"))
    # In whole numbers, and without an array of products: pictures are large.
    visible_light = int(np.einsum("ij,ij->", light, alpha, dtype=np.uint64))
    whole_light = 255 * int(alpha.sum(dtype=np.uint64))
    backdrop = "black" if visible_light > 0.75 * whole_light and alpha.min() < 128 else "white"
    flat = Image.new("RGBA", image.size, backdrop)
    flat.alpha_composite(image)
    return flat


def _is_light(gray: np.ndarray) -> bool:
    """Tell whether the border is light, as paper is."""
    edges = (gray[0], gray[-1], gray[1:-1, 0], gray[1:-1, -1])
    return bool((np.concatenate(edges) / 255).mean() > _RECIPE.light_border)


def _fit_paper(picture: np.ndarray) -> np.ndarray:
    """Fit a quadratic surface to the background, ignoring what stands out of it."""
    rows, columns = (np.linspace(-1, 1, length) for length in picture.shape)
    row_blocks = np.array_split(np.arange(rows.size), min(_RECIPE.blocks, rows.size))
    column_blocks = np.array_split(np.arange(columns.size), min(_RECIPE.blocks, columns.size))
    medians = np.array(
        [[np.median(picture[np.ix_(r, c)]) for c in column_blocks] for r in row_blocks]
    ).ravel()
    y = np.repeat([rows[r].mean() for r in row_blocks], len(column_blocks))
    x = np.tile([columns[c].mean() for c in column_blocks], len(row_blocks))
    terms = _quadratic(y, x)
    surface = np.full(medians.shape, np.median(medians))
    for _ in range(_RECIPE.fit_rounds):
        distance = np.abs(medians - surface)
        limit = _RECIPE.kept_sigmas * _RECIPE.mad_to_sigma * np.median(distance)
        kept = distance <= max(limit, _RECIPE.least_kept)
        coefficients = np.linalg.lstsq(terms[kept], medians[kept], rcond=None)[0]
        surface = terms @ coefficients
    grid_y, grid_x = np.meshgrid(rows, columns, indexing="ij")
    return (_quadratic(grid_y.ravel(), grid_x.ravel()) @ coefficients).reshape(picture.shape)


def _quadratic(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.stack([np.ones_like(y), y, x, y * y, y * x, x * x], axis=1)


def _undo_enlargement(gray: np.ndarray) -> np.ndarray:
    """Shrink a picture made of squares of one value each to one pixel a square."""
    common = int(np.gcd(*gray.shape))
    # Only lines between squares may hold a step: the spacing of the steps is the squares' side.
    rows = np.flatnonzero((gray[1:] != gray[:-1]).any(axis=1)) + 1
    columns = np.flatnonzero((gray[:, 1:] != gray[:, :-1]).any(axis=0)) + 1
    side = int(np.gcd.reduce([common, *rows, *columns]))
    return gray[::side, ::side]


def _is_clean(picture: np.ndarray) -> bool:
    """Tell a drawing on an even, empty ground with full ink from a photo."""
    if max(picture.shape) <= _RECIPE.small_side:
        return _has_ground(picture)
    ground = _RECIPE.ground_grey / 255
    haze = ((picture > ground) & (picture < _RECIPE.faintest)).mean()
    is_full = picture.max() >= _RECIPE.full_contrast
    return bool(np.median(picture) <= ground and is_full and haze <= _RECIPE.most_haze)


def _has_ground(picture: np.ndarray) -> bool:
    """Tell whether some of the picture is empty ground, and some of it full ink."""
    ground = (picture <= _RECIPE.ground_grey / 255).mean()
    return bool(ground >= _RECIPE.least_ground and picture.max() >= _RECIPE.full_contrast)


def _shrink(picture: np.ndarray) -> np.ndarray:
    """Average whole blocks of pixels until the picture is small: noise falls, strokes stay."""
    factor = min(max(1, round(max(picture.shape) / _RECIPE.longest_side)), *picture.shape)
    height, width = (length // factor for length in picture.shape)
    whole = picture[: height * factor, : width * factor]
    return whole.reshape(height, factor, width, factor).mean(axis=(1, 3)) if factor > 1 else picture


def _weigh(residual: np.ndarray, noise: float) -> float:
    return float(np.maximum(residual - _RECIPE.noise_sigmas * noise, 0).sum())


def _stretch(residual: np.ndarray, noise: float) -> np.ndarray:
    """Cut the noise away and scale the ink to 1."""
    reach = _RECIPE.noise_sigmas * noise
    floor = max(reach, _RECIPE.least_floor)
    peak = np.quantile(residual, _RECIPE.peak_quantile)
    strokes = residual[residual > max(floor, _RECIPE.stroke_share * peak)]
    least_peak = max(_RECIPE.least_contrast, _RECIPE.peak_over_noise * reach)
    if strokes.size == 0 or peak < least_peak:
        return np.zeros_like(residual)
    return np.clip((residual - floor) / (np.median(strokes) - floor), 0, 1)


def _drop_specks(ink: np.ndarray) -> np.ndarray:
    from scipy.ndimage import label

    labels, count = label(ink >= _RECIPE.faintest, structure=np.ones((3, 3)))
    if count < 2:
        return ink
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    specks = sizes < _RECIPE.speck_share * sizes.max()
    specks[0] = False
    return np.where(specks[labels], 0.0, ink)


def _one_line(error: BaseException) -> str:
    return drop_middle(" ".join(str(error).split()), 80)
