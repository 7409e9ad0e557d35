"""An exercise as it stands in its files, read without running it; and the list of them all.

NAME.py is the lesson's exercise, solved. What a learner is to write stands between two markers,
which are those of nbgrader:

    def mnist_loss(predictions, targets):
        \"\"\"...\"\"\"
        ### BEGIN SOLUTION
        return ...
        ### END SOLUTION
"""

from __future__ import annotations

import ast
import functools
import re
import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kerasdigits.errors import PracticeError, ask_if_meant, join_words
from kerasdigits.lessons.course.registry import LESSONS

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
# The line by which a learner's file says which exercise it is.
_MARK = re.compile(r"^# kerasdigits practice: ([\w-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Exercise:
    """An exercise.

    Attributes:
        path: Its solved file, `exercises/CHAPTER/NAME.py`.
    """

    path: Path

    @property
    def name(self) -> str:
        """What the command line takes: the lesson's name."""
        return self.path.stem.replace("_", "-")

    @property
    def chapter(self) -> str:
        """The name of its chapter."""
        return self.path.parent.name

    @property
    def checks_module(self) -> str:
        """The module that says how its holes are checked."""
        return f"kerasdigits.practice.exercises.{self.chapter}.{self.path.stem}_checks"

    @functools.cached_property
    def solved(self) -> str:
        """The text of the solved file."""
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def sheet(self) -> dict[str, Any]:
        """What stands in NAME.toml: the title, and of each hole its task and two hints."""
        text = self.path.with_suffix(".toml").read_text(encoding="utf-8")
        return tomllib.loads(text)

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return str(self.sheet["title"])

    @property
    def uses_keras(self) -> bool:
        """Whether its file imports Keras, which takes seconds."""
        return re.search(r"^(import|from) keras\b", self.solved, re.MULTILINE) is not None

    @functools.cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions that hold a hole, by name."""
        lines = self.solved.splitlines()
        return {
            node.name: node
            for node in ast.parse(self.solved).body
            if isinstance(node, ast.FunctionDef)
            and any(line.strip() == BEGIN for line in lines[node.lineno - 1 : node.end_lineno])
        }

    @property
    def holes(self) -> list[str]:
        """The names of the holes, in the order of the file."""
        return list(self.functions)

    def find_hole(self, name: str) -> str:
        """Find a hole by its name.

        Raises:
            PracticeError: There is none of that name; the message names those that there are.
        """
        if name in self.holes:
            return name
        raise PracticeError(
            "The exercise has no hole of that name",
            received=name,
            remedy=f"{self.name} has {join_words(self.holes)}",
        )

    def parameters(self, hole: str) -> list[str]:
        """The names of a hole's parameters."""
        return [arg.arg for arg in self.functions[hole].args.args]

    def solution(self, hole: str) -> str:
        """What a learner is to write, as it stands between the markers, without indentation."""
        lines = self.solved.splitlines()[self.functions[hole].lineno :]
        marks = [number for number, line in enumerate(lines) if line.strip() in (BEGIN, END)]
        return textwrap.dedent("\n".join(lines[marks[0] + 1 : marks[1]]))

    def hints(self, hole: str) -> list[str]:
        """The three steps of help: two sentences of the sheet, and the solution."""
        return [*self.sheet["holes"][hole]["hints"], self.solution(hole)]

    def cut(self) -> str:
        """The file as a learner gets it: what is to be written is cut out."""
        cut = re.sub(
            rf"^( *){re.escape(BEGIN)}\n.*?^ *{re.escape(END)}\n",
            r"\1# Write your code here, in place of the next line.\n\1raise NotImplementedError\n",
            self.solved,
            flags=re.MULTILINE | re.DOTALL,
        )
        return f"# kerasdigits practice: {self.name}\n{cut}"


@functools.cache
def list_exercises() -> list[Exercise]:
    """List the exercises in the order of the lessons, of which each has one."""
    return [Exercise(lesson.exercise) for lesson in LESSONS]


def find_exercise(name: str) -> Exercise:
    """Find an exercise by its name.

    Raises:
        PracticeError: There is none of that name; the message names the nearest.
    """
    folded = name.strip().lower().replace("_", "-")
    known = {exercise.name: exercise for exercise in list_exercises()}
    if folded in known:
        return known[folded]
    remedy = ask_if_meant(folded, known, 3) or "See `kerasdigits practice list`"
    raise PracticeError("There is no exercise of that name", received=name, remedy=remedy)


def recognise(source: str, stem: str) -> Exercise | None:
    """Find the exercise that a learner's file is an answer to.

    Args:
        source: Its text.
        stem: Its name without the suffix.

    Returns:
        The exercise that it names at its top, else that of its name, else the one whose holes it
        defines; None where there is none.
    """
    marked = _MARK.search(source)
    known = {exercise.name: exercise for exercise in list_exercises()}
    for name in (marked[1] if marked else "", stem.replace("_", "-")):
        if name in known:
            return known[name]
    defined = set(re.findall(r"^def (\w+)", source, re.MULTILINE))
    return next((one for one in list_exercises() if set(one.holes) <= defined), None)
