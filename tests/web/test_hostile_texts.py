"""What a stranger's model says of itself is text wherever the page shows it, never markup."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from handmade import DenseModel
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse
from sites import make_site

MARK = '<img src="x" class="intruder" onerror="globalThis.intruder = true">'
INTRUDERS = "[globalThis.intruder === true, document.querySelectorAll('.intruder').length]"
SAID = "[...document.querySelectorAll('main, option')].map(part => part.textContent).join()"
SOURCE = Path(__file__).parents[2] / "web/src"
# What reads text as markup or as code. `document.write` puts the German words before the page's
# script, a constant.
READS_MARKUP = re.compile(
    r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc"
    r"|setHTML\w*|new Function\(|eval\("
    r"|document\.write(?!\('<script src=\"dist/german\.js\" defer></script>'\)))"
)


TRAINING = {
    **{key: f"{key} {MARK}" for key in ("data", "source", "model", "optimizer", "loss", "backend")},
    **{key: f"{key} {MARK}" for key in ("device", "keras_version", "output_name")},
    **{"input_name": [f"one {MARK}", f"two {MARK}"], "epochs": MARK, "seed": MARK},
    "metrics": {f"accuracy {MARK}": 0.5, f"loss {MARK}": MARK},
}


def hostile_picture_model() -> DenseModel:
    """Tells an upright line from a flat one."""
    upright = np.full((28, 28), -0.2)
    upright[:, 11:18] = 0.4
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": [f"upright {MARK}", f"flat {MARK}"],
        "preprocess": {"recipe": "mnist", "size": [28, 28]},
        "training": TRAINING,
        "title": f"title {MARK}",
    }
    kernel = np.stack([upright.ravel(), upright.T.ravel()], axis=1)
    return DenseModel("pictures", kernel, np.zeros(2), (28, 28, 1), metadata=metadata)


def hostile_table_model() -> DenseModel:
    """A category and a number in, a number out."""
    metadata = {
        "task": "regression",
        "preprocess": None,
        "training": TRAINING,
        "columns": [
            {"name": f"film {MARK}", "categories": [f"first {MARK}", f"second {MARK}"]},
            {"name": f"age {MARK}", "mean": 45.0, "deviation": 12.0, "low": 17.0, "high": 90.0},
        ],
    }
    kernel = np.array([[2.0], [-1.5]])
    return DenseModel("table", kernel, np.array([7.0]), (2,), "linear", metadata=metadata)


@pytest.fixture(scope="module")
def hostile_url(tmp_path_factory) -> str:
    site = make_site(tmp_path_factory.mktemp("hostile") / "site", [])
    models = (hostile_picture_model(), hostile_table_model())
    for model in models:
        model.write(site / "models")
    entries = [
        {"name": model.name, "title": f"title {MARK}", "script": f"models/{model.name}/model.js"}
        for model in models
    ]
    (site / "models/index.js").write_text(f"globalThis.kerasdigitsIndex = {json.dumps(entries)};\n")
    return (site / "index.html").as_uri()


def expect_text(page, *words: str) -> None:
    """The words stand on the page with their tags, and no tag of theirs became one."""
    said = page.evaluate(SAID)
    for word in words:
        assert f"{word} {MARK}" in said, word
    assert page.evaluate(INTRUDERS) == [False, 0]


def open_everything(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for link in page.locator("#scene-links a:visible").all():
        link.click()
        page.wait_for_timeout(300)


def test_what_a_model_of_pictures_says_is_text(open_page, hostile_url):
    page = open_page(f"{hostile_url}?model=pictures")
    draw_with_mouse(page, UPRIGHT)
    open_everything(page)
    training = ("data", "source", "model", "optimizer", "loss")
    expect_text(page, "title", "upright", "flat")
    expect_text(page, *training, "keras_version", "backend", "device")


def test_what_a_model_of_a_table_says_is_text(open_page, hostile_url):
    page = open_page(f"{hostile_url}?model=table")
    open_everything(page)
    expect_text(page, "title", "film", "age", "first", "second", "output_name")


def test_why_a_model_cannot_be_loaded_is_text(open_page, tmp_path):
    site = make_site(tmp_path / "site", [])
    hostile_picture_model().write(site / "models")
    script = site / "models/pictures/model.js"
    script.write_text(script.read_text().replace('"Flatten"', json.dumps(MARK)))
    entry = {"name": "pictures", "title": MARK, "script": "models/pictures/model.js"}
    (site / "models/index.js").write_text(f"globalThis.kerasdigitsIndex = {json.dumps([entry])};\n")
    page = open_page((site / "index.html").as_uri(), wait=None)
    expect(page.locator("#problem")).to_contain_text(MARK)
    assert page.evaluate(INTRUDERS) == [False, 0]


def test_no_source_of_the_page_reads_text_as_markup_or_code():
    files = [path for path in SOURCE.rglob("*.ts") if "node" not in path.parts]
    assert len(files) > 100
    found = [
        f"{path.relative_to(SOURCE)}: {match.group()}"
        for path in files
        for match in READS_MARKUP.finditer(path.read_text())
    ]
    assert found == []
