"""The two files that Teachable Machine gives, keras_model.h5 and labels.txt, on the page."""

import gzip
from pathlib import Path

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect
from pointer import UPRIGHT, bar_values, draw_with_mouse, model_input

from kerasdigits.cli import main
from kerasdigits.models.load import load_model

GOLDEN = Path(__file__).parents[1] / "golden" / "keras2" / "teachable"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the download holds: a Sequential of Sequentials by Keras 2.4, and numbered names."""
    folder = tmp_path_factory.mktemp("teachable")
    packed = GOLDEN.with_suffix(".h5.gz").read_bytes()
    (folder / "keras_model.h5").write_bytes(gzip.decompress(packed))
    (folder / "labels.txt").write_text("0 cat\n1 dog\n2 bird\n")
    files = [str(folder / "keras_model.h5"), "--classes", str(folder / "labels.txt")]
    typed = ["export", *files, "--site", str(folder / "site"), "--title", "My pets", "-q"]
    done = CliRunner().invoke(main, [*typed, "--check", "off", "--input-range", "-1..1"])
    assert done.exit_code == 0, done.output
    return folder


def test_a_teachable_machine_answers_on_the_page_as_keras_2_did(open_page, folder):
    page = open_page((folder / "site" / "index.html").as_uri())
    expect(page.locator(".card-name")).to_have_text("My pets")
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    draw_with_mouse(page, UPRIGHT)
    seen = model_input(page).reshape(1, 6, 6, 3)
    assert seen.min() == -1 < seen.max()
    bars = bar_values(page)
    assert list(bars) == ["cat", "dog", "bird"]
    model = load_model(folder / "keras_model.h5")
    with np.load(GOLDEN.with_suffix(".npz")) as kept:  # the model is Keras 2's
        answer = keras.ops.convert_to_numpy(model(kept["x0"], training=False))
        np.testing.assert_allclose(answer, kept["y0"], atol=1e-5)
    expected = keras.ops.convert_to_numpy(model(seen, training=False))[0]
    np.testing.assert_allclose(list(bars.values()), expected, atol=1e-4)
