"""All cases of both routes compute Keras's numbers in Chromium, on webgl and on wasm.

A few dozen, one for each way of writing a model, are in `make test`; the others, some minutes, in
`make test-reference`. Without a GPU, SwiftShader computes webgl.
"""

import warnings

import composed_cases  # noqa: F401
import mask_cases  # noqa: F401, these register layer cases
import operation_cases  # noqa: F401
import pytest
import recurrent_cases  # noqa: F401
import shape_cases  # noqa: F401
import whole_open  # noqa: F401, and these the whole models
import whole_pictures  # noqa: F401
import whole_sequences  # noqa: F401
import whole_tables  # noqa: F401
from browser_faults import FAULTS
from graph_cases import CASES as GRAPH_CASES
from graph_cases import randomize as randomize_graph
from layer_cases import CASES as LAYER_CASES
from layer_cases import randomize
from model_cases import MODELS
from whole_models import WHOLE_MODELS, settle

from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.browser_check import BrowserChecker
from kerasdigits.tfjs.proof.check import TOLERANCE, relative_difference

BACKENDS = ("webgl", "wasm")
# One for each way of composing a layer, masks and their sentinel, recurrent layers, and operations
# of graphs that backends lack or compute differently.
SAMPLE = frozenset(
    f"{route}/{name}"
    for route, names in {
        "layers": (
            "averages_of_many",
            "conv3d_transpose",
            "convolutional_lstm",
            "gru_that_resets_after",
            "masks_that_are_merged",
            "multi_head_attention",
            "volumes",
        ),
        "graph": (
            "causal_attention",
            "dicts_in_and_out",
            "sums_of_many_and_large_numbers",
        ),
        "whole": ("attentions_of_any_length", "siamese_pictures"),
    }.items()
    for name in names
)


def _collect():
    """All cases: route/name -> function that exports it into a folder."""
    layers = {name: build for name, (_, build) in LAYER_CASES.items()}
    found = {f"layers/{n}": _layers(build) for n, build in {**layers, **MODELS}.items()}
    found |= {f"graph/{name}": _graph(build) for name, build in GRAPH_CASES.items()}
    for name, entry in WHOLE_MODELS.items():
        found[f"whole/{name}"] = _whole(entry, "auto")
        if entry.also_graph:
            found[f"whole-graph/{name}"] = _whole(entry, "graph")
    return found


def _layers(build):
    return lambda folder: export(randomize(build()), folder, check="off", format="layers")


def _graph(build):
    return lambda folder: export(randomize_graph(build()), folder, check="off", format="graph")


def _whole(entry, asked):
    signature = [(shape, "float32") for shape in entry.takes] or None

    def run(folder):
        model = settle(entry.build())
        return export(model, folder, check="off", format=asked, input_signature=signature)

    return run


EXPORTS = _collect()


@pytest.fixture(scope="module")
def chromium():
    with BrowserChecker() as checker:
        yield checker


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Export a case when it is asked for first; both backends read the same folder."""
    folder, reports = tmp_path_factory.mktemp("browsers"), {}

    def find(name):
        if name not in reports:
            with warnings.catch_warnings():
                # Keras says so of each layer that drops a mask, which some cases are about.
                warnings.filterwarnings("ignore", message=".*does not support masking")
                reports[name] = EXPORTS[name](folder / name)
        return reports[name]

    return find


def far_outputs(answer):
    """Tell which outputs differ by more than the tolerance: position -> relative difference."""
    differences = [
        relative_difference(output["max_abs_difference"], output["max_abs_value"])
        for output in answer["outputs"]
    ]
    return {place: gap for place, gap in enumerate(differences) if not gap <= TOLERANCE}


@pytest.mark.browser
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in SAMPLE else [pytest.mark.reference])
        for name in EXPORTS
    ],
)
def test_case_computes_the_same_in_a_browser(name, backend, chromium, shelf):
    report = shelf(name)
    answer = chromium.ask(backend, report.path)
    fault = FAULTS.get((backend, name))
    assert answer["ok"], answer
    assert (answer["backend"], answer["format"]) == (backend, report.format)
    assert answer["samples"] == report.samples >= 10
    far = far_outputs(answer)
    wrong = fault.outputs if fault else ()
    assert tuple(far) == wrong, f"{far} differ; browser_faults.py lists {wrong}"


def test_the_faults_and_the_sample_are_cases_that_there_are():
    assert {name for _, name in FAULTS} | SAMPLE <= set(EXPORTS)
    assert {backend for backend, _ in FAULTS} <= set(BACKENDS)
    assert all(fault.outputs for fault in FAULTS.values())
