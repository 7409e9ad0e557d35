"""`kerasdigits serve`: serve the page on this machine."""

import threading
import webbrowser
from pathlib import Path

import click

from kerasdigits import site as site_room

_EPILOG = """\b
Example:
  kerasdigits serve --port 0 --open
"""


@click.command(epilog=_EPILOG)
@click.argument("site", type=click.Path(path_type=Path), default=Path("web"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0 takes any free port.",
)
@click.option("--open", "opened", is_flag=True, help="Open the page in a browser.")
def serve(site: Path, port: int, opened: bool) -> None:
    """Serve SITE (default: web) on the loopback address only, until Ctrl-C."""
    server = site_room.serve(site, port)
    address = f"http://127.0.0.1:{server.server_port}/"
    click.echo(address)
    click.echo("Serving to this machine only; Ctrl-C stops.", err=True)
    if opened:
        # Browsers in a terminal come back only when they are closed.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.server_close()
