"""pyproject.toml names what the package needs, and what benchmarks/versions.py tries."""

import re
import sys
import tomllib
from pathlib import Path

import versions
from imports import read_imports

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]
# Packages whose module is called otherwise.
MODULES = {
    "scikit-learn": "sklearn",
    "pillow": "PIL",
    "markdown-it-py": "markdown_it",
    "mdit-py-plugins": "mdit_py_plugins",
}
# What is imported where others have brought it: a notebook, TensorFlow, presets of keras-hub, whose
# absence is told with its command; and what only type checkers import.
OF_OTHERS = {"IPython", "google", "keras_hub", "huggingface_hub", "_typeshed"}
OPTIONAL = ("tensorflow", "torch", "tensorboard", "ray", "browser")


def read_names(requirements: list[str]) -> set[str]:
    """The modules that some requirements install."""
    names = [re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements]
    return {MODULES.get(name, name) for name in names}


def test_all_that_is_imported_is_named_as_a_dependency_or_an_extra():
    imported = {found.target.partition(".")[0] for found in read_imports()}
    foreign = imported - set(sys.stdlib_module_names) - {"kerasdigits"} - OF_OTHERS
    extras = [one for extra in OPTIONAL for one in PROJECT["optional-dependencies"][extra]]
    named = read_names(PROJECT["dependencies"]) | read_names(extras)
    assert len(foreign) > 15
    assert foreign <= named


def test_every_dependency_has_a_lower_bound():
    for requirement in PROJECT["dependencies"]:
        assert re.search(r">=\d", requirement), requirement


def test_each_python_that_is_promised_is_tried_and_the_oldest_with_the_oldest():
    (oldest,) = re.findall(r">=([\d.]+)", PROJECT["requires-python"])
    promised = re.findall(r":: (3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    tried = {(one.python, one.kind) for one in versions.COMBINATIONS}
    assert promised[0] == oldest
    assert {(python, "newest") for python in promised} <= tried
    assert [python for python, kind in tried if kind == "oldest"] == [oldest]


def test_a_report_is_counted_and_what_failed_is_named(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="tests.a" name="good"/>'
        '<testcase classname="tests.a" name="bad"><failure/></testcase>'
        '<testcase classname="tests.a" name="broken"><error/></testcase>'
        '<testcase classname="tests.a" name="left"><skipped/></testcase></testsuite></testsuites>'
    )
    outcome = versions.read_report(report, "jax")
    assert (outcome.passed, outcome.skipped) == (1, 1)
    assert outcome.failed == ["tests/a::bad on jax", "tests/a::broken on jax"]


def test_what_cannot_be_had_is_told_and_the_rest_is_installed(monkeypatch, tmp_path):
    asked = []

    def run_uv(*arguments):
        asked.append(arguments)
        if "tensorflow" in arguments:
            raise versions.NotPossible("no build for it")

    monkeypatch.setattr(versions, "run_uv", run_uv)
    newest = versions.Combination("3.14", "newest")
    backends, missing = versions.install_backends(tmp_path / "python", newest)
    assert (backends, missing) == (["jax", "torch"], ["TensorFlow: no build for it"])
    assert len([one for one in asked if "dev" in one and "tensorflow" not in one]) == 1
    # Then only what depends on the backend, and what must do without TensorFlow.
    marks = [(name, marked) for name, _, marked in versions.plan_runs(backends)]
    elsewhere = f"each_backend and {versions.QUICK}"
    assert marks == [("jax", elsewhere), ("torch", elsewhere), ("jax", "slow")]
    outcome = versions.Outcome(7, ran=["jax 7"], untested=missing, packages="jax 1")
    row = "| 3.14 newest | jax 1 | jax 7 | 7 | 0 | TensorFlow: no build for it | 2 |"
    assert versions.show_row(newest, outcome, 110) == row
