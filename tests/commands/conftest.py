"""What the tests of the commands share: a folder of their own, and a run to work on."""

from pathlib import Path

import pytest
from console import succeed


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)


@pytest.fixture
def trained(few_digits: Path) -> Path:
    succeed("fit", "--data", few_digits, "--model", "mlp", "--epochs", 8, "--out", "run", "-q")
    return Path("run")
