"""The built page is found in an installed package first, then in the checkout."""

import pytest

from kerasdigits import web_files
from kerasdigits.web_files import find_built, web_folder


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package folder of its own in a checkout that has a built page."""
    (tmp_path / "web" / "dist").mkdir(parents=True)
    (tmp_path / "web" / "dist" / "check.cjs").write_text("of the checkout")
    monkeypatch.setattr(web_files, "_PACKAGE", tmp_path / "kerasdigits")
    return tmp_path / "kerasdigits"


def test_a_checkout_has_it_beside_the_package(package):
    assert web_folder() == package.parent / "web"
    assert find_built("check.cjs").read_text() == "of the checkout"


def test_an_installed_package_carries_its_own_and_looks_no_further(package):
    (package / "web" / "dist").mkdir(parents=True)
    assert web_folder() == package / "web"
    assert find_built("check.cjs") is None
    (package / "web" / "dist" / "check.cjs").write_text("installed")
    assert find_built("check.cjs").read_text() == "installed"


def test_a_file_that_is_not_built_is_none_and_a_folder_is_no_file(package):
    (package.parent / "web" / "dist" / "wasm").mkdir()
    assert find_built("check.html") is None
    assert find_built("wasm") is None
