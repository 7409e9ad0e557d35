"""A graph model works on the page like a layers model, from disk and over http."""

import re

import numpy as np
import pytest
from handmade_graph import digits_graph, lookup_graph
from models import write_index
from playwright.sync_api import expect
from pointer import UPRIGHT, bar_values, draw_with_mouse, model_input
from sites import WEB, make_site, serve

CPU_BACKEND = WEB / "node_modules/@tensorflow/tfjs-backend-cpu/dist"

GRAPHS = (
    digits_graph(),
    digits_graph("l-plain", einsum=False),
    lookup_graph(),
    digits_graph("n-half", quantization="float16", parity={"tolerance": 0.01}),
    digits_graph("o-far", quantization="float16", parity={"tolerance": 1e-7}),
    digits_graph("p-bytes", quantization="uint8"),
    digits_graph("q-loose", parity={"tolerance": 1e-5}),
)


@pytest.fixture(scope="module")
def graph_site(tmp_path_factory):
    """A site with a layers model first, then the graph models."""
    site = make_site(tmp_path_factory.mktemp("graphs") / "site", ["a-lines"])
    for graph in GRAPHS:
        graph.write(site / "models")
    write_index(site / "models", ["a-lines", *(graph.name for graph in GRAPHS)])
    return site


@pytest.fixture(params=["file", "http"])
def graph_url(request, graph_site):
    """The address of the site's index.html."""
    if request.param == "file":
        yield graph_site.joinpath("index.html").as_uri()
        return
    server, httpd = serve(graph_site)
    yield server.url
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture
def graph_file_url(graph_site):
    """From disk, for what cannot depend on how the page was opened."""
    return graph_site.joinpath("index.html").as_uri()


def answer_of(graph, x):
    """NumPy's answer of a digits graph to one picture."""
    kernel = graph.weights["kernel"].reshape(784, 10).astype(np.float64)
    logits = x.reshape(784) @ kernel + graph.weights["bias"]
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()


def card_of(page) -> dict[str, str]:
    """The rows of the model card."""
    rows = page.locator("#card dl div").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )
    return dict(rows)


@pytest.mark.parametrize(("name", "backend"), [("k-graph", "cpu"), ("l-plain", "wasm")])
def test_a_graph_model_answers_a_drawing_as_numpy_does(open_page, graph_url, name, backend):
    graph = next(graph for graph in GRAPHS if graph.name == name)
    page = open_page(f"{graph_url}?model={name}")
    # wasm has no Einsum: there the page stays on cpu, and says so.
    assert page.evaluate("kerasdigits.backend") == backend
    stays = page.locator("#notice", has_text="WebAssembly has no Einsum")
    expect(stays).to_have_count(1 if backend == "cpu" else 0)
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    expect(page.locator("#parity .badge")).to_contain_text(f"replayed on {backend}")
    draw_with_mouse(page, UPRIGHT)
    expected = answer_of(graph, model_input(page))
    np.testing.assert_allclose(list(bar_values(page).values()), expected, atol=1e-5)
    assert "%" in page.locator("#verdict").text_content()


def test_a_layers_model_and_a_graph_model_take_turns(open_page, graph_file_url):
    page = open_page(graph_file_url)
    assert page.locator("script[src='dist/graph.js']").count() == 0
    for name in ("l-plain", "a-lines", "k-graph", "a-lines"):
        page.locator("#picker").select_option(name)
        expect(page.locator(".card-name")).to_have_text(name)
        expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
        expect(page.locator("#problem")).to_be_hidden()
    assert page.locator("script[src='dist/graph.js']").count() == 1
    # Weights and answers of the models that were left are gone: another round adds nothing.
    counts = [count_tensors_after_a_round(page) for _ in range(3)]
    assert counts[0] == counts[1] == counts[2]


def count_tensors_after_a_round(page) -> int:
    """Open a graph model, then a layers model, and count what TensorFlow.js holds."""
    for name in ("k-graph", "a-lines"):
        page.locator("#picker").select_option(name)
        expect(page.locator(".card-name")).to_have_text(name)
        expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    expect(page.locator("#backend")).to_have_value("wasm")
    return page.evaluate("globalThis._tfengine.state.numTensors")


def test_with_graph_js_every_cpu_kernel_of_tensorflow_js_is_there(open_page, graph_file_url):
    listed = (CPU_BACKEND / "register_all_kernels.js").read_text()
    files = re.findall(r"from '\./kernels/(\w+)'", listed)
    names = "[...globalThis._tfGlobals.get('kernelRegistry').keys()].filter(k => /^cpu_/.test(k))"
    page = open_page(graph_file_url)
    assert 0 < page.evaluate(f"{names}.length") < len(files)
    page.locator("#picker").select_option("k-graph")
    expect(page.locator(".card-name")).to_have_text("k-graph")
    assert page.evaluate(f"{names}.length") == len(files)


def test_the_card_tells_format_and_operations(open_page, graph_file_url):
    page = open_page(f"{graph_file_url}?model=k-graph")
    card = card_of(page)
    assert card["Format"] == "TensorFlow.js graph model"
    assert card["Input"] == "28 × 28 × 1"
    assert card["Parameters"] == "7,850"
    page.locator("#card summary", has_text="The 4 operations").click()
    operations = page.locator("#card tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert sorted(operations) == [
        ["BiasAdd", "1"],
        ["Einsum", "1"],
        ["Softmax", "1"],
        ["Squeeze", "1"],
    ]
    page = open_page(f"{graph_file_url}?model=a-lines")
    assert card_of(page)["Format"] == "TensorFlow.js layers model"


def test_several_inputs_are_shown_and_proved_though_not_asked_for(open_page, graph_file_url):
    page = open_page(f"{graph_file_url}?model=m-lookup")
    expect(page.locator("#headline")).to_have_text("A Keras model, checked in your browser.")
    expect(page.locator("#bench")).to_be_hidden()
    expect(page.locator(".card-name")).to_have_text("m-lookup")
    assert card_of(page)["Inputs"] == "6, 6"
    expect(page.locator("#parity .badge")).to_have_attribute("data-state", "passed")
    expect(page.locator("#parity .badge")).to_contain_text("12 stored samples")


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        # The differences are NumPy's: of the kernel in float16 and in bytes.
        ("n-half", "passed", ["Keras's numbers, rounded", "Quantized: float16", "1.0 × 10⁻² is"]),
        ("o-far", "failed", ["Too far from Keras", "1.0 × 10⁻⁷ is allowed"]),
        ("p-bytes", "absent", ["Not quite", "Quantized: uint8", "no bound is set"]),
        ("q-loose", "passed", ["Same numbers as Keras"]),
    ],
)
def test_the_badge_says_how_far_quantized_weights_are(
    open_page, graph_file_url, name, state, words
):
    page = open_page(f"{graph_file_url}?model={name}")
    badge = page.locator("#parity .badge")
    expect(badge).to_have_attribute("data-state", state)
    for word in words:
        expect(badge).to_contain_text(word)
    if state != "passed":
        return
    weights = {"n-half": "15.7 kB, quantized to float16 from 31.4 kB", "q-loose": "31.4 kB"}
    assert card_of(page)["Weights"] == weights[name]


def test_a_site_without_graph_js_says_which_file_is_missing(open_page, tmp_path, graph_site):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").symlink_to(graph_site / "index.html")
    (site / "models").symlink_to(graph_site / "models")
    (site / "dist").mkdir()
    for file in ("ahead.js", "page.js", "page.css", "engine.js", "wasm.js"):
        (site / "dist" / file).symlink_to(graph_site / "dist" / file)
    page = open_page(
        f"{site.joinpath('index.html').as_uri()}?model=k-graph",
        wait=None,
        expect=("Failed to load resource",),
    )
    expect(page.locator("#problem")).to_contain_text("dist/graph.js")
    page.locator("#picker").select_option("a-lines")
    expect(page.locator("#bench")).to_be_visible()
