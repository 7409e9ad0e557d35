"""The examples of the documents and of `--help`, and what makes each of them quick to run."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from command_pages import read_commands

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(bash|python|javascript)\n(.*?)^```", re.DOTALL | re.MULTILINE)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Lines that stay as they are, and why.
NOT_RUN = {
    "make demo": "sets a checkout up; tests/release runs the demo of the wheel",
    "make ": "sets a checkout up; that the target is there is tested",
    "pip install 'kerasdigits[ray]'": "installs packages",
    "--ray": "needs a Ray cluster; tests/training has one of Ray's own",
    "kerasdigits lesson run all": "minutes; tests/lessons runs every lesson so",
    "fish_source": "is fish's language",
    "--budget 60s": "needs a machine that nobody else uses; tests/training runs budgets",
}
# What a line gets that has not said otherwise: less work on what is built in, and no window.
_QUICKER = {
    "demo": ["--data digits", "--epochs 1", "--no-open"],
    "fit": ["--epochs 1"],
    "lesson run": ["--quick", "--data embedded"],
    "recipe": ["--quick"],
    "sweep": ["--epochs 1"],
}
_SETS_EPOCHS = ("--resume", "--cycles")


@dataclass(frozen=True)
class Example:
    """A block of code that a reader may type or copy.

    Attributes:
        name: Where it stands.
        language: `bash`, `python` or `javascript`.
        text: What stands there.
    """

    name: str
    language: str
    text: str


def read_examples() -> list[Example]:
    """Read the blocks of the documents, each a sequence of lines, and the lines of `--help`."""
    found = []
    for path in DOCUMENTS:
        for number, block in enumerate(_BLOCK.findall(path.read_text()), 1):
            found.append(Example(f"{path.relative_to(ROOT)}-{number}", *block))
    for page in read_commands():
        for note in page.notes:
            if note.title == "Examples":
                found += [Example(line, "bash", line) for line in note.text.splitlines()]
    return found


def say_why_not(line: str) -> str:
    """Tell why a line is not run; empty if it is."""
    return next((reason for words, reason in NOT_RUN.items() if words in line), "")


def quicken(line: str) -> str:
    """Give a command the options that make it quick, where it has not chosen for itself."""
    words = line
    for command, options in _QUICKER.items():
        if not words.startswith(f"kerasdigits {command}"):
            continue
        for option in options:
            name = option.split()[0]
            chosen = name in words or (
                name == "--epochs" and any(other in words for other in _SETS_EPOCHS)
            )
            if not chosen:
                code, comment, rest = words.partition("  #")
                words = f"{code} {option}{comment}{rest}"
    return words


def name_outputs(line: str) -> set[str]:
    """Name what a line writes: a reader need not have it."""
    words = shlex.split(line, comments=True)
    written = {words[place + 1] for place, word in enumerate(words) if word in ("--out", "--csv")}
    if "--resume" in words:
        written.clear()
    plain = [word for word in words[2:] if not word.startswith("-")]
    if words[1:2] in (["export"], ["import"]):
        written |= {word for word in words[3:4] if not word.startswith("-")}
    if words[1:2] == ["site"]:
        written |= {plain[0]}
    return written
