"""A command of several: what each does, whole and in order, and its examples in its own help."""

from typing import Any

import click


class Several(click.Group):
    """A group whose commands stand in the order in which they were written.

    Its epilog holds the examples of all of them; each command shows those of its own.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands."""
        return list(self.commands)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Take a command, and give it the examples that are its own."""
        super().add_command(cmd, name)
        own = [line for line in (self.epilog or "").splitlines() if line.split()[2:3] == [cmd.name]]
        if own:
            cmd.epilog = "\n".join(["\b", "Examples:" if len(own) > 1 else "Example:", *own])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands; click's own cuts what does not fit into a line."""
        rows: list[tuple[str, Any]] = [
            (name, (command.help or "").partition("\n\n")[0])
            for name, command in self.commands.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl([(name, " ".join(text.split())) for name, text in rows])
