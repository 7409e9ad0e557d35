"""Exporting all graph cases once, and asking one Node process about them."""

import pytest


@pytest.fixture(scope="session")
def graph_exports(tmp_path_factory):
    """name -> (report, answer of check.cjs)."""
    from graph_cases import CASES, randomize

    from kerasdigits.tfjs import export
    from kerasdigits.tfjs.proof.check import missing_checker, run_checker

    assert missing_checker() is None, "run `make setup`: these tests ask TensorFlow.js"
    folder = tmp_path_factory.mktemp("graphs")
    reports = {
        name: export(randomize(build()), folder / name, format="graph", check="off")
        for name, build in CASES.items()
    }
    answers = run_checker([report.path for report in reports.values()])
    pairs = zip(reports.items(), answers, strict=True)
    return {name: (report, answer) for (name, report), answer in pairs}
