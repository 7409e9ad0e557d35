"""The command line: the click group, and the edge where an error becomes one line."""

import sys
from typing import Any

import click

import kerasdigits
from kerasdigits.commands.demo import demo
from kerasdigits.commands.doctor import doctor
from kerasdigits.commands.evaluate import evaluate
from kerasdigits.commands.export import export
from kerasdigits.commands.fit import fit
from kerasdigits.commands.predict import predict
from kerasdigits.commands.serve import serve
from kerasdigits.errors import KerasdigitsError


class ErrorEdge(click.Group):
    """A group whose commands' own errors end as one line on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KerasdigitsError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader of a pipe (`| head`) left: nothing is wrong, and nobody listens.
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            place = f" Received: {error.filename}." if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}.{place}") from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of the way through the house, not of the alphabet."""
        return list(self.commands)


@click.group(
    cls=ErrorEdge,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with `kerasdigits demo`. Each command has its own --help with an example.",
)
@click.version_option(kerasdigits.__version__, prog_name="kerasdigits")
def main() -> None:
    """Train a Keras 3 model, see how it learned, and run it in a browser with the same numbers."""


for command in (demo, fit, evaluate, predict, export, serve, doctor):
    main.add_command(command)
