"""A web server that only this machine reaches; two rooms serve their files by it."""

import http.server
import os
import socketserver
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

LOOPBACK = "127.0.0.1"
# What a browser may call this machine. Another name in its request is one that somebody else lets
# point here, so that a page of theirs could read what is served.
_OUR_NAMES = (LOOPBACK, "localhost")
# Written out, because the system's own table is wrong on some machines.
_TYPES = {
    "": "application/octet-stream",
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class LoopbackHandler(http.server.SimpleHTTPRequestHandler):
    """Files, with the types that browsers insist on; no listing of folders, no log."""

    protocol_version = "HTTP/1.1"
    server_version = "kerasdigits"
    sys_version = ""
    extensions_map = _TYPES

    def parse_request(self) -> bool:
        """Read a request; refuse one that was sent to another host's name."""
        if not super().parse_request():
            return False
        host = self.headers.get("Host", LOOPBACK)
        if host.partition(":")[0].lower() in _OUR_NAMES:
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Answer that there is nothing, rather than list a folder."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Keep quiet; the terminal belongs to the command."""


class LoopbackServer(http.server.ThreadingHTTPServer):
    """One thread a request; they do not keep the process alive.

    Args:
        handler: What answers: a `LoopbackHandler`, perhaps with arguments bound.
        port: The port; 0 for any free one.

    Raises:
        OSError: The port cannot be had.
    """

    daemon_threads = True
    # Browsers open six connections a tab at once; with Python's queue of five the system may turn
    # one away, and the browser tries again only seconds later.
    request_queue_size = 128
    # On Windows the option would let two servers share a port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, handler: Callable[..., LoopbackHandler], port: int = 0):
        super().__init__((LOOPBACK, port), handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that left before its answer ended; the terminal is another's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_bind(self) -> None:
        """Bind without asking a name server who 127.0.0.1 is, as HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name = LOOPBACK
        self.server_port = self.server_address[1]
