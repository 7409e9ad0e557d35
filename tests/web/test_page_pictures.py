"""Pictures by the file button, by drag and drop, and by paste."""

import base64
import io

import numpy as np
import pytest
from models import MODELS
from PIL import Image, ImageDraw
from playwright.sync_api import expect
from pointer import bar_values, model_input, next_frame, winner


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def flat_line(ink: int, paper: int) -> np.ndarray:
    """A flat line, off the middle, on 200 x 120 pixels."""
    pixels = np.full((120, 200), paper, np.uint8)
    pixels[20:32, 30:150] = ink
    return pixels


def give_transfer(page, kind: str, name: str, data: bytes, mime: str) -> None:
    """Fire a drop or paste event that carries one file."""
    page.evaluate(
        """([kind, name, text, mime]) => {
          const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], name, {type: mime}));
          const event = kind === 'drop'
            ? new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true})
            : new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true});
          document.getElementById('pad').dispatchEvent(event);
        }""",
        [kind, name, base64.b64encode(data).decode(), mime],
    )


def upload(page, name: str, data: bytes, mime: str = "image/png") -> None:
    page.locator("#upload").set_input_files({"name": name, "mimeType": mime, "buffer": data})


@pytest.mark.parametrize(("ink", "paper"), [(10, 250), (255, 0)])
def test_dark_on_light_and_light_on_dark_are_read_alike(open_page, file_url, ink, paper):
    page = open_page(file_url)
    upload(page, "line.png", png(flat_line(ink, paper)))
    expect(page.locator("#bars li.winner .bar-name")).to_have_text("flat")
    seen = model_input(page).reshape(28, 28)
    # 120 x 12 pixels become 20 x 2, by the recipe.
    assert np.count_nonzero(seen.max(axis=0) > 0.5) == 20
    assert np.count_nonzero(seen.max(axis=1) > 0.5) == 2


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_dropped_or_pasted_picture_is_read(open_page, file_url, kind):
    page = open_page(file_url)
    give_transfer(page, kind, "line.png", png(flat_line(0, 255).T), "image/png")
    expect(page.locator("#bars li.winner .bar-name")).to_have_text("upright")


@pytest.mark.parametrize("how", ["upload", "drop"])
def test_a_text_file_named_png_is_refused_in_words_and_the_page_lives_on(open_page, file_url, how):
    page = open_page(file_url)
    if how == "upload":
        upload(page, "notes.png", b"this is no picture")
    else:
        give_transfer(page, "drop", "notes.png", b"this is no picture", "image/png")
    expect(page.locator("#notice")).to_contain_text('"notes.png" is not a picture')
    assert winner(page) is None
    upload(page, "line.png", png(flat_line(0, 255)))
    expect(page.locator("#bars li.winner .bar-name")).to_have_text("flat")
    expect(page.locator("#notice")).to_be_hidden()


def test_a_transparent_picture_with_dark_ink_lies_on_white_and_chalk_on_black(open_page, file_url):
    page = open_page(file_url)
    for ink in (0, 255):
        rgba = np.zeros((60, 60, 4), np.uint8)
        rgba[10:50, 28:32] = (ink, ink, ink, 255)
        upload(page, f"ink{ink}.png", png(rgba))
        next_frame(page)
        expect(page.locator("#bars li.winner .bar-name")).to_have_text("upright")
        assert np.count_nonzero(model_input(page) > 0.5) < 100
        page.locator("#clear").click()


def photograph(rng: np.random.Generator, paper: float, ink: float) -> np.ndarray:
    """A pen's 7 on unevenly lit, noisy paper with a speck of dust, 600 x 480 pixels."""
    canvas = Image.new("L", (480, 600), 0)
    pen = ImageDraw.Draw(canvas)
    pen.line([(150, 180), (320, 170), (230, 430)], fill=255, width=16, joint="curve")
    pen.ellipse([60, 60, 63, 63], fill=255)
    strokes = np.asarray(canvas) / 255
    y, x = np.mgrid[0:600, 0:480]
    light = paper - 0.18 * y / 600 - 0.1 * (x / 480) ** 2
    picture = light * (1 - strokes) + ink * strokes + rng.normal(0, 0.012, strokes.shape)
    return np.round(255 * picture.clip(0, 1)).astype(np.uint8)


@pytest.mark.parametrize(("paper", "ink"), [(0.85, 0.2), (0.45, 0.1), (0.3, 0.8)])
def test_a_photo_is_read_as_python_reads_it(open_page, file_url, tmp_path, paper, ink):
    from kerasdigits.data.preprocess import from_file

    data = png(photograph(np.random.default_rng(8), paper, ink))
    (tmp_path / "photo.png").write_bytes(data)
    expected = from_file(tmp_path / "photo.png", {"recipe": "mnist", "size": [28, 28]}).ravel()
    page = open_page(file_url, wait="ready")
    upload(page, "photo.png", data)
    expect(page.locator("#bars li.winner")).to_have_count(1)
    seen = model_input(page)
    # A 7, not the paper: some ink, most cells empty.
    assert 25 < expected.sum() < 160
    assert np.count_nonzero(seen) < 250
    # The page keeps its ink in bytes: half of 1/255 in each pixel.
    np.testing.assert_allclose(seen, expected, atol=0.01)


def grain() -> np.ndarray:
    """A photo of empty paper: nothing but the camera's noise."""
    noise = np.random.default_rng(3).normal(128, 3, (200, 200))
    return np.round(noise.clip(0, 255)).astype(np.uint8)


@pytest.mark.parametrize(
    "pixels", [np.full((80, 80), 255, np.uint8), grain()], ids=["white", "grain"]
)
@pytest.mark.parametrize("use_recipe", [True, False])
def test_a_picture_without_ink_gets_a_notice_and_no_verdict(
    open_page, file_url, pixels, use_recipe
):
    page = open_page(file_url)
    page.locator("#recipe").set_checked(use_recipe)
    upload(page, "line.png", png(flat_line(0, 255)))
    expect(page.locator("#bars li.winner")).to_have_count(1)
    upload(page, "empty.png", png(pixels))
    expect(page.locator("#notice")).to_contain_text("no ink")
    expect(page.locator("#verdict .verdict-name")).to_have_text("–")
    assert winner(page) is None
    assert page.evaluate("kerasdigits.output") is None
    upload(page, "line.png", png(flat_line(0, 255)))
    expect(page.locator("#bars li.winner")).to_have_count(1)
    expect(page.locator("#notice")).to_be_hidden()


def test_a_model_of_whole_pictures_reads_a_white_one(open_page, file_url):
    page = open_page(f"{file_url}?model=f-colours")
    upload(page, "white.png", png(np.full((40, 40, 3), 255, np.uint8)))
    expect(page.locator("#bars li.winner")).to_have_count(1)
    expect(page.locator("#notice")).to_be_hidden()
    # The same picture holds nothing for a model of ink.
    page.locator("#picker").select_option("a-lines")
    expect(page.locator("#notice")).to_contain_text("no ink")


def dense_scan(side: int, resample: Image.Resampling) -> np.ndarray:
    """A real 8, cropped so tight that most of the picture is ink, enlarged."""
    from sklearn.datasets import load_digits

    pixels = np.round(load_digits().images[8] * 255 / 16).astype(np.uint8)
    return np.asarray(Image.fromarray(pixels).resize((side, side), resample))


@pytest.mark.parametrize(
    ("side", "resample"),
    [
        (8, Image.Resampling.NEAREST),
        (160, Image.Resampling.NEAREST),
        (64, Image.Resampling.BICUBIC),
        (160, Image.Resampling.BICUBIC),
    ],
)
@pytest.mark.parametrize("inverted", [False, True])
def test_a_tight_scan_is_ink_not_paper_as_python_reads_it(
    open_page, file_url, side, resample, inverted, tmp_path
):
    from kerasdigits.data.preprocess import from_file

    pixels = dense_scan(side, resample)
    data = png(255 - pixels if inverted else pixels)
    (tmp_path / "scan.png").write_bytes(data)
    expected = from_file(tmp_path / "scan.png", {"recipe": "mnist", "size": [28, 28]}).ravel()
    page = open_page(file_url, wait="ready")
    upload(page, "scan.png", data)
    expect(page.locator("#bars li.winner")).to_have_count(1)
    assert 50 < expected.sum() < 250
    np.testing.assert_allclose(model_input(page), expected, atol=0.01)


def test_a_huge_picture_is_read_too(open_page, file_url):
    page = open_page(file_url)
    pixels = np.full((2400, 3200), 255, np.uint8)
    pixels[700:760, 900:1700] = 0
    upload(page, "huge.png", png(pixels))
    expect(page.locator("#bars li.winner .bar-name")).to_have_text("flat")


def test_a_colour_model_reads_red_green_and_blue_from_an_upload(open_page, file_url):
    page = open_page(f"{file_url}?model=f-colours")
    expect(page.locator("#give-hint")).to_contain_text("colours")
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[..., 1] = 204
    upload(page, "green.png", png(pixels))
    expect(page.locator("#bars li.winner .bar-name")).to_have_text("green")
    x = np.zeros((1, 4, 4, 3), np.float32)
    x[..., 1] = 0.8
    expected = MODELS["f-colours"].predict(x)[0]
    np.testing.assert_allclose(list(bar_values(page).values()), expected, atol=1e-4)
    np.testing.assert_allclose(model_input(page), x.ravel(), atol=1e-6)
