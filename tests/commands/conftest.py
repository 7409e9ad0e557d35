"""What the tests of the commands share: a folder of their own, and a run to work on."""

import shutil
from pathlib import Path

import pytest
from console import succeed


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory, shared_few_digits: Path) -> Path:
    """A run that `fit` left, for `trained` to copy."""
    out = tmp_path_factory.mktemp("trained") / "run"
    arguments = ("--model", "mlp", "--epochs", 8, "--out", out, "-q")
    succeed("fit", "--data", shared_few_digits, *arguments)
    return out


@pytest.fixture
def trained(trained_once: Path, shared_few_digits: Path, few_digits: Path) -> Path:
    """A run of the test's own, in ./run, as if it had been trained on the test's own data."""
    shutil.copytree(trained_once, "run")
    record = Path("run/run.json")
    record.write_text(record.read_text().replace(str(shared_few_digits), str(few_digits)))
    return Path("run")
