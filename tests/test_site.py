"""The site: assembled without surprises, models listed as scripts, served to this machine only."""

import http.client
import json
import os
import socket
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from kerasdigits import web_files as web_files_module
from kerasdigits.errors import SiteError
from kerasdigits.site import (
    assemble,
    is_site,
    list_models,
    refuse_taken_name,
    serve,
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


@contextmanager
def running(site):
    server = serve(site, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(server, path, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type"), answer.read()
    finally:
        connection.close()


def test_files_are_served_with_the_types_that_browsers_want(page, tmp_path):
    site = tmp_path / "site"
    assemble(site)
    (site / "models").mkdir()
    (site / "models" / "w.bin").write_bytes(b"12")
    (site / "models" / "m.json").write_text("{}")
    with running(site) as server:
        answers = {
            path: ask(server, path)
            for path in ("/", "/dist/page.js?v=1", "/dist/wasm/x.wasm", "/models/w.bin")
        }
        assert ask(server, "/models/m.json")[1] == "application/json"
        assert ask(server, "/", "POST")[0] == 501
    assert answers["/"] == (200, "text/html; charset=utf-8", (site / "index.html").read_bytes())
    assert answers["/dist/page.js?v=1"] == (200, "text/javascript; charset=utf-8", b"1;")
    assert answers["/dist/wasm/x.wasm"][:2] == (200, "application/wasm")
    assert answers["/models/w.bin"] == (200, "application/octet-stream", b"12")


def test_nothing_outside_hidden_or_listed_is_served(page, tmp_path):
    site = tmp_path / "site"
    assemble(site)
    (tmp_path / "secret.txt").write_text("secret")
    (site / ".hidden").write_text("secret")
    (site / "leak").symlink_to(tmp_path / "secret.txt")
    (site / "models").mkdir()
    (site / "models" / "inside.txt").write_text("x")
    with running(site) as server:
        refused = (
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/dist/../../secret.txt",
            "//../secret.txt",
            "/..%2fsecret.txt",
            "/leak",
            "/.hidden",
            "/models/",
            "/dist/",
            "/nothing.js",
        )
        for path in refused:
            status, _, body = ask(server, path)
            assert status == 404, path
            assert b"secret" not in body and b"inside.txt" not in body


def test_the_server_listens_on_loopback_only(page):
    with running(page) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.socket.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_one_clear_error(page):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SiteError, match=f"port is in use.*{port}.*another port"):
            serve(page, port)


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_is_none_is_one_clear_error(port, page):
    with pytest.raises(SiteError, match="cannot be opened"):
        serve(page, port)


def test_a_folder_without_a_page_is_not_served(tmp_path):
    with pytest.raises(SiteError, match=r"no page.*index\.html"):
        serve(tmp_path, 0)


def test_the_builtin_page_can_be_found_in_this_checkout():
    web = web_files()
    assert os.path.isfile(web / "index.html")
