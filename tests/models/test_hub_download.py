"""`--download` fetches a model from a hub: a server of our own, on this machine alone.

Only where huggingface_hub is installed, which the package does not need by itself.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import keras
import pytest

pytest.importorskip("huggingface_hub")
REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """The addresses that `snapshot_download` asks: what a repository holds, and its files."""

    files: ClassVar[dict[str, bytes]] = {}

    def do_GET(self):
        self.answer(with_body=True)

    def do_HEAD(self):
        self.answer(with_body=False)

    def answer(self, *, with_body):
        path = self.path.partition("?")[0]
        name = path.rpartition("/")[2]
        if path.startswith(f"/api/models/me/digits/tree/{REVISION}"):
            listed = [
                {"type": "file", "path": n, "size": len(c), "oid": hashlib.sha1(c).hexdigest()}
                for n, c in self.files.items()
            ]
            return self.send(json.dumps(listed).encode(), {}, with_body)
        if path.startswith("/api/models/me/digits"):
            told = {"id": "me/digits", "sha": REVISION}
            told["siblings"] = [{"rfilename": file} for file in self.files]
            return self.send(json.dumps(told).encode(), {}, with_body)
        if path == f"/me/digits/resolve/{REVISION}/{name}" and name in self.files:
            content = self.files[name]
            etag = {"ETag": f'"{hashlib.sha1(content).hexdigest()}"', "X-Repo-Commit": REVISION}
            return self.send(content, etag, with_body)
        return self.send(b"{}", {"X-Error-Code": "RepoNotFound"}, with_body, status=404)

    def send(self, body, headers, with_body, status=200):
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A hub with one model in it, and the environment of whoever uses that with an empty cache."""
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.save(tmp_path / "model.keras")
    monkeypatch.setattr(Hub, "files", {"model.keras": (tmp_path / "model.keras").read_bytes()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    yield {**os.environ, "HF_ENDPOINT": address, "HF_HUB_CACHE": str(tmp_path / "hub")}
    server.shutdown()
    server.server_close()


def export(environment, address, *options):
    command = [sys.executable, "-m", "kerasdigits", "export", address, "out", "--overwrite", "-q"]
    return subprocess.run(
        [*command, "--check", "off", *options],
        env=environment,
        cwd=Path(environment["HF_HUB_CACHE"]).parent,
        check=False,
        capture_output=True,
        text=True,
    )


def test_what_was_downloaded_is_exported_and_then_lies_in_the_cache(hub, tmp_path):
    refused = export(hub, "hf://me/digits")
    assert refused.returncode == 1 and "Add --download to fetch it" in refused.stderr
    done = export(hub, "hf://me/digits", "--download", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["parameters"] == 3 * 2 + 2
    assert export(hub, "hf://me/digits").returncode == 0, "it is in the cache now"


def test_a_repository_that_is_not_there_is_one_line(hub, tmp_path):
    refused = export(hub, "hf://me/other", "--download")
    error = [line for line in refused.stderr.splitlines() if line.startswith("Error")]
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    assert len(error) == 1 and "cannot be downloaded. Received: hf://me/other" in error[0]
    assert not (tmp_path / "out").exists()
