"""The server of a site: this machine's own, its files alone, and one client never stops another."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager

import pytest

from kerasdigits import site as site_module
from kerasdigits.errors import SiteError
from kerasdigits.site import serve

PAGE = b"<!doctype html><title>page</title>"
LARGE = b"large" * 4_000_000  # more than the system keeps for a client that does not read


@pytest.fixture
def site(tmp_path):
    """A site with files of several types."""
    site = tmp_path / "site"
    (site / "dist" / "wasm").mkdir(parents=True)
    (site / "models").mkdir()
    (site / "index.html").write_bytes(PAGE)
    (site / "dist" / "page.js").write_text("1;")
    (site / "dist" / "wasm" / "x.wasm").write_bytes(b"\0asm")
    (site / "models" / "w.bin").write_bytes(b"12")
    (site / "models" / "m.json").write_text("{}")
    return site


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


def ask(server, path, method="GET", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def connect(server, request):
    """Send a request, or a part of one, and read nothing."""
    client = socket.create_connection(("127.0.0.1", server.server_port), timeout=10)
    client.sendall(request)
    return client


def test_files_are_served_with_the_types_that_browsers_want(site):
    types = {
        "/": "text/html; charset=utf-8",
        "/dist/page.js?v=1": "text/javascript; charset=utf-8",
        "/dist/wasm/x.wasm": "application/wasm",
        "/models/w.bin": "application/octet-stream",
        "/models/m.json": "application/json",
    }
    with running(site) as server:
        answers = {path: ask(server, path) for path in types}
        assert ask(server, "/", "POST")[0] == 501
    assert {path: headers["Content-Type"] for path, (_, headers, _) in answers.items()} == types
    assert {status for status, _, _ in answers.values()} == {200}
    assert answers["/"][2] == PAGE and answers["/models/w.bin"][2] == b"12"


def test_nothing_outside_hidden_or_listed_is_served(site, tmp_path, capfd):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site-of-another").mkdir()
    (tmp_path / "site-of-another" / "secret.txt").write_text("secret")
    (site / ".hidden").write_text("secret")
    (site / "leak").symlink_to(tmp_path / "secret.txt")
    (site / "folder").symlink_to(tmp_path)
    (site / "dist" / "to-hidden").symlink_to(site / ".hidden")
    (site / "circle").symlink_to("circle")
    (site / "models" / "inside.txt").write_text("x")
    refused = (
        *("/../secret.txt", "/%2e%2e/secret.txt", "/dist/../../secret.txt", "//../secret.txt"),
        *("/..%2fsecret.txt", "/%2e%2e%2fsite-of-another/secret.txt", f"/{tmp_path}/secret.txt"),
        *("/leak", "/folder/secret.txt", "/dist/to-hidden", "/circle", "/circle/x"),
        *(
            "/.hidden",
            "/models/",
            "/dist/",
            "/nothing.js",
            "/%00",
            "/index.html%00",
            "/" + "x" * 999,
        ),
    )
    with running(site) as server:
        for path in refused:
            status, _, body = ask(server, path)
            assert status == 404, path
            assert b"secret" not in body and b"inside.txt" not in body
    assert capfd.readouterr() == ("", "")


def test_a_link_to_a_file_of_the_site_is_followed(site):
    (site / "same.html").symlink_to("index.html")
    with running(site) as server:
        assert ask(server, "/same.html")[2] == PAGE


def test_every_answer_keeps_other_sites_out(site):
    with running(site) as server:
        for path in ("/", "/models/w.bin", "/nothing", "/dist"):
            headers = ask(server, path)[1]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert headers["X-Frame-Options"] == "SAMEORIGIN"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cache-Control"] == "no-cache"
            assert "Python" not in headers["Server"]
            assert "Access-Control-Allow-Origin" not in headers


def test_a_name_that_somebody_lets_point_here_is_refused(site):
    with running(site) as server:
        for host in ("localhost", f"LOCALHOST:{server.server_port}", "127.0.0.1:1"):
            assert ask(server, "/", Host=host)[0] == 200
        for host in ("example.org", f"example.org:{server.server_port}", "127.0.0.1.x", "[::", ""):
            status, _, body = ask(server, "/", Host=host)
            assert status == 421 and PAGE not in body


def test_the_server_listens_on_loopback_only(site):
    with running(site) as server:
        assert server.server_address[0] == "127.0.0.1"
        assert server.socket.getsockname()[0] == "127.0.0.1"


def test_clients_at_once_are_all_answered(site):
    with running(site) as server:
        clients = [connect(server, b"GET / HTTP/1.1\r\nHo") for _ in range(50)]
        for client in reversed(clients):  # the first waits for all that came after it
            client.sendall(b"st: localhost\r\nConnection: close\r\n\r\n")
            with client, client.makefile("rb") as answer:
                assert answer.read().endswith(PAGE)


@pytest.fixture
def slow_clients(site):
    """Connect one that is slow to ask, and one that is slow to read what it asked for."""
    (site / "large.bin").write_bytes(LARGE)
    request = b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n"
    return lambda server: [connect(server, request[:20]), connect(server, request)]


def test_a_slow_client_stops_no_other(site, slow_clients):
    with running(site) as server:
        clients = slow_clients(server)
        for _ in range(5):
            assert ask(server, "/")[2] == PAGE
        for client in clients:
            client.close()


def test_a_slow_client_is_let_go(site, slow_clients, monkeypatch, capfd):
    assert 5 <= site_module._Handler.timeout <= 60
    monkeypatch.setattr(site_module._Handler, "timeout", 0.5)
    with running(site) as server:
        clients = slow_clients(server)
        time.sleep(1.0)
        for client in clients:
            with client, client.makefile("rb") as answer:
                assert len(answer.read()) < len(LARGE)
    assert capfd.readouterr() == ("", "")


def test_a_client_that_leaves_early_is_not_spoken_of(site, capfd):
    (site / "large.bin").write_bytes(LARGE)
    with running(site) as server:
        for _ in range(3):
            client = connect(server, b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(100)
            client.close()
        time.sleep(0.3)
        assert ask(server, "/")[2] == PAGE
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_one_clear_error(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SiteError, match=f"port is in use.*{port}.*another port"):
            serve(site, port)


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_is_none_is_one_clear_error(port, site):
    with pytest.raises(SiteError, match="cannot be opened"):
        serve(site, port)


def test_a_folder_without_a_page_is_not_served(tmp_path):
    with pytest.raises(SiteError, match=r"no page.*index\.html"):
        serve(tmp_path, 0)


@pytest.mark.parametrize("opened", [False, True])
def test_the_command_takes_a_free_port_and_opens_the_page_when_asked(opened, site, tmp_path):
    seen, read = tmp_path / "seen.txt", tmp_path / "read"
    browser = tmp_path / "browser"  # comes back when the page has been read, as those in terminals
    browser.write_text(
        f'#!/bin/sh\nfor _ in $(seq 100); do test -e "{read}" && break; sleep 0.1; done\n'
        f'echo "$1" > "{seen}.part"\nmv "{seen}.part" "{seen}"\n'
    )
    browser.chmod(0o755)
    process = subprocess.Popen(
        [sys.executable, "-m", "kerasdigits", "serve", site, "--port", "0", *["--open"] * opened],
        env={**os.environ, "BROWSER": f"{browser} %s"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = process.stdout.readline().strip()
        with urllib.request.urlopen(address, timeout=5) as answer:
            assert answer.read() == PAGE
        read.touch()
        deadline = time.monotonic() + (15 if opened else 2)
        while not seen.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        process.terminate()
        process.communicate()
    assert seen.exists() == opened
    if opened:
        assert seen.read_text().strip() == address
