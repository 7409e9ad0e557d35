"""`kerasdigits serve`: serve the page on this machine."""

from pathlib import Path

import click

from kerasdigits import site as site_room

_EPILOG = """\b
Example:
  kerasdigits serve --port 8000
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
def serve(site: Path, port: int) -> None:
    """Serve SITE (default: web) on the loopback address only, until Ctrl-C."""
    server = site_room.serve(site, port)
    click.echo(f"http://127.0.0.1:{server.server_address[1]}/")
    click.echo("Serving to this machine only; Ctrl-C stops.", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.server_close()
