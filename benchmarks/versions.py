"""Which Pythons and libraries does kerasdigits work with? An environment for each, and tests in it.

    pip install uv
    python benchmarks/versions.py [--only "3.13 newest" ...] [--keep FOLDER]

For each Python that is found here or that uv can fetch: the newest release of everything that
pyproject.toml allows. On the oldest Python, the oldest of everything that it names (uv's resolution
`lowest-direct`). Then one backend alone, and the Keras to come. Each runs the tests named below:
all of them on TensorFlow, and those marked `each_backend` on the others that it has, or on the one
that it has. Prints a row for each, as Markdown: what ran, and what could not be tested and why; the
exit code is 1 when a test fails or none ran.

PyTorch comes from its own index, which has builds without CUDA, where that can be reached. Where it
or TensorFlow cannot be had, the rest is tested without it. Some five minutes of one processor and
up to 6 GB a combination, most of which is CUDA's.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NIGHTLY = "keras-nightly"
# What touches the libraries most: commands as they are typed, files of data and models, training,
# the exporter and its check.
TESTS = (
    *(
        f"tests/commands/test_{name}_command.py"
        for name in (
            "demo",
            "fit",
            "evaluate",
            "predict",
            "export",
            "import",
            "inspect",
            "practice",
        )
    ),
    *("tests/data", "tests/models/test_load.py", "tests/models/strangers", "tests/tfjs/format"),
    *("tests/tfjs/layers_model/test_tfjs_layers.py", "tests/tfjs/test_either_route.py"),
    *(f"tests/training/test_{name}.py" for name in ("fit", "losses", "make_optimizer")),
    # Each backend's own steps, which use more of it than Keras does.
    *("tests/training/test_steps.py", "tests/training/test_kernels.py"),
    *("tests/test_backend.py", "tests/test_plots.py"),
)
# What a backend alone must do, and what it says of TensorFlow.
ALONE = ("tests/commands/test_one_backend.py",)
QUICK = "not slow and not reference and not release and not browser"
COLUMNS = """
| combination | packages | tests run | passed | failed | not tested | minutes |
|---|---|---|---|---|---|---|
""".strip()
SHOWN = (
    "keras",
    NIGHTLY,
    "jax",
    "tensorflow",
    "torch",
    "numpy",
    "scipy",
    "h5py",
    "pyfive",
    "click",
)


@dataclass(frozen=True)
class Combination:
    """An environment, and what is tried in it.

    Attributes:
        python: The version of Python, such as "3.13".
        kind: "newest", "oldest", a backend "alone", or the name of the Keras to come.
    """

    python: str
    kind: str

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{self.python} {self.kind}"

    @property
    def resolution(self) -> str:
        """How uv chooses among the releases that pyproject.toml allows."""
        return "lowest-direct" if self.kind == "oldest" else "highest"

    @property
    def backends(self) -> tuple[str, ...]:
        """The backends that tests run on; JAX is installed with every one, for what Keras reads."""
        alone = {"JAX alone": "jax", "TensorFlow alone": "tensorflow", "PyTorch alone": "torch"}
        if self.kind in alone:
            return (alone[self.kind],)
        return ("tensorflow", "jax", "torch")


COMBINATIONS = (
    *(Combination(python, "newest") for python in ("3.11", "3.12", "3.13", "3.14")),
    Combination("3.11", "oldest"),
    Combination("3.12", "JAX alone"),
    Combination("3.12", "TensorFlow alone"),
    Combination("3.11", "PyTorch alone"),
    Combination("3.13", NIGHTLY),
)


@dataclass
class Outcome:
    """What came of a combination: counts, names of tests that failed, and what was not tried."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: int = 0
    ran: list[str] = field(default_factory=list)
    untested: list[str] = field(default_factory=list)
    packages: str = ""


class NotPossible(Exception):
    """Something cannot be had here; the message says what and why."""


def run_uv(*arguments: str) -> None:
    """Run uv.

    Raises:
        NotPossible: It failed; the message is the last cause that it tells.
    """
    done = subprocess.run([*find_uv(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        told = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        last = told[-1] if told else f"exit code {done.returncode}"
        raise NotPossible(last.removeprefix("cause: "))


def find_uv() -> list[str]:
    """Give the command that starts uv: the program, or this Python's module."""
    if path := shutil.which("uv"):
        return [path]
    if find_spec("uv"):
        return [sys.executable, "-m", "uv"]
    sys.exit(
        "uv is not installed. Received: no program or module of that name. Run `pip install uv`"
    )


def find_python(version: str) -> str:
    """Give pyenv's interpreter, where uv does not look, or the version for uv to find or fetch."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    return str(found[-1]) if found else version


def make_environment(combination: Combination, folder: Path) -> Path:
    """Make an empty environment; give its Python."""
    try:
        run_uv("venv", "--python", find_python(combination.python), str(folder))
    except NotPossible as error:
        raise NotPossible(f"no Python {combination.python}: {error}") from error
    return folder / "bin/python"


def install(python: Path, combination: Combination, extras: tuple[str, ...]) -> None:
    """Install what pyproject.toml names, and the Keras to come where that is wanted."""
    chosen = [part for extra in extras for part in ("--extra", extra)]
    command = ("pip", "install", "--python", str(python))
    resolution = ("--resolution", combination.resolution)
    run_uv(*command, *resolution, *chosen, "-r", str(ROOT / "pyproject.toml"))
    if combination.kind == NIGHTLY:
        # Both are the package `keras`.
        run_uv("pip", "uninstall", "--python", str(python), "keras")
        run_uv(*command, "--no-deps", "--prerelease", "allow", NIGHTLY)


def install_backends(python: Path, combination: Combination) -> tuple[list[str], list[str]]:
    """Install a combination's libraries; give the backends that it has then, and why not others."""
    backends, missing = list(combination.backends), []
    extras = ("dev",)
    if "tensorflow" in backends:
        try:
            install(python, combination, (*extras, "tensorflow", "tensorboard"))
        except NotPossible as error:
            missing.append(f"TensorFlow: {error}")
            backends.remove("tensorflow")
    if "tensorflow" not in backends:
        install(python, combination, extras)
    if "torch" in backends:
        try:
            add_torch(python, combination.resolution)
        except NotPossible as error:
            missing.append(f"PyTorch: {error}")
            backends.remove("torch")
    return backends, missing


def add_torch(python: Path, resolution: str) -> None:
    """Install PyTorch: without CUDA where its own index can be reached, else the ordinary build."""
    (wanted,) = read_project()["optional-dependencies"]["torch"]
    install = ("pip", "install", "--python", str(python), "--resolution", resolution, wanted)
    try:
        run_uv(*install, "--torch-backend", "cpu")
    except NotPossible:
        run_uv(*install)


def read_project() -> dict:
    """Read what pyproject.toml says of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def read_packages(python: Path) -> str:
    """Name the releases that an environment has of what matters."""
    code = (
        "from importlib.metadata import distributions\n"
        "for one in distributions(): print(one.metadata['Name'].lower(), one.version)"
    )
    listed = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout
    versions = dict(line.split() for line in listed.splitlines())
    return ", ".join(f"{name} {versions[name]}" for name in SHOWN if name in versions)


def run_tests(python: Path, backend: str, tests: tuple[str, ...], marked: str) -> Outcome:
    """Run some tests on a backend, and count what came of them."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ("-q", "-n", "0", "-p", "no:cacheprovider", f"--junitxml={report}", "-m", marked)
        environment = {
            **os.environ,
            **{"KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        }
        done = subprocess.run(
            [python, "-m", "pytest", *options, *tests],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report.is_file():
            return Outcome(failed=[f"pytest itself, on {backend}: {done.stdout[-500:]}"])
        if done.returncode != 0:
            print(done.stdout, file=sys.stderr, flush=True)
        return read_report(report, backend)


def read_report(report: Path, backend: str) -> Outcome:
    """Count what a JUnit report tells."""
    outcome = Outcome()
    for case in xml.parse(report).iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}::{case.get('name')} on {backend}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(name)
        elif case.find("skipped") is not None:
            outcome.skipped += 1
        else:
            outcome.passed += 1
    return outcome


def plan_runs(backends: list[str]) -> list[tuple[str, tuple[str, ...], str]]:
    """Give backend, tests and marks of each run: all tests on TensorFlow, where it has company."""
    some = f"each_backend and {QUICK}"
    runs = [(name, TESTS, some) for name in backends]
    if "tensorflow" not in backends:
        runs.append((backends[0], ALONE, "slow"))  # its processes take each backend that there is
    elif len(backends) > 1:
        runs[0] = (backends[0], TESTS, QUICK)
    return runs


def try_combination(combination: Combination, folder: Path) -> Outcome:
    """Make an environment, and run the tests in it."""
    total = Outcome()
    try:
        python = make_environment(combination, folder)
        backends, total.untested = install_backends(python, combination)
    except NotPossible as error:
        total.untested.append(str(error))
        return total
    total.packages = read_packages(python)
    if not backends:
        return total
    for backend, tests, marked in plan_runs(backends):
        part = run_tests(python, backend, tests, marked)
        told = f"{combination.name}, {backend}: {part.passed} passed, {len(part.failed)} failed"
        print(told, file=sys.stderr, flush=True)
        total.passed += part.passed
        total.failed += part.failed
        total.skipped += part.skipped
        named = " (without TensorFlow)" if tests == ALONE else ""
        total.ran.append(f"{backend}{named} {part.passed + len(part.failed)}")
    if total.skipped:
        total.untested.append(f"{total.skipped} tests skip")
    return total


def show_row(combination: Combination, outcome: Outcome, seconds: float) -> str:
    """Give a combination's row of the table."""
    cells = (
        *(combination.name, outcome.packages, ", ".join(outcome.ran)),
        *(outcome.passed, len(outcome.failed), "; ".join(outcome.untested), f"{seconds / 60:.0f}"),
    )
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Try the combinations, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=[one.name for one in COMBINATIONS])
    parser.add_argument("--keep", type=Path, help="keep the environments in this folder")
    options = parser.parse_args()
    find_uv()
    print(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(COLUMNS)
    failed, passed = [], 0
    for combination in COMBINATIONS:
        if options.only and combination.name not in options.only:
            continue
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="kerasdigits-versions-") as temporary:
            place = (options.keep or Path(temporary)) / combination.name.replace(" ", "-")
            outcome = try_combination(combination, place)
        print(show_row(combination, outcome, time.perf_counter() - began), flush=True)
        failed += [f"{combination.name}: {name}" for name in outcome.failed]
        passed += outcome.passed
    print("\n" + "\n".join([*failed, f"{passed} passed, {len(failed)} failed"]))
    sys.exit(bool(failed) or not passed)


if __name__ == "__main__":
    main()
