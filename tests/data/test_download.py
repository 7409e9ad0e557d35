import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
import pytest

from kerasdigits.data import download, load, mnist
from kerasdigits.data.download import RemoteFile, download_file
from kerasdigits.errors import DataError

CONTENT = bytes(range(256)) * 400
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """Serves files that behave, break off, or never come."""

    files: ClassVar = {"/good.bin": CONTENT}
    requests: ClassVar = []
    released: ClassVar = threading.Event()

    def do_GET(self):
        self.requests.append(self.path)
        if self.path == "/slow.bin":
            self.released.wait(60)
            return
        content = self.files.get(self.path, CONTENT if self.path == "/cut.bin" else None)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.path == "/cut.bin" else content)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Handler.requests.clear()
    Handler.released.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    monkeypatch.setattr(download, "BASE_URL", f"http://127.0.0.1:{server.server_port}/")
    yield server
    Handler.released.set()
    server.shutdown()
    server.server_close()
    thread.join()


def files_in(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_downloaded_whole_and_only_once(tmp_path, server):
    folder = tmp_path / "new" / "folder"
    for _ in range(2):
        path = download_file(RemoteFile("good.bin", SHA256), folder, 5)
        assert path == folder / "good.bin"
        assert path.read_bytes() == CONTENT
    assert Handler.requests == ["/good.bin"]
    assert files_in(tmp_path) == ["good.bin"]


def test_nothing_is_printed_when_stderr_is_no_terminal(tmp_path, server, capfd):
    download_file(RemoteFile("good.bin", SHA256), tmp_path, 5)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "sha256", "words"),
    [
        ("good.bin", "0" * 64, "checksum"),
        ("cut.bin", SHA256, "broke off"),
        ("missing.bin", SHA256, "answered 404"),
        ("slow.bin", SHA256, "did not answer within 0.3 s"),
    ],
)
def test_a_failed_download_leaves_nothing_behind(tmp_path, server, name, sha256, words):
    started = time.monotonic()
    with pytest.raises(DataError) as caught:
        download_file(RemoteFile(name, sha256), tmp_path, 0.3)
    assert time.monotonic() - started < 20  # the slow server waits for a minute
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files_in(tmp_path) == []


def test_a_failed_download_keeps_the_file_that_was_there(tmp_path, server):
    (tmp_path / "good.bin").write_bytes(b"older")
    with pytest.raises(DataError, match="checksum"):
        download_file(RemoteFile("good.bin", "0" * 64), tmp_path, 5)
    assert (tmp_path / "good.bin").read_bytes() == b"older"


def test_a_server_that_is_not_there_is_one_clear_line(tmp_path, server):
    server.server_close()
    with pytest.raises(DataError, match=r"cannot be reached.*ConnectionError"):
        download_file(RemoteFile("good.bin", SHA256), tmp_path, 0.5)


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path, server):
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="cannot be written"):
        download_file(RemoteFile("good.bin", SHA256), tmp_path / "file" / "folder", 5)


@pytest.fixture
def small_mnist(tmp_path, server, monkeypatch):
    """Serve a tiny mnist.npz, and give Keras an empty home."""
    path = tmp_path / "served.npz"
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    labels = np.arange(20, dtype=np.uint8) % 10
    np.savez(path, x_train=images, y_train=labels, x_test=images, y_test=labels)
    content = path.read_bytes()
    monkeypatch.setitem(Handler.files, "/mnist.npz", content)
    sha256 = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(mnist, "FILE", RemoteFile("mnist.npz", sha256))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("KERASDIGITS_DATA", raising=False)
    return tmp_path / "keras" / "datasets" / "mnist.npz"


def test_mnist_is_downloaded_to_keras_cache_and_found_there_the_next_time(small_mnist):
    first = load("mnist", download_timeout=5)
    assert small_mnist.is_file()
    assert load("mnist", download=False).fingerprint == first.fingerprint
    assert Handler.requests == ["/mnist.npz"]


def test_without_the_network_the_error_says_where_to_put_the_file(small_mnist, server):
    server.server_close()
    with pytest.raises(DataError) as caught:
        load("mnist", download_timeout=0.5)
    message = str(caught.value)
    for words in ("cannot be reached", "Put mnist.npz into", str(small_mnist.parent), "`digits`"):
        assert words in message
    assert "\n" not in message
    assert not small_mnist.exists()
