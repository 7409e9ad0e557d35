"""Exporting many small models and asking one Node process about all of them."""

import warnings

import composed_cases  # noqa: F401
import keras
import mask_cases  # noqa: F401, it registers its cases
import operation_cases  # noqa: F401
import pytest
import recurrent_cases  # noqa: F401
import shape_cases  # noqa: F401
from layer_cases import CASES, EACH_BACKEND, randomize

from kerasdigits.tfjs import export
from kerasdigits.tfjs.proof.check import missing_checker, run_checker


def export_all(builders, folder):
    """Export every model without a check; then one Node process answers for all.

    Returns:
        name -> (report, answer of check.cjs).
    """
    assert missing_checker() is None, "run `make setup`: these tests ask TensorFlow.js"
    reports = {}
    with warnings.catch_warnings():
        # Keras says so of each layer that drops a mask, which some cases are about.
        warnings.filterwarnings("ignore", message=".*does not support masking")
        for name, build in builders.items():
            reports[name] = export(randomize(build()), folder / name, check="off", format="layers")
    answers = run_checker([report.path for report in reports.values()])
    return {
        name: (report, answer)
        for (name, report), answer in zip(reports.items(), answers, strict=True)
    }


def chosen(builders, each_backend):
    """All builders on TensorFlow, and on the other backends those that stand for them."""
    everything = keras.backend.backend() == "tensorflow"
    return {name: b for name, b in builders.items() if everything or name in each_backend}


@pytest.fixture(scope="session")
def layer_exports(tmp_path_factory):
    builders = {name: build for name, (_, build) in CASES.items()}
    return export_all(chosen(builders, EACH_BACKEND), tmp_path_factory.mktemp("layers"))


@pytest.fixture(scope="session")
def model_exports(tmp_path_factory):
    from model_cases import EACH_BACKEND, MODELS

    return export_all(chosen(MODELS, EACH_BACKEND), tmp_path_factory.mktemp("models"))
