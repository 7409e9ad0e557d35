"""The command line: the click group, and the edge where an error becomes one line."""

import importlib
import keyword
import sys
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand

from kerasdigits.commands.console.interrupt import listening
from kerasdigits.errors import KerasdigitsError, on_the_command_line
from kerasdigits.version import __version__

_TYPED = "kerasdigits.typed"
# In the order of the way through the house. `--help` reads this table and imports no command.
COMMANDS = {
    "demo": "Fit, evaluate, export and open the page, in one go.",
    "fit": "Train a model into a run folder.",
    "lr-find": "Sweep learning rates and suggest one for fit.",
    "recipe": "Train in the eight steps of fast.ai's recipe, from a frozen body.",
    "runs": "List the runs that there are, or compare some of them.",
    "inspect": "List what is in a model file, and what of it would be refused.",
    "evaluate": "Measure a run or a .keras file.",
    "predict": "Classify pictures with a run's model.",
    "export": "Write a model for TensorFlow.js and add it to the page.",
    "import": "Make a Keras model of a TensorFlow.js layers model.",
    "check": "Compare a model folder's numbers in TensorFlow.js with Keras's.",
    "lesson": "Read and run the lessons; each ends in a report.",
    "practice": "Fill holes in the lessons' code, and be told what is wrong.",
    "sweep": "Train at several learning rates, batch sizes and seeds, and compare.",
    "site": "Put a whole site together for a static host.",
    "serve": "Serve the page on this machine.",
    "schema": "Print the JSON Schema of a file, or of what a command prints.",
    "doctor": "List what this machine has and what is missing.",
}


class Commands(click.Group):
    """A group that imports a command when it is called, and turns its errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a command's module, `kerasdigits.commands.NAME`, and take its `NAME`."""
        if name not in COMMANDS:
            return None
        name = name.replace("-", "_")
        name += "_" * keyword.iskeyword(name)
        return getattr(importlib.import_module(f"kerasdigits.commands.{name}"), name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is typed; of one that is not there, what may be meant is said."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            raise NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        """Read the program's own options, and remember what was typed."""
        typed = list(args)
        try:
            context = super().make_context(info_name, args, *rest, **extra)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise _explain(error, typed) from error
        context.meta[_TYPED] = typed
        return context

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; its errors end as one line on stderr and exit code 1, or 2 for usage."""
        try:
            with on_the_command_line(), listening():
                return super().invoke(ctx)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise _explain(error, ctx.meta[_TYPED]) from error
        except KerasdigitsError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # The reader of a pipe (`| head`) left: nothing is wrong, and nobody listens.
            sys.stderr.close()
            sys.exit(0)
        except OSError as error:
            place = f". Received: {error.filename}" if error.filename else ""
            raise click.ClickException(f"{error.strerror or error}{place}.") from error


def _explain(error: click.UsageError, typed: list[str]) -> click.UsageError:
    """Say a wrong use in one line; what finds the words is imported for that only."""
    from kerasdigits.commands.console.usage import WrongUsage

    return WrongUsage(error, typed)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with `kerasdigits demo`. Each command has its own --help with an example.",
)
@click.version_option(__version__, prog_name="kerasdigits")
def main() -> None:
    """Train a Keras 3 model, see how it learned, and run it in a browser with the same numbers."""
