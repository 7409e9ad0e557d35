"""A Python file of the user's own that cannot be imported is one line, and is tried anew."""

import sys
from pathlib import Path

import pytest

from kerasdigits.errors import ModelError
from kerasdigits.models.custom import import_model_file


def test_a_file_that_fails_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("of_mine.py").write_text("1 / 0")
    with pytest.raises(ModelError, match=r"of_mine\.py cannot be imported.*ZeroDivisionError"):
        import_model_file("of_mine.py:make")
    assert "kerasdigits_user_of_mine" not in sys.modules
    Path("of_mine.py").write_text("def make():\n    return 3")
    module, function = import_model_file("of_mine.py:make")
    assert getattr(module, function)() == 3
    assert module.__file__ == str(tmp_path / "of_mine.py")
    assert import_model_file("of_mine.py:make")[0] is module  # and not run again
    del sys.modules["kerasdigits_user_of_mine"]
