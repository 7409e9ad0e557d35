"""The man pages say what `--help` says, of every command, in a form that man(1) reads."""

import re
import shutil
import subprocess

import click
import command_pages
import man_pages
import pytest

from kerasdigits.cli import COMMANDS, main

PAGES = {page.path: page for page in command_pages.read_commands()}


def read_as_text(page: str) -> str:
    """What a reader sees: without requests and escapes, each run of spaces as one."""
    lines = [line for line in page.splitlines() if not re.match(r"\.(PP|TP|nf|fi|TH)", line)]
    shown = [line.removeprefix(".B ").removeprefix(".SH ").removeprefix("\\&") for line in lines]
    return " ".join("\n".join(shown).replace("\\-", "-").replace("\\e", "\\").split())


def test_every_command_and_every_part_of_one_has_a_page(tmp_path):
    names = {page.stem for page in man_pages.write_pages(tmp_path / "man1")}
    assert {f"kerasdigits-{name}" for name in COMMANDS} | {"kerasdigits"} <= names
    group = main.get_command(click.Context(main), "practice")
    assert {f"kerasdigits-practice-{part}" for part in group.commands} <= names


def find_command(path: str) -> click.Command:
    """Ask Click for a command by what is typed."""
    command = main
    for name in path.split()[1:]:
        command = command.get_command(click.Context(command), name)
    return command


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_all_options_the_whole_description_and_the_examples(path):
    text = read_as_text(man_pages.write_page(PAGES[path]))
    command = find_command(path)
    for option in (one for one in command.params if isinstance(one, click.Option)):
        assert all(name in text for name in option.opts), option.name
        assert " ".join((option.help or "").split()) in text
    for told in (command.help, command.epilog):
        words = (told or "").replace("\b", "").replace("Examples:", "EXAMPLES").split()
        assert all(word.rstrip(":").lower() in text.lower() for word in words)
    for line in (command.epilog or "").splitlines():
        if line.strip().startswith("kerasdigits "):
            assert " ".join(line.split()) in text


def test_what_looks_like_a_request_or_an_escape_stays_text():
    assert man_pages.escape(".npz or\n'a' is a\\b, -x") == "\\&.npz or\n\\&'a' is a\\eb, \\-x"


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_reads_all_pages_without_a_warning(tmp_path):
    pages = [str(page) for page in man_pages.write_pages(tmp_path / "man1")]
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", *pages], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
