"""A trained MNIST model on the page: drawn digits, enlarged test images, all 10,000 test images."""

import base64
import gzip
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pointer import draw_with_mouse, winner
from scipy.ndimage import grey_dilation, grey_erosion
from sites import serve
from strokes import draw

from kerasdigits.data import Dataset
from kerasdigits.models.load import load_model
from kerasdigits.models.outputs import as_probabilities

pytestmark = [pytest.mark.reference, pytest.mark.timeout(1800)]

PAD = 400
DRAWINGS = 120
ENLARGED = 300
REQUIRED = 0.95


@pytest.fixture(scope="module")
def mnist_site(mnist_runs: Path, kerasdigits) -> Path:
    """A site whose one model is the cnn that was trained on MNIST by its own recipe."""
    site = mnist_runs / "site"
    exporting = ("export", mnist_runs / "cnn", "--site", site, "--check", "require")
    kerasdigits(*exporting, "--overwrite")  # a process may come back to this file after others
    return site


@pytest.fixture(scope="module")
def expected(mnist_runs: Path, mnist: Dataset) -> np.ndarray:
    """Keras's own probabilities for the test images, (10000, 10) float32."""
    model = load_model(mnist_runs / "cnn/model.keras")
    return as_probabilities(model.predict(mnist.x_test, batch_size=500, verbose=0), "softmax")


@pytest.fixture(scope="module")
def pixels(mnist: Dataset) -> np.ndarray:
    """The test images as they are stored, (10000, 28, 28) uint8."""
    return np.round(mnist.x_test[..., 0] * 255).astype(np.uint8)


@pytest.fixture
def page(open_page, mnist_site):
    """The page from disk, on the trained model."""
    return open_page((mnist_site / "index.html").as_uri())


def enlarge(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A test image on a 400 x 400 canvas: 5 to 14 times as large, anywhere, thinner or thicker."""
    factor = rng.uniform(5, 14)
    side = round(28 * factor)
    large = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))
    amount = max(3, round(factor * rng.uniform(0.3, 0.9)))
    change = [grey_dilation, grey_erosion, lambda grey, size: grey][rng.integers(3)]
    large = change(large, size=(amount, amount))
    rows, columns = np.flatnonzero(large.max(1) > 25), np.flatnonzero(large.max(0) > 25)
    ink = large[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    canvas = np.zeros((PAD, PAD), np.uint8)
    top = rng.integers(0, PAD - ink.shape[0] + 1)
    left = rng.integers(0, PAD - ink.shape[1] + 1)
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas


def predict_ink(page, canvas: np.ndarray, use_recipe: bool) -> int:
    output = page.evaluate(
        """async ([text, side, useRecipe]) => Array.from(await kerasdigits.predictInk(
            Uint8Array.from(atob(text), c => c.charCodeAt(0)), side, side, useRecipe))""",
        [base64.b64encode(canvas.tobytes()).decode(), PAD, use_recipe],
    )
    return int(np.argmax(output))


def test_95_percent_of_drawn_digits_are_read_right(page):
    rng = np.random.default_rng(2026)
    right = {True: 0, False: 0}
    wrong = []
    for number in range(DRAWINGS):
        digit = number % 10
        page.keyboard.press("Escape")
        draw_with_mouse(page, draw(digit, rng), steps=1)
        page.locator("#recipe").set_checked(True)
        with_recipe = winner(page)
        right[True] += with_recipe == str(digit)
        if with_recipe != str(digit):
            wrong.append((digit, with_recipe))
        page.locator("#recipe").set_checked(False)
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")
        right[False] += winner(page) == str(digit)
        page.locator("#recipe").set_checked(True)
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")
    print(
        f"\n{DRAWINGS} drawn digits: {right[True] / DRAWINGS:.1%} right with the recipe, "
        f"{right[False] / DRAWINGS:.1%} without; wrong (drawn, read): {wrong}"
    )
    assert right[True] / DRAWINGS >= REQUIRED
    assert right[False] < right[True]


def test_95_percent_of_enlarged_moved_thickened_test_images_are_read_right(page, mnist, pixels):
    rng = np.random.default_rng(2027)
    chosen = rng.choice(len(pixels), ENLARGED, replace=False)
    right = {True: 0, False: 0}
    for index in chosen:
        canvas = enlarge(pixels[index], rng)
        for use_recipe in right:
            right[use_recipe] += predict_ink(page, canvas, use_recipe) == mnist.y_test[index]
    print(
        f"\n{ENLARGED} enlarged test images: {right[True] / ENLARGED:.1%} right with the recipe, "
        f"{right[False] / ENLARGED:.1%} without"
    )
    assert right[True] / ENLARGED >= REQUIRED
    assert right[False] < right[True]


@pytest.mark.parametrize("backend", ["cpu", "wasm"])
def test_all_10000_test_images_get_keras_class_and_probabilities(
    open_page, mnist_site, mnist, pixels, expected, backend
):
    server, httpd = serve(mnist_site)
    page = open_page(f"{server.url}?backend={backend}")
    assert page.evaluate("kerasdigits.backend") == backend
    received = []
    for start in range(0, 10_000, 1000):
        thousand = pixels[start : start + 1000]
        received += page.evaluate(
            """async text => {
              const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
              const input = Float32Array.from(bytes, value => value / 255);
              return Array.from(await kerasdigits.predict(input, 1000));
            }""",
            base64.b64encode(thousand.tobytes()).decode(),
        )
    httpd.shutdown()
    httpd.server_close()
    received = np.reshape(received, expected.shape)
    difference = np.abs(received - expected).max()
    same = (received.argmax(axis=1) == expected.argmax(axis=1)).sum()
    accuracy = (received.argmax(axis=1) == mnist.y_test).mean()
    print(
        f"\n{backend}: same class on {same} of 10,000, max difference {difference:.2e}, "
        f"accuracy {accuracy:.2%}"
    )
    assert same == 10_000
    assert difference < 1e-4


def test_the_page_with_the_trained_cnn_needs_at_most_130_kb_gzip(mnist_site):
    """What is loaded until the first prediction; test_page_shell.py shows which files those are."""
    files = ("index.html", "dist/page.css", "dist/page.js", "models/index.js")
    paths = [mnist_site / name for name in (*files, "models/cnn/model.js")]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in paths}
    print(f"\nuntil the first prediction: {sum(sizes.values()):,} bytes gzip {sizes}")
    assert sum(sizes.values()) <= 130_000
