"""What all tests share: the backend is chosen before Keras is imported; a Keras home apart."""

import os
import secrets
import tempfile

# Before anything imports Keras: `make test` sets the backend and repeats the marked tests on each.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Keras writes its configuration and looks for data there; a developer's own must not matter.
os.environ["KERAS_HOME"] = tempfile.mkdtemp(prefix="kerasdigits-keras-home-")
# Many tests train one model: JAX compiles its step once a run, for all of xdist's workers.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:
    os.environ["JAX_COMPILATION_CACHE_DIR"] = tempfile.mkdtemp(prefix="kerasdigits-jax-")
    os.chmod(os.environ["JAX_COMPILATION_CACHE_DIR"], 0o777)  # a test gives up root's rights
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0.1")
# Nets this small are compiled longer than they run: a sixth of JAX's tests' time.
os.environ.setdefault("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")

# Two devices of JAX's on the one CPU: all but the tests that divide a batch use the first.
os.environ.setdefault("XLA_FLAGS", "--xla_force_host_platform_device_count=2")

# Inputs are random and each run's own; the variable repeats those of a run that failed. It is set
# here for xdist's workers too, which inherit it.
os.environ.setdefault("KERASDIGITS_TEST_SEED", str(secrets.randbits(32)))

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from documents import hold_printed

from kerasdigits.data import Dataset, load

SEED = "KERASDIGITS_TEST_SEED"
# Files with a test or fixture of ten seconds and more.
LONG = (
    "training/test_backends_agree.py",
    "training/test_opens_in_keras.py",
    "training/test_fit.py",
    "tfjs/layers_model/test_tfjs_layers.py",
    "tfjs/reference/test_same_bytes.py",
    "tfjs/graph_model/elsewhere/test_own_process.py",
    "commands/test_killed_fit.py",
    "commands/test_demo_command.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process ends up waiting for another's last test.

    What trains on real MNIST may take its minutes: a lesson, the longest, up to ten on two cores.
    """
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))
    for item in items:
        if item.get_closest_marker("reference") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3600))


@pytest.fixture(scope="session")
def session_seed() -> int:
    """The seed of this run of the tests, for what several of them share."""
    return int(os.environ[SEED])


@pytest.fixture
def rng(request: pytest.FixtureRequest, session_seed: int) -> np.random.Generator:
    """Random numbers of each test's own, other ones in each run of the tests.

    A test that fails shows the variable that repeats them: KERASDIGITS_TEST_SEED=7 pytest ...
    """
    print(f"{SEED}={session_seed}")
    return np.random.default_rng([session_seed, *request.node.nodeid.encode()])


@pytest.fixture(scope="session")
def digits() -> Dataset:
    """The embedded scans."""
    return load("digits")


@pytest.fixture(scope="session")
def download_times() -> Dataset:
    """The embedded pairs of size and time."""
    return load("download-times")


@pytest.fixture(scope="session")
def shared_few_digits(tmp_path_factory: pytest.TempPathFactory, digits: Dataset) -> Path:
    """A file of 160 training and 60 test scans, for all tests; none of them changes it."""
    path = tmp_path_factory.mktemp("data") / "few-digits.npz"
    np.savez(
        path,
        x_train=digits.x_train[:160],
        y_train=digits.y_train[:160],
        x_test=digits.x_test[:60],
        y_test=digits.y_test[:60],
    )
    return path


@pytest.fixture
def few_digits(tmp_path: Path, shared_few_digits: Path) -> Path:
    """The same file as a test's own, which it may change."""
    return Path(shutil.copy(shared_few_digits, tmp_path))


@pytest.fixture(scope="session")
def kerasdigits() -> Callable[..., dict]:
    """Run a command in a process of its own, on any backend; give its JSON."""

    def run(*arguments: object, backend: str | None = None) -> dict:
        environment = dict(os.environ)
        if backend is not None:
            environment["KERAS_BACKEND"] = backend
        done = subprocess.run(
            [sys.executable, "-m", "kerasdigits", *map(str, arguments), "--json", "--quiet"],
            capture_output=True,
            text=True,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        hold_printed(arguments, done.stdout)
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """Real MNIST, from KERASDIGITS_DATA or Keras's cache; never downloaded by a test."""
    if "KERASDIGITS_DATA" not in os.environ:
        pytest.skip("KERASDIGITS_DATA does not name a folder that holds mnist.npz")
    return load("mnist", download=False)


@pytest.fixture(scope="session")
def mnist_runs(tmp_path_factory: pytest.TempPathFactory, kerasdigits, mnist) -> Path:
    """A folder of runs on MNIST, trained by the commands of docs/numbers.md, on all images."""
    folder = tmp_path_factory.mktemp("mnist")
    arguments = ("fit", "--data", "mnist", "--validation-split", 0)
    for model in ("cnn", "mlp", "logistic"):
        kerasdigits(*arguments, "--model", model, "--out", folder / model)
    return folder
