"""Every command says what it does, and the short table of them is true."""

import click
import pytest
from console import fail, run, succeed

from kerasdigits.cli import COMMANDS, main

pytestmark = pytest.mark.each_backend


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

    def test_an_unknown_command_is_a_usage_error(self):
        assert "No such command" in fail("fti", exit_code=2)


def test_serve_refuses_a_folder_without_a_page(tmp_path):
    assert "index.html" in fail("serve", tmp_path, "--port", 0)
