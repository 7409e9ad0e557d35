"""What is wrong, said so that a person can act on it; never a blank page."""

import json
import re

import pytest
from playwright.sync_api import expect
from pointer import UPRIGHT, draw_with_mouse
from sites import make_site, serve

MISSING = ("Failed to load resource",)


def expect_problem(page, *words: str) -> None:
    problem = page.locator("#problem")
    expect(problem).to_be_visible()
    expect(page.locator("#bench")).to_be_hidden()
    for word in words:
        expect(problem).to_contain_text(word)


@pytest.mark.parametrize("index", [None, "globalThis.kerasdigitsIndex = [];\n"])
def test_without_a_model_the_page_says_which_command_makes_one(open_page, tmp_path, index):
    site = make_site(tmp_path / "site", [])
    if index is None:
        (site / "models" / "index.js").unlink()
    else:
        (site / "models" / "index.js").write_text(index)
    page = open_page((site / "index.html").as_uri(), expect=MISSING, wait=None)
    expect_problem(page, "No model has been exported yet", "kerasdigits export RUN")


def test_without_a_model_over_http(open_page, tmp_path):
    site = make_site(tmp_path / "site", [])
    (site / "models" / "index.js").unlink()
    server, httpd = serve(site)
    page = open_page(server.url, expect=MISSING, wait=None)
    expect_problem(page, "No model has been exported yet")
    httpd.shutdown()
    httpd.server_close()


def test_a_listed_model_whose_file_is_gone(open_page, tmp_path):
    site = make_site(tmp_path / "site", ["a-lines"])
    (site / "models" / "a-lines" / "model.js").unlink()
    page = open_page((site / "index.html").as_uri(), expect=MISSING, wait=None)
    expect_problem(page, "a-lines", "missing", "kerasdigits export")


def test_what_is_about_no_model_stays_and_the_rest_comes_back_with_another_one(open_page, tmp_path):
    site = make_site(tmp_path / "site", ["a-lines", "b-digits"])
    (site / "models" / "a-lines" / "model.js").unlink()
    url = f"{(site / 'index.html').as_uri()}?model=a-lines"
    page = open_page(url, expect=MISSING, wait=None)
    expect_problem(page, "a-lines")
    links = page.locator("#scene-links a:visible")
    expect(links).to_have_text(["Read", "The landscape"])
    links.last.click()
    expect(page.locator("#landscape .landscape-map")).to_be_visible()
    for scene in ("inside", "learned", "failures"):
        expect(page.locator(f"#{scene}")).to_be_hidden()
    page.select_option("#picker", "b-digits")
    expect(links).to_have_count(5)
    expect(page.locator("#problem")).to_be_hidden()
    expect(page.locator("#inside")).to_be_visible()


def cut_in_half(text: str) -> str:
    return text[: len(text) // 2]


def shorten_weights(text: str) -> str:
    return re.sub(r'"weights": "[^"]{400}', '"weights": "', text)


def spoil_base64(text: str) -> str:
    return re.sub(r'"weights": "[^"]{4}', '"weights": "?!?!', text)


def drop_topology(text: str) -> str:
    return text.replace('"modelTopology"', '"something"')


def unknown_layer(text: str) -> str:
    return text.replace('"class_name": "Dense"', '"class_name": "Dance"')


def forget_a_class(text: str) -> str:
    return text.replace('["upright", "flat"]', '["upright"]')


def misspell_the_recipe(text: str) -> str:
    return text.replace('"recipe": "mnist"', '"recipe": "minst"')


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (forget_a_class, ["1 names for 2 classes", "--classes"]),
        (misspell_the_recipe, ['no recipe "minst"', "--preprocess"]),
        (shorten_weights, ["bytes of weights", "model needs"]),
        (spoil_base64, ["damaged", "base64"]),
        (drop_topology, ["damaged"]),
        (unknown_layer, ["Dance"]),
    ],
)
def test_a_damaged_model_js_is_named_as_damaged(open_page, tmp_path, damage, words):
    site = make_site(tmp_path / "site", ["a-lines"])
    script = site / "models" / "a-lines" / "model.js"
    damaged = damage(script.read_text())
    assert damaged != script.read_text()
    script.write_text(damaged)
    page = open_page((site / "index.html").as_uri(), wait=None)
    expect_problem(page, "a-lines", *words)


def test_a_model_js_cut_in_half_is_named_as_damaged(open_page, tmp_path):
    site = make_site(tmp_path / "site", ["a-lines"])
    script = site / "models" / "a-lines" / "model.js"
    script.write_text(cut_in_half(script.read_text()))
    page = open_page((site / "index.html").as_uri(), wait=None, expect=("SyntaxError", "Invalid"))
    expect_problem(page, "a-lines", "damaged")


def test_another_model_can_be_chosen_after_a_problem(open_page, tmp_path):
    site = make_site(tmp_path / "site", ["a-lines", "b-digits"])
    (site / "models" / "a-lines" / "model.js").write_text("// empty\n")
    page = open_page((site / "index.html").as_uri(), wait=None)
    expect_problem(page, "a-lines")
    page.locator("#picker").select_option("b-digits")
    expect(page.locator("#problem")).to_be_hidden()
    expect(page.locator("#bench")).to_be_visible()


def test_unknown_names_in_the_address_are_said_and_survived(open_page, file_url):
    page = open_page(f"{file_url}?model=nobody")
    expect(page.locator("#notice")).to_contain_text('no model "nobody"')
    assert page.evaluate("kerasdigits.model.name") == "a-lines"
    page = open_page(f"{file_url}?backend=abacus")
    expect(page.locator("#notice")).to_contain_text('no backend "abacus"')


def test_a_name_from_the_address_is_text_never_markup(open_page, file_url):
    page = open_page(f"{file_url}?model=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#notice")).to_contain_text("<img src=x")
    assert page.locator("#notice img").count() == 0


def test_without_javascript_the_page_says_so(browser, file_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file_url)
    expect(page.get_by_role("heading", name="This page needs JavaScript")).to_be_visible()
    context.close()


def test_when_wasm_differs_from_keras_the_page_stays_on_cpu_and_says_why(open_page, file_url):
    # A wasm backend that is wrong: its matrix product is made to forget what is negative.
    init = """
      Object.defineProperty(globalThis, 'kerasdigitsCore', {configurable: true, set(core) {
        const registerKernel = (config) => {
          const real = config.kernelFunc;
          const lie = (args) => real({...args, attrs: {...args.attrs, activation: 'relu'}});
          const wrong = config.kernelName === '_FusedMatMul';
          core.registerKernel(wrong ? {...config, kernelFunc: lie} : config);
        };
        Object.defineProperty(globalThis, 'kerasdigitsCore', {value: {...core, registerKernel}});
      }});
    """
    page = open_page(file_url, init=init)
    assert page.evaluate("kerasdigits.backend") == "cpu"
    expect(page.locator("#notice")).to_contain_text("it runs on cpu")
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")


@pytest.mark.parametrize("init", ["WebAssembly.validate = () => false", "delete self.WebAssembly"])
def test_a_browser_without_wasm_or_its_simd_keeps_the_cpu_backend(open_page, file_url, init):
    page = open_page(file_url, init=init)
    assert page.evaluate("kerasdigits.backend") == "cpu"
    expect(page.locator("#latency")).to_contain_text("not available")
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    assert json.loads(page.evaluate("JSON.stringify(globalThis._tfengine.backendName)")) == "cpu"


# A script that is not there any more.
BLOCKED = """
  const append = Element.prototype.append;
  Element.prototype.append = function (...all) {
    for (const each of all) if (/engine\\.js$/.test(each.src ?? "")) each.src = "dist/gone.js";
    return append.apply(this, all);
  };
"""
GARBLED = """globalThis.kerasdigitsData = {grown: {shape: [8, 8, 1], train: 3, test: 2,
    min: 0, scale: 1, inputs: "AAAA", labels: "AAAA"}};"""


def test_files_beside_a_model_that_are_missing_or_damaged_are_said_and_the_rest_works(
    open_page, grown
):
    lost = ("Failed to load resource", "ERR_FAILED")
    server, httpd = serve(grown[0])
    page = open_page(f"{server.url}?model=grown", expect=lost, wait="ready")
    for name in ("epochs", "tests", "trainer", "table", "tour", "compare"):
        page.route(f"**/{name}.js", lambda route: route.abort())
    javascript = {"content_type": "text/javascript", "body": GARBLED}
    page.route("**/data.js", lambda route: route.fulfill(**javascript))
    draw_with_mouse(page, UPRIGHT)
    for scene in ("learned", "failures"):
        page.evaluate("name => kerasdigits.openScene(name)", scene)
    past, trained = (page.locator(f"#learned .learned-part:nth-of-type({n})") for n in (1, 2))
    expect(past).to_contain_text("epochs.js")
    expect(past.locator("input[type=range]")).to_be_hidden()
    trained.get_by_role("button", name="Train").click()
    expect(trained.locator(".learned-told")).to_contain_text("does not hold what it says")
    expect(page.locator("#failures-stage")).to_contain_text("tests.js")
    # Without a worker a drawing of one's own still teaches.
    page.get_by_role("button", name="Take the drawing above").click()
    page.locator("#failures .own-labels button").first.click()
    page.get_by_role("button", name="Teach it").click()
    expect(page.locator("#failures .teach-results table")).to_be_visible()
    page.locator("#tour").click()
    expect(page.locator("#notice")).to_contain_text("tour.js")
    page.locator("#others summary").click()
    expect(page.locator("#others-table")).to_contain_text("compare.js")
    expect(page.locator("#bars li.winner")).to_have_count(1)
    httpd.shutdown()
    httpd.server_close()


def test_without_its_engine_the_page_answers_and_the_scenes_that_need_it_say_so(
    open_page, http_site
):
    lost = ("Failed to load resource", "ERR_FAILED")
    page = open_page(f"{http_site.url}?model=b-digits", expect=lost, wait=None, init=BLOCKED)
    page.evaluate("kerasdigits.ready")
    draw_with_mouse(page, UPRIGHT)
    expect(page.locator("#bars li.winner")).to_have_count(1)
    page.evaluate("kerasdigits.openScene('landscape')")
    expect(page.locator(".landscape-map")).to_be_visible()
    page.evaluate("kerasdigits.openScene('inside').catch(() => undefined)")
    expect(page.locator("#inside-stage .scene-problem")).to_contain_text("engine.js")
