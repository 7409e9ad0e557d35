"""The scene "Where it fails, teach it": against Keras, on a model that our own exporter wrote."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from models import write_index
from playwright.sync_api import Page, expect
from sites import make_site

CLASSES = ["<img src=x>", "one", "two"]
RATE, STEPS = 0.3, 10


@dataclass
class Exported:
    """A site, the Keras model, and the samples that the page has of it."""

    url: str
    model: object
    x: np.ndarray
    y: np.ndarray
    answers: np.ndarray


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Exported:
    """An untrained CNN with normalization, whose test set is noise, half of it misread."""
    import keras

    from kerasdigits.publishing import test_samples
    from kerasdigits.tfjs import export

    keras.utils.set_random_seed(5)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    rng = np.random.default_rng(2)
    # A normalization that has seen data: going by the batch would give other numbers.
    moments = [rng.uniform(0.5, 1.5, 4).astype("float32") for _ in range(4)]
    model.layers[1].set_weights(moments)
    x = (rng.integers(0, 17, (40, 8, 8, 1)) / 16).astype("float32")
    spread_answers(model, x, rng)
    outputs = np.asarray(model(x))
    y = np.where(rng.random(40) < 0.5, outputs.argmax(1), rng.integers(0, 3, 40))
    confusion = np.zeros((3, 3), int)
    np.add.at(confusion, (y, outputs.argmax(1)), 1)
    chosen = test_samples.TestSamples(np.arange(40) + 100, 0, y, x, confusion)
    site = make_site(tmp_path_factory.mktemp("failures") / "site", [])
    metadata = {
        "task": "classification",
        "output": "probabilities",
        "class_names": CLASSES,
        "preprocess": {"recipe": "uci", "size": [8, 8]},
    }
    folder = site / "models" / "cnn"
    companions = [lambda folder, _: chosen.write("cnn", folder)]
    export(
        model,
        folder,
        metadata=metadata,
        parity_inputs=x[:12],
        check="off",
        companions=companions,
    )
    write_index(site / "models", ["cnn"])
    return Exported((site / "index.html").as_uri(), model, x, y, outputs)


def spread_answers(model, x: np.ndarray, rng: np.random.Generator) -> None:
    """Give the last layer weights with which it answers each class now and then."""
    import keras

    *_, flat, dense = model.layers
    features = np.asarray(keras.Model(model.inputs[0], flat.output)(x))
    kernel = rng.normal(0, 0.5, (features.shape[1], 3)).astype("float32")
    dense.set_weights([kernel, -(features @ kernel).mean(0)])


def open_scene(open_page, url: str, **options: object) -> Page:
    """Open the page, and its scene."""
    page = open_page(url, **options)
    page.evaluate("kerasdigits.openScene('failures')")
    return page


def numbers(page: Page, expression: str) -> np.ndarray:
    """A Float32Array of the page."""
    return np.array(page.evaluate(f"Array.from({expression})"), np.float32)


def test_a_cell_of_the_matrix_shows_its_samples_and_a_sample_is_read_above(open_page, exported):
    page = open_scene(open_page, exported.url)
    answers = exported.answers.argmax(1)
    right = np.mean(answers == exported.y)
    expect(page.locator(".failures-summary")).to_contain_text(f"{100 * right:.1f} % of the 40")
    cells = page.locator(".confusion button")
    counts = [int(text) for text in cells.all_inner_texts()]
    assert sum(counts) == 40 and all(counts)
    # Class names are text, in every scene.
    assert page.locator(".confusion th").all_inner_texts()[:3] == CLASSES
    for scene in ("inside", "learned"):
        page.evaluate("name => kerasdigits.openScene(name)", scene)
        expect(page.locator(f"#{scene}-stage")).to_contain_text(CLASSES[0])
    assert page.locator("img").count() == 0
    excess = exported.answers.max(1) - exported.answers[np.arange(40), exported.y]
    first = page.locator("#failures-stage .exhibit").first
    assert first.get_attribute("title").startswith(f"Test sample {excess.argmax() + 101}:")
    # By keys: from the first cell to the right, and chosen.
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    picked = np.flatnonzero((exported.y == 0) & (answers == answer_of(page)))
    expect(page.locator("#failures-stage .exhibit")).to_have_count(min(12, len(picked)))
    sure = exported.answers.max(1)[picked]
    page.locator("#failures-stage .exhibit").first.click()
    page.wait_for_function("() => kerasdigits.output")
    np.testing.assert_array_equal(
        numbers(page, "kerasdigits.input"), exported.x[picked[sure.argmax()]].ravel()
    )
    np.testing.assert_allclose(
        numbers(page, "kerasdigits.output"), exported.answers[picked[sure.argmax()]], atol=1e-5
    )
    page.get_by_role("button", name="Its surest mistakes").click()
    assert "cell=" not in page.url
    choices = page.locator("#failures-stage .question button")
    shares = [np.mean(answers[exported.y == i] != i) for i in range(3)]
    choices.nth(int(np.argmax(shares))).click()
    expect(page.locator("#failures-stage .question-answer")).to_contain_text("Right.")


def answer_of(page: Page) -> int:
    """The answer of the cell that the address names."""
    return int(page.evaluate("new URLSearchParams(location.search).get('cell')").split("-")[1])


def add_samples(page: Page, exported: Exported, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the surest mistakes to the scene as drawings of one's own, with their true classes."""
    excess = exported.answers.max(1) - exported.answers[np.arange(40), exported.y]
    rows = np.argsort(-excess, kind="stable")[:count]
    for place, row in enumerate(rows):
        page.locator("#failures-stage .exhibits .exhibit").nth(place).click()
        page.wait_for_function(
            "sample => sample.every((value, i) => Math.abs(kerasdigits.input?.[i] - value) < 1e-6)",
            arg=exported.x[row].ravel().tolist(),
        )
        page.get_by_role("button", name="Take the drawing above").click()
        page.locator(".own-labels button").nth(int(exported.y[row])).click()
    expect(page.locator(".own-list .exhibit")).to_have_count(count)
    return exported.x[rows], exported.y[rows]


def teach_keras(exported: Exported, x: np.ndarray, y: np.ndarray, layers: str):
    """The same steps in Keras, from the same weights."""
    import keras

    model = keras.models.clone_model(exported.model)
    model.set_weights(exported.model.get_weights())
    for layer in model.layers:
        frozen = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = not frozen and (layers == "all" or layer is model.layers[-1])
    model.compile(keras.optimizers.SGD(RATE), "categorical_crossentropy")
    for _ in range(STEPS):
        model.train_on_batch(x, np.eye(3)[y])
    return np.asarray(model(exported.x))


def test_ten_steps_are_keras_and_the_taught_model_goes_above_and_home(
    open_page, exported, tmp_path
):
    page = open_scene(open_page, exported.url)
    x, y = add_samples(page, exported, 5)
    page.locator("select[name=rate]").select_option(str(RATE))
    page.locator("select[name=steps]").select_option(str(STEPS))
    # The second lesson begins where Keras's weights are, so Undo has brought back all of them.
    for layers in ("head", "all"):
        page.locator("select[name=layers]").select_option(layers)
        expected = teach_keras(exported, x, y, layers)
        taught = teach(page, exported, expected)
        assert page.evaluate("Boolean(globalThis.kerasdigitsTrainer)")  # not on the page's thread
        if layers == "all":
            check_download(page, exported, taught, tmp_path)
        page.locator("#failures-stage").get_by_role("button", name="Undo", exact=True).click()
        expect(page.locator("#parity .badge")).to_contain_text("Same numbers as Keras")


def answer_all(page: Page, exported: Exported) -> np.ndarray:
    """What the page's model answers to all samples."""
    everything = f"new Float32Array({exported.x.ravel().tolist()})"
    answers = page.evaluate(f"kerasdigits.predict({everything}, 40).then(a => Array.from(a))")
    return np.reshape(answers, (40, 3))


def teach(page: Page, exported: Exported, expected: np.ndarray) -> np.ndarray:
    """Teach, compare with what Keras has learned, and put the taught model above."""
    page.get_by_role("button", name="Teach it").click()
    results = page.locator(".results")
    expect(results).to_be_visible()
    assert np.abs(expected - exported.answers).max() > 0.1
    read, reads = (answers.argmax(1) == exported.y for answers in (exported.answers, expected))
    expect(results).to_contain_text(f"{(read & reads).sum()} of {read.sum()}")
    expect(results).to_contain_text(f"{(~read & reads).sum()} of {(~read).sum()}")
    # The page's own model has learned nothing, until the taught one takes its place.
    np.testing.assert_allclose(answer_all(page, exported), exported.answers, atol=1e-5)
    page.get_by_role("button", name="Use the taught model above").click()
    expect(page.locator("#parity .badge")).to_contain_text("No longer Keras's weights")
    taught = answer_all(page, exported)
    np.testing.assert_allclose(taught, expected, atol=1e-4)
    return taught


def check_download(page: Page, exported: Exported, taught: np.ndarray, folder: Path) -> None:
    """The zip holds a folder that `kerasdigits import` makes a Keras file of: the same numbers."""
    import keras

    from kerasdigits.cli import main

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the taught model").click()
    download.value.save_as(folder / "taught.zip")
    with zipfile.ZipFile(folder / "taught.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    result = CliRunner().invoke(
        main, ["import", str(folder / "cnn-taught/model.json"), str(folder / "taught.keras"), "-q"]
    )
    assert result.exit_code == 0, result.output
    model = keras.models.load_model(folder / "taught.keras")
    np.testing.assert_allclose(np.asarray(model(exported.x)), taught, atol=1e-5)


def test_too_large_steps_are_said_and_nothing_is_kept(open_page, exported):
    page = open_scene(open_page, exported.url)
    teach = page.get_by_role("button", name="Teach it")
    teach.click(force=True)
    expect(page.locator(".teach-status")).to_have_text("First add a drawing.")
    add_samples(page, exported, 1)
    page.locator("select[name=rate]").evaluate("select => { select.options[0].value = '1e30'; }")
    page.locator("select[name=rate]").select_option("1e30")
    teach.click()
    expect(page.locator(".teach-status")).to_contain_text("the steps were too large")
    use = page.get_by_role("button", name="Use the taught model above")
    expect(use).to_have_attribute("aria-disabled", "true")


def draw_by_keys(page: Page) -> None:
    """Draw a line on the scene's pad and say what it is, without a pointer."""
    page.locator(".own-pad").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "ArrowRight", "Space", "Delete"):
        page.keyboard.press(key)
    page.locator(".own-labels button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".own-say .hint").first).to_have_text("There is no drawing yet.")
    page.locator(".own-pad").focus()
    for key in ("Space", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.locator(".own-labels button").first.focus()
    page.keyboard.press("Enter")


def test_what_is_missing_or_damaged_is_said_and_the_rest_works(open_page, file_url, exported):
    page = open_scene(open_page, f"{file_url}?model=b-digits")
    expect(page.locator("#failures-stage")).to_contain_text("kerasdigits export RUN --overwrite")
    expect(page.locator("#failures-stage .own-pad")).to_be_visible()
    draw_by_keys(page)
    expect(page.locator(".own-list .exhibit")).to_have_count(1)
    expect(page.locator("#pad-hint")).to_be_visible()  # the page's own pad is as it was
    page.locator("#picker").select_option("c-time")
    expect(page.locator("#failures-stage")).to_contain_text("nothing to confuse")
    script = Path(exported.url.removeprefix("file://")).parent / "models/cnn/tests.js"
    whole = script.read_text()
    try:
        script.write_text(whole.replace('"labels":[', '"labels":[7,'))
        page = open_scene(open_page, exported.url)
        expect(page.locator("#failures-stage")).to_contain_text("their lists differ in length")
        expect(page.locator("#failures-stage .own-pad")).to_be_visible()
    finally:
        script.write_text(whole)
