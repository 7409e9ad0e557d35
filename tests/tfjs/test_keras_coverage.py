"""docs/keras-coverage.md says what is: all rows are there, and those drawn at random are true."""

import keras_coverage.layer_models as layer_models
import numpy as np
import pytest
from keras_coverage.measure import ENGINES, measure
from keras_coverage.page import PAGE, read_rows, write_page
from keras_coverage.rows import base, find_cases, public_layers, public_operations

# So many of some 500 rows in a run of the tests.
DRAWN = 8


@pytest.fixture(scope="module")
def written():
    return read_rows(PAGE.read_text())


def test_every_layer_and_operation_of_keras_has_a_row(written):
    names = {base(name) for name in written if not name.startswith("ops.")}
    assert set(public_layers()) - names == layer_models.NOT_MEASURED & set(public_layers())
    operations = {base(name) for name in written if name.startswith("ops.")}
    assert not set(public_operations()) - operations
    assert set(find_cases()) <= set(written)


def test_the_page_is_what_its_rows_say(written):
    assert PAGE.read_text() == write_page(written), "run python benchmarks/keras_coverage"
    for name, row in written.items():
        assert (row.route == "none") == (row.exactness == "refused") == bool(row.note), name
        assert set(row.engines) == (set() if row.route == "none" else set(ENGINES)), name
        assert row.engines.get("cpu", "right") == "right", f"{name} is wrong and was written"


def test_rows_drawn_at_random_are_as_they_were_measured(written, session_seed, tmp_path):
    cases = find_cases()
    drawn = np.random.default_rng(session_seed).choice(sorted(cases), DRAWN, replace=False)
    print(f"KERASDIGITS_TEST_SEED={session_seed}: {', '.join(drawn)}")
    found = measure({name: cases[name] for name in drawn}, tmp_path, engines=("cpu", "wasm"))
    for name, row in found.items():
        said = written[name]
        assert (row.route, row.exactness) == (said.route, said.exactness), name
        assert row.engines == {engine: said.engines[engine] for engine in row.engines}, name
