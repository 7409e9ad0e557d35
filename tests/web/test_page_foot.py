"""The foot of the page: the proof on every engine, the lines that use the model, and the link."""

import json

import numpy as np
import pytest
from chromium import QUIET, SOFTWARE_GPU
from models import MODELS, write_index
from playwright.sync_api import Page, expect
from sites import WEB, make_site, serve

ENGINES = ("cpu", "wasm", "webgl", "webgpu")
# What tf.min.js of @tensorflow/tfjs joins, as far as a layers model needs it.
PARTS = ("tfjs-core/dist/tf-core", "tfjs-backend-cpu/dist/tf-backend-cpu")
PARTS = (*PARTS, "tfjs-layers/dist/tf-layers", "tfjs-converter/dist/tf-converter")


@pytest.fixture(scope="module")
def gpu_page(launch, site):
    """The page in a Chromium with a GPU in software."""
    chromium = launch((*QUIET, *SOFTWARE_GPU))
    page = chromium.new_page()
    page.goto(f"{site.joinpath('index.html').as_uri()}?model=a-lines&start=empty")
    page.evaluate("kerasdigits.settled")
    yield page
    chromium.close()


def prove(page: Page) -> dict[str, str]:
    """The rows of the table."""
    page.get_by_role("button", name="Prove it on every engine").click()
    expect(page.get_by_role("button", name="Prove it again")).to_be_visible()
    return {
        name: page.locator(f".engines tr[data-backend={name}]").inner_text() for name in ENGINES
    }


def ask(page: Page) -> np.ndarray:
    """What the page's model answers to a picture of slopes."""
    rows = "Float32Array.from({length: 784}, (_, i) => i / 784)"
    return np.array(page.evaluate(f"kerasdigits.predict({rows}, 1).then(a => [...a])"))


def test_every_engine_is_proved_and_timed_and_can_be_used(gpu_page):
    for name, row in prove(gpu_page).items():
        assert "Yes, to" in row and " ms" in row, (name, row)
    assert gpu_page.evaluate("kerasdigits.backend") == "wasm"
    whole = ask(gpu_page)
    # WebGPU has an engine of its own, and spoils nothing of the page's.
    for name in ("webgpu", "cpu", "webgl", "webgpu"):
        gpu_page.get_by_role("button", name=f"Use {name}").click()
        badge = gpu_page.locator("#parity .badge")
        expect(badge).to_contain_text(f"replayed on {name}")
        expect(badge).to_have_attribute("data-state", "passed")
        assert gpu_page.evaluate("kerasdigits.backend") == name
        np.testing.assert_allclose(ask(gpu_page), whole, atol=1e-5)
    # Whatever opens next runs there, too.
    gpu_page.locator("#picker").select_option("b-digits")
    expect(gpu_page.locator("#parity .badge")).to_contain_text("replayed on webgpu")
    gpu_page.evaluate("kerasdigits.openScene('inside')")
    expect(gpu_page.locator("#inside .layer-map").first).to_be_visible()


# A WebGPU that gives zeros, as some browsers' does.
ZEROS = """Object.defineProperty(globalThis, 'kerasdigitsWebgpu', {
    set() {},
    get: () => Promise.resolve({open: async () => ({dispose() {}, predict: async ([x]) =>
        [new Float32Array(2 * x.shape[0])]})}),
});"""


def test_a_webgpu_that_gives_zeros_is_left_again(open_page, file_url):
    absent = ("No available adapters", "no WebGPU")
    page = open_page(f"{file_url}?model=a-lines", init=ZEROS, expect=absent)
    whole = ask(page)
    page.evaluate("kerasdigits.setBackend('webgpu')")
    expect(page.locator("#notice")).to_contain_text("WebGPU does not run here")
    assert page.evaluate("kerasdigits.backend") == "cpu"
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    np.testing.assert_allclose(ask(page), whole, atol=1e-5)


def test_an_engine_that_is_missing_or_wrong_is_marked_and_not_offered(open_page, tmp_path):
    site = make_site(tmp_path / "site", [])
    model = MODELS["a-lines"]
    folder = model.write(site / "models")
    script = folder / "model.js"
    wrong = model.parity()
    wrong["outputs"][0]["data"] = wrong["inputs"][0]["data"][: len(wrong["outputs"][0]["data"])]
    text = json.dumps(model.model_json()["userDefinedMetadata"]["kerasdigits"]["parity"])
    assert text in script.read_text()
    script.write_text(script.read_text().replace(text, json.dumps(wrong)))
    write_index(site / "models", ["a-lines"])
    page = open_page((site / "index.html").as_uri(), expect=("No available adapters",))
    rows = prove(page)
    assert "not used" in rows["cpu"] and "not used" in rows["wasm"]
    assert "this browser has no WebGPU" in rows["webgpu"]
    expect(page.locator(".engines button")).to_have_count(0)
    expect(page.locator(".engines tr.wrong")).not_to_have_count(0)


def test_the_lines_that_use_the_model_run_as_they_are_and_the_link_is_copied(
    open_page, http_site, tmp_path
):
    granted = ["clipboard-read", "clipboard-write"]
    page = open_page(f"{http_site.url}?model=a-lines", permissions=granted)
    lines = page.locator("#use-model code").inner_text()
    assert len(lines.splitlines()) == 6
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#use-model")).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    modules = WEB / "node_modules/@tensorflow"
    parts = [(modules / f"{part}.min.js").read_text() for part in PARTS]
    (tmp_path / "tf.min.js").write_text("\n".join(parts))
    (tmp_path / "index.html").write_text(lines)
    model = MODELS["a-lines"]
    model.write(tmp_path)
    server, httpd = serve(tmp_path)
    try:
        user = page.context.new_page()
        user.goto(server.url)
        expect(user.locator("body")).to_contain_text(",")
        shown = np.array(user.locator("body").inner_text().split(", "), float)
    finally:
        httpd.shutdown()
        httpd.server_close()
    np.testing.assert_allclose(shown, model.predict(np.zeros((1, 28, 28, 1)))[0], atol=1e-6)
