"""Random models compute Keras's numbers in TensorFlow.js, whatever hypothesis puts together.

`make test` runs the same 30 models each time, `make test-reference` 200 more and 8 of each mode of
quantization, on wasm as well. For
others: `KERASDIGITS_EXAMPLES=2000 pytest tests/tfjs/test_random_models.py -s` draws anew at every
call. A failing model is made as small as can be and printed as the Python that builds it.
"""

import collections
import functools
import os

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from random_models import programs
from random_quantization import MODES
from whole_models import draw_inputs, run_keras, settle

from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import NodeChecker
from kerasdigits.tfjs.reference.keras_internals import predict_overrules_calls

pytestmark = [
    # 200 models take minutes; to make a failing one small takes minutes more.
    pytest.mark.timeout(3600),
    pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask:UserWarning"),
    # Keras draws seeds for the weights that `settle` replaces.
    pytest.mark.filterwarnings(
        "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
    ),
]

TOLERANCE = 1e-5
EXAMPLES = int(os.environ.get("KERASDIGITS_EXAMPLES", "0"))
# A model that amplifies roundings: TensorFlow.js may be off by so many times what Keras is itself.
ILL_CONDITIONED = 10.0
# Of numbers about 1 that cancel out, roundings are left: the mean of a normalized pair.
SMALLEST = 0.1
# No size that a model has: Keras on TensorFlow takes (3, 1, 1) + (3, 4, 3) for a bias of channels.
BATCH = 11
ROUTES: collections.Counter = collections.Counter()


def reproducible(examples):
    """The settings of a test: the same examples each time, unless others are asked for."""
    return settings(
        max_examples=EXAMPLES or examples,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
        ],
    )


@pytest.fixture(scope="module")
def checker():
    with NodeChecker() as node:
        yield node
    print(f"\nrandom models: {dict(ROUTES)}")


def build(program, dtype):
    """Make the model in some precision, always with the same weights."""
    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    keras.config.set_dtype_policy(dtype)
    try:
        return program.quantize(settle(program.build()))
    finally:
        keras.config.set_floatx(before)
        keras.config.set_dtype_policy(before)


def own_errors(program, inputs, expected):
    """How far Keras in float32 is from Keras in float64; nothing where it has no float64."""
    doubles = [array.astype("float64") if array.dtype.kind == "f" else array for array in inputs]
    try:
        exact = run_keras(build(program, "float64"), doubles)
    except Exception:  # TensorFlow has no float64 kernel for some layers
        return [0.0] * len(expected)
    return [np.abs(one - other).max() for one, other in zip(expected, exact, strict=True)]


def run_or_reject(model, inputs):
    """Run a model, unless Keras itself cannot: then there is nothing to compare with."""
    try:
        outputs = run_keras(model, inputs)
    except Exception:
        ROUTES["Keras cannot run it"] += 1
        reject()
    if not all(np.isfinite(array).all() for array in outputs):
        ROUTES["Keras computes infinity"] += 1
        reject()
    return outputs


def draw_batches(program, model):
    """Inputs of the sizes that the model was grown for, and of larger ones where it leaves some."""
    kinds = [tensor.dtype for tensor in model.inputs]
    batches = []
    for count, more in ((BATCH, 0), (BATCH + 2, 2))[: 1 + any(program.opened)]:
        shapes = zip(program.sizes(more), kinds, strict=True)
        tensors = [keras.KerasTensor((None, *shape), dtype) for shape, dtype in shapes]
        batches.append(draw_inputs(tensors, count, size=0))
    return batches


def export_open(program, model, asked, folder, samples):
    """Export a model; one that needs known sizes says so, and gets them."""
    options = {"format": asked, "check": "off", "overwrite": True, "parity_inputs": samples}
    try:
        return export(model, folder, **options)
    except ExportError as error:
        asks = any(words in str(error) for words in ("--input", "Give keras.Input the full shape"))
        if not any(program.opened) or not asks:
            raise
    ROUTES["needs known sizes"] += 1
    takes = [((None, *s), t.dtype) for s, t in zip(program.sizes(), model.inputs, strict=True)]
    return export(model, folder, input_signature=takes, **{**options, "format": "graph"})


def assert_agrees(program, asked, folder, checkers):
    """Export a model and hold TensorFlow.js's outputs for new samples against Keras's."""
    keras.utils.clear_session(free_memory=False)
    model = build(program, "float32")
    # An export computes what predict of Keras 3.15 does; from 3.16 on predict does what calls say.
    oracle = program if predict_overrules_calls() else program.untold()
    truth = model if oracle is program else build(oracle, "float32")
    first, *others = draw_batches(program, model)
    expected = [run_or_reject(truth, first)]
    report = export_open(program, model, asked, folder, first)
    ROUTES[program.quantized] += is_quantized(model)
    ROUTES[report.format] += 1
    ROUTES["dict ends"] += program.keyed
    ROUTES["calls say training"] += program.says_training()
    batches = [first]
    for batch in others if takes_open(checkers[0], folder) else ():
        try:
            expected.append(run_keras(truth, batch))
            batches.append(batch)
            ROUTES["at two sizes"] += 1
        except Exception:  # the model is for one size, although its inputs do not say so
            ROUTES["at one size only"] += 1
    if any("wrongly on wasm" in note for note in report.notes):
        checkers = checkers[:1]  # the export says so
    for checker in checkers:
        answer = checker(folder, batches, parity=False)
        assert answer["ok"], f"{report.format}: {answer['error']}"
        for batch, wanted, received in zip(batches, expected, answer["batches"], strict=True):
            where = f"{report.format} on {answer['backend']}"
            assert_close(oracle, batch, wanted, received, where)


def is_quantized(model):
    """Whether a layer has been: not every model has one that can be."""
    return any(getattr(layer, "quantization_mode", None) for layer in model._flatten_layers())


def takes_open(ask, folder):
    """Whether the folder leaves sizes open, as far as its inputs tell."""
    inputs = ask(folder, None, parity=False)["inputs"]
    return any(size is None or size < 0 for entry in inputs for size in entry["shape"][1:])


def assert_close(program, inputs, expected, received, where):
    shapes = [array.shape for array in received]
    assert shapes == [array.shape for array in expected], where
    gaps = [
        np.abs(one - other).max(initial=0) for one, other in zip(received, expected, strict=True)
    ]
    scales = [np.abs(array).max(initial=0) for array in expected]
    allowed = [TOLERANCE * max(scale, SMALLEST) for scale in scales]
    if all(gap <= most for gap, most in zip(gaps, allowed, strict=True)):
        return
    errors = own_errors(program, inputs, expected)
    for number, (gap, most, error) in enumerate(zip(gaps, allowed, errors, strict=True)):
        text = f"{where}, output {number}: {gap:.2g} off; {most:.2g} allowed, Keras {error:.2g}"
        assert gap <= max(most, ILL_CONDITIONED * error), text


@reproducible(20)
@given(program=programs())
def test_random_model_computes_the_same(program, checker, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "random"
    assert_agrees(program, "auto", folder, [checker.ask])


@reproducible(10)
@given(program=programs())
def test_random_model_computes_the_same_as_a_graph(program, checker, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "random-graph"
    assert_agrees(program, "graph", folder, [checker.ask])


def on_cpu_and_wasm(checker):
    return [checker.ask, functools.partial(checker.ask, backend="wasm")]


@pytest.mark.reference
@reproducible(140)
@given(program=programs())
def test_random_model_computes_the_same_on_wasm(program, checker, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "random-wasm"
    assert_agrees(program, "auto", folder, on_cpu_and_wasm(checker))


@pytest.mark.reference
@reproducible(60)
@given(program=programs())
def test_random_graph_computes_the_same_on_wasm(program, checker, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "random-wasm-graph"
    assert_agrees(program, "graph", folder, on_cpu_and_wasm(checker))


@pytest.mark.reference
@pytest.mark.parametrize("mode", MODES)
@reproducible(8)
@given(data=st.data())
def test_random_quantized_model_computes_the_same_on_wasm(mode, data, checker, tmp_path_factory):
    program = data.draw(programs(mode))
    keras.utils.clear_session(free_memory=False)
    assume(is_quantized(build(program, "float32")))
    folder = tmp_path_factory.getbasetemp() / "random-quantized"
    assert_agrees(program, "auto", folder, on_cpu_and_wasm(checker))
