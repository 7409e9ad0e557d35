"""Every command says what it does, and the short table of them is true."""

import click
import pytest
from console import fail, run, succeed

from kerasdigits.cli import COMMANDS, main

pytestmark = pytest.mark.each_backend


def list_commands() -> list[tuple[str, ...]]:
    """The words of each command, those of several commands with each of theirs."""
    found = []
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        found.append((name,))
        found += [(name, each) for each in getattr(command, "commands", ())]
    return found


class TestHelp:
    def test_the_table_of_commands_is_that_of_the_modules(self):
        for name, summary in COMMANDS.items():
            command = main.get_command(click.Context(main), name)
            assert command.name == name
            assert command.help
            assert summary in run("--help").stdout

    @pytest.mark.parametrize("name", COMMANDS)
    def test_each_command_has_help(self, name):
        assert "Usage:" in succeed(name, "--help").stdout

    @pytest.mark.parametrize("words", list_commands())
    def test_each_command_shows_an_example_of_itself(self, words):
        shown = succeed(*words, "--help").stdout
        assert f"\n    kerasdigits {' '.join(words)}" in shown.partition("Example")[2]

    @pytest.mark.parametrize("name", ["lesson", "practice"])
    def test_what_a_command_of_several_does_is_told_whole_and_in_its_order(self, name, monkeypatch):
        monkeypatch.setenv("COLUMNS", "80")
        shown = succeed(name, "--help").stdout
        group = main.get_command(click.Context(main), name)
        places = [shown.index(f"\n  {each} ") for each in group.commands]
        assert places == sorted(places)
        for command in group.commands.values():
            first = " ".join(command.help.partition("\n\n")[0].split())
            assert first in " ".join(shown.split())

    @pytest.mark.parametrize("words", [(), ("lesson",)])
    def test_without_a_command_the_help_is_shown(self, words):
        result = run(*words)
        assert result.exit_code == 2
        assert result.output.startswith("Usage: ") and "Error" not in result.output

    def test_an_unknown_command_is_a_usage_error(self):
        assert "No such command" in fail("fti", exit_code=2)


def test_serve_refuses_a_folder_without_a_page(tmp_path):
    assert "index.html" in fail("serve", tmp_path, "--port", 0)
