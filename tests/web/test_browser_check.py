"""check.html answers for any model folder on each TensorFlow.js backend; NumPy is the oracle."""

import base64

import numpy as np
import pytest
from chromium import QUIET, SOFTWARE_GPU
from handmade import record
from handmade_graph import digits_graph, lookup_graph, sign_graph
from models import MODELS
from sites import WEB, serve

BACKENDS = ("cpu", "wasm", "webgl", "webgpu")


@pytest.fixture(scope="module")
def check_url(tmp_path_factory):
    """A server with the built files and five models."""
    root = tmp_path_factory.mktemp("check")
    (root / "dist").symlink_to(WEB / "dist")
    for model in (
        digits_graph(),
        lookup_graph(rows=5),
        sign_graph(),
        digits_graph("half", quantization="float16"),
    ):
        model.write(root)
    MODELS["a-lines"].write(root)
    server, httpd = serve(root)
    yield server.url
    httpd.shutdown()
    httpd.server_close()


@pytest.fixture(scope="module")
def gpu_check(launch, check_url):
    """Asks check.html in a Chromium with a GPU in software."""
    chromium = launch((*QUIET, *SOFTWARE_GPU))
    yield make_asker(chromium.new_page(), check_url)
    chromium.close()


def make_asker(page, url):
    """Give a function that asks the page about one model."""
    page.goto(f"{url}dist/check.html")

    def ask(backend: str, model: str, inputs: list | None = None, parity: bool = True) -> dict:
        batches = inputs and {"batches": [[record(a) for a in batch] for batch in inputs]}
        address = f"{url}{model}/model.json"
        request = {"backend": backend, "model": address, "inputs": batches, "parity": parity}
        return page.evaluate("request => kerasdigitsCheck(request)", request)

    return ask


def decode(tensor: dict) -> np.ndarray:
    """The array of a tensor record."""
    data = np.frombuffer(base64.b64decode(tensor["data"]), tensor["dtype"])
    return data.reshape(tensor["shape"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_layers_model_gives_numpys_numbers_on_every_backend(gpu_check, backend):
    x = np.random.default_rng(3).random((5, 28, 28, 1), np.float32)
    answer = gpu_check(backend, "a-lines", [[x], [x[:1]]])
    assert answer["ok"], answer
    assert (answer["backend"], answer["format"], answer["samples"]) == (backend, "layers-model", 12)
    assert answer["max_abs_difference"] < 1e-5
    expected = MODELS["a-lines"].predict(x)
    np.testing.assert_allclose(decode(answer["batches"][0][0]), expected, atol=1e-5)
    np.testing.assert_allclose(decode(answer["batches"][1][0]), expected[:1], atol=1e-5)


@pytest.mark.parametrize("backend", ["cpu", "webgl"])
def test_a_cast_is_read_as_the_dtype_that_it_has(gpu_check, backend):
    model = sign_graph()
    answer = gpu_check(backend, model.name, [model.samples])
    assert answer["ok"], answer
    np.testing.assert_array_equal(decode(answer["batches"][0][0]), model.answers[0])


@pytest.mark.parametrize("backend", ["cpu", "webgl", "webgpu"])
def test_a_graph_model_gives_numpys_numbers(gpu_check, backend):
    model = lookup_graph()
    # Twelve rows for a graph that takes five at once.
    answer = gpu_check(backend, "m-lookup", [[array[:7] for array in model.samples]])
    assert answer["ok"], answer
    assert (answer["backend"], answer["format"]) == (backend, "graph-model")
    assert [output["name"] for output in answer["outputs"]] == ["total", "doubled"]
    assert answer["max_abs_difference"] < 1e-5
    for output, expected in zip(answer["batches"][0], model.answers, strict=True):
        np.testing.assert_allclose(decode(output), expected[:7], atol=1e-5)


def test_a_kernel_that_a_backend_lacks_is_named(gpu_check):
    answer = gpu_check("wasm", "k-graph")
    assert not answer["ok"] and "unavailable" not in answer
    assert "'Einsum'" in answer["error"] and "wasm" in answer["error"]
    # The page is fit for the next question.
    assert gpu_check("cpu", "k-graph")["ok"]


def test_weights_in_float16_are_decoded(gpu_check):
    exact, half = gpu_check("webgl", "k-graph"), gpu_check("webgl", "half")
    assert exact["max_abs_difference"] < 1e-5 < half["max_abs_difference"] < 1e-2


def test_without_parity_the_samples_are_left_alone(gpu_check):
    answer = gpu_check("cpu", "a-lines", parity=False)
    assert answer["ok"]
    assert (answer["samples"], answer["outputs"], answer["max_abs_difference"]) == (0, [], None)


@pytest.mark.parametrize(("backend", "words"), [("webgpu", "no WebGPU"), ("abacus", "abacus")])
def test_a_backend_that_the_browser_lacks_is_unavailable_not_wrong(
    browser, check_url, backend, words
):
    page = browser.new_page()
    answer = make_asker(page, check_url)(backend, "a-lines")
    assert answer["ok"] is False and answer["unavailable"] is True
    assert words in answer["error"]
    page.close()


def test_a_model_that_is_not_there_is_an_answer_too(gpu_check):
    answer = gpu_check("cpu", "nowhere")
    assert not answer["ok"] and "404" in answer["error"]
