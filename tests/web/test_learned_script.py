"""The training that the page shows, taken home: Keras runs the script and learns that network."""

import runpy

from playwright.sync_api import expect

TRAIN = "#learned .learned-part:nth-of-type(2)"


def test_keras_runs_the_training_that_the_controls_say(open_page, grown, tmp_path):
    site, _, model = grown
    page = open_page(f"{site.joinpath('index.html').as_uri()}?model=grown")
    page.evaluate("kerasdigits.openScene('learned')")
    page.locator(f"{TRAIN} .take-home summary").click()
    code = page.locator(f"{TRAIN} .take-home code")
    expect(code).to_contain_text("epochs, batch_size = 20, 32")
    page.get_by_label("Epochs").select_option("5")
    expect(code).to_contain_text("epochs, batch_size = 5, 32")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save train.py").click()
    script = tmp_path / "train.py"
    download.value.save_as(script)
    assert script.read_text() == code.text_content()
    end = runpy.run_path(str(script))
    assert end["measure"] > 0.9
    learned = [weight.shape for weight in end["model"].get_weights()]
    assert learned == [weight.shape for weight in model.get_weights()]
    assert end["model"].optimizer.learning_rate.numpy() < 1e-6  # it has fallen to zero
    # Data without a name that Keras could ask for.
    page.locator("#picker").select_option("flat")
    expect(page.locator(f"{TRAIN} .take-home")).to_be_hidden()
