"""The site: assembled without surprises, models listed as scripts."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from kerasdigits import web_files as web_files_module
from kerasdigits.errors import SiteError
from kerasdigits.site import (
    assemble,
    is_site,
    list_models,
    refuse_taken_name,
    web_files,
)


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A built page in a package folder of its own, so that the tests need no build."""
    web = tmp_path / "package" / "kerasdigits" / "web"
    (web / "dist" / "wasm").mkdir(parents=True)
    (web / "index.html").write_text(
        '<!doctype html><meta name="generator" content="kerasdigits" /><title>page</title>'
    )
    (web / "dist" / "page.js").write_text("1;")
    (web / "dist" / "wasm" / "x.wasm").write_bytes(b"\0asm")
    for name in ("check.cjs", "check.html", "check.js", "check-webgpu.js"):
        (web / "dist" / name).write_text("for the exporter")
    monkeypatch.setattr(web_files_module, "_PACKAGE", web.parent)
    return web


def files(folder):
    return {
        str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_installed_page_comes_first_then_the_checkouts(page):
    assert web_files() == page
    page.rename(page.parents[1] / "web")
    assert web_files() == page.parents[1] / "web"


@pytest.mark.parametrize("missing", ["index.html", "dist"])
def test_a_page_that_is_not_built_names_the_command(missing, page):
    (page / missing).rename(page / "elsewhere")
    with pytest.raises(SiteError, match=f"{missing}.*make setup"):
        web_files()


def test_a_page_of_somebody_elses_is_never_replaced(page, tmp_path):
    (tmp_path / "index.html").write_text("<h1>my own site</h1>")
    before = set(tmp_path.iterdir())
    with pytest.raises(SiteError, match="a page that kerasdigits did not write"):
        assemble(tmp_path)
    assert (tmp_path / "index.html").read_text() == "<h1>my own site</h1>"
    assert set(tmp_path.iterdir()) == before


def test_the_real_page_carries_the_mark_by_which_it_is_known():
    assert is_site(Path(__file__).parents[1] / "web")


def test_assembling_twice_changes_nothing_and_removes_nothing(page, tmp_path):
    site = tmp_path / "site"
    (site / "dist").mkdir(parents=True)
    (site / "notes.txt").write_text("mine")
    (site / "dist" / "page.js").write_text("old")
    assemble(site)
    first = files(site)
    assert set(first) == {"index.html", "dist/page.js", "dist/wasm/x.wasm", "notes.txt"}
    assert first["dist/page.js"][0] == b"1;"
    assemble(site)
    assert files(site) == first


def test_the_pages_own_folder_is_left_alone(page):
    before = files(page)
    assemble(page)
    assemble(page / ".." / "web")
    assert files(page) == before


def test_a_site_that_cannot_be_written_is_one_clear_error(page, tmp_path):
    (tmp_path / "site").write_text("a file")
    with pytest.raises(SiteError, match="cannot be written"):
        assemble(tmp_path / "site")


def add_model(site, folder, name=None, **more):
    (site / "models" / folder).mkdir(parents=True)
    (site / "models" / folder / "model.js").write_text("// model")
    if name is not None:
        details = {"userDefinedMetadata": {"kerasdigits": {"name": name, **more}}}
        (site / "models" / folder / "model.json").write_text(json.dumps(details))


def index_in_node(site):
    script = "require(process.argv[1]); console.log(JSON.stringify(globalThis.kerasdigitsIndex))"
    command = ["node", "-e", script, site / "models" / "index.js"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def test_the_index_lists_the_models_by_name(tmp_path):
    for folder, name in (("b", "b"), ("a", "z"), ('q"ü é', None), (".a.tmp", "hidden")):
        add_model(tmp_path, folder, name)
    add_model(tmp_path, "c", "c", title="My digits")
    (tmp_path / "models" / "no-model").mkdir()
    list_models(tmp_path)
    quoted = "q%22%C3%BC%20%C3%A9"
    assert index_in_node(tmp_path) == [
        {"name": "b", "title": "b", "script": "models/b/model.js"},
        {"name": "c", "title": "My digits", "script": "models/c/model.js"},
        {"name": 'q"ü é', "title": 'q"ü é', "script": f"models/{quoted}/model.js"},
        {"name": "z", "title": "z", "script": "models/a/model.js"},
    ]


def test_a_site_without_models_has_an_empty_index(tmp_path):
    list_models(tmp_path)
    assert index_in_node(tmp_path) == []


def test_a_name_that_another_folders_model_has_is_refused_before_one_is_written(tmp_path):
    add_model(tmp_path, "first", "same")
    add_model(tmp_path, "second")
    with pytest.raises(SiteError, match=r'a model called "same" already.*models/first'):
        refuse_taken_name(tmp_path, tmp_path / "models/third", "same")
    with pytest.raises(SiteError, match="models/second"):
        refuse_taken_name(tmp_path, tmp_path / "models/third", "second")
    refuse_taken_name(tmp_path, tmp_path / "models/first", "same")
    refuse_taken_name(tmp_path / "elsewhere", tmp_path / "models/third", "same")


def test_two_models_of_one_name_are_refused(tmp_path):
    add_model(tmp_path, "first", "same")
    add_model(tmp_path, "second", "same")
    with pytest.raises(SiteError, match=r'called "same".*second'):
        list_models(tmp_path)


def test_the_builtin_page_can_be_found_in_this_checkout():
    web = web_files()
    assert os.path.isfile(web / "index.html")
