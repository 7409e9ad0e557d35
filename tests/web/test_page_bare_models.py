"""A developer's own .keras file on the page: what is not known of it, options say."""

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from pointer import draw_with_mouse, model_input, winner
from strokes import draw

from kerasdigits.cli import main


def save_reader(path, *first):
    """Tell a 1 from a 0 by how much of its ink lies in the middle columns of 28 x 28."""
    middle = np.full((28, 28), -1.0)
    middle[:, 11:18] = 1.0
    dense = keras.layers.Dense(2, activation="softmax", use_bias=False)
    model = keras.Sequential([keras.Input((28, 28)), *first, keras.layers.Flatten(), dense])
    dense.set_weights([np.stack([-middle.ravel(), middle.ravel()], axis=1) / 20])
    model.save(path)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A model of light ink, and one of dark ink in bytes, exported by the command."""
    folder = tmp_path_factory.mktemp("bare")
    save_reader(folder / "light.keras")
    save_reader(folder / "dark.keras", keras.layers.Rescaling(-1 / 255, offset=1.0))

    def export(file, *options):
        typed = ["export", str(folder / file), "--site", str(folder / "site"), *options]
        done = CliRunner().invoke(main, [*typed, "--check", "off", "-q"])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "as MNIST's digits were" in export("light.keras")
    export("light.keras", "--preprocess", "resize", "--name", "shrunk")
    paper = ("--dark-on-white", "--input-range", "0..255", "--classes", "nought,one")
    export("dark.keras", *paper, "--name", "paper", "--title", "On paper")
    return folder / "site"


def draw_in_corner(page, digit):
    """Draw a digit a sixth of the pad high, at its top left."""
    page.keyboard.press("Escape")
    strokes = draw(digit, np.random.default_rng(3), size=66, place=False)
    corner = np.concatenate(strokes).min(axis=0) - 14
    draw_with_mouse(page, [stroke - corner for stroke in strokes])
    return winner(page)


def test_a_bare_file_reads_small_digits_in_a_corner_in_its_own_ink(open_page, site):
    url = (site / "index.html").as_uri()
    page = open_page(f"{url}?model=light")
    assert [draw_in_corner(page, digit) for digit in (1, 0)] == ["1", "0"]
    page = open_page(f"{url}?model=paper")
    assert page.locator(".card-name").text_content() == "On paper"
    assert "On paper" in page.locator("#picker").text_content()
    assert [draw_in_corner(page, digit) for digit in (1, 0)] == ["one", "nought"]
    seen = model_input(page)
    assert seen[0] == seen.max() == 255 and seen.min() < 30
    # Its picture is dark on white too, as the model sees it.
    pixel = "document.querySelector('#seen').getContext('2d').getImageData(0, 0, 1, 1).data[0]"
    assert page.evaluate(pixel) == 255
    # What the recipe is for: a small digit that is merely shrunk lies where no digit was learned.
    page = open_page(f"{url}?model=shrunk")
    assert draw_in_corner(page, 1) == "0"
