"""The house stands as the design drew it: floors, no circles, one idea a file."""

import ast
import re
import textwrap
from pathlib import Path

import pytest
from imports import PACKAGE, find_circles, find_loaded, read_imports

from kerasdigits.lessons.course import registry

# From the top; a file imports only from floors below its own, and from its own room.
FLOORS = (
    {"__main__"},
    {"entry"},
    {"cli"},
    {"commands"},
    {"practice"},
    {"api", "doctor", "lessons"},
    {"run"},
    {"publishing"},
    {"training", "autodiff"},
    {"models", "runs", "site"},
    {"backend", "data"},
    {"tfjs", "plots"},
    {"files", "loopback", "schemas", "upgrade", "web_files", "zip_member"},
    {"errors", "version", "deferred"},
)
# What is imported where it is used, and why: the rest of the package is imported at the top.
HEAVY = {
    "keras": "takes a second, and reads the choice of a backend when it is imported",
    "tensorflow": "takes seconds, and is only one of the backends",
    "jax": "takes half a second, and is only one of the backends",
    "torch": "takes seconds, and need not be installed",
    "google.protobuf": "comes with TensorFlow, and is needed by SavedModels only",
    "h5py": "is read by legacy files only",
    "pyfive": "takes 0.06 s, and is needed by Keras's files only",
    "IPython": "is where a notebook runs, and need not be installed",
    "huggingface_hub": "need not be installed",
    "keras_hub": "need not be installed",
    "numpy": "takes 0.1 s, of the 0.15 s in which `--help` answers",
    "scipy": "takes 0.2 s",
    "sklearn": "takes a second",
    "matplotlib": "takes half a second",
    "PIL": "is needed by pictures only",
    "playwright": "need not be installed",
    "ray": "need not be installed",
    "pooch": "is needed by downloads only",
    "requests": "is needed by downloads only",
    "tqdm": "is needed by downloads only",
    "rich": "takes 0.05 s, of the 0.15 s in which `--help` answers",
    "jinja2": "is needed by reports only",
    "latex2mathml": "imports importlib.metadata, and is needed by formulas only",
    "importlib.metadata": "takes 0.02 s, and is needed by the choice of a backend only",
}
# Rooms of ours that are light, and late all the same.
LATE = {
    "kerasdigits.commands.console.usage": "who types what is right, or `--help`, does without it",
    "kerasdigits.cli": "Ctrl-C is to be heard before it is loaded",
    "kerasdigits.api": "the command line, which `--help` starts, does without it",
    "kerasdigits.tfjs.proof.read_folder": "NumPy comes with its room, and `--help` does without",
}
IMPORTS = read_imports()
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
CHAPTERS = {chapter.name for chapter in registry.CHAPTERS}
PACKAGES = sorted(path for path in PACKAGE.rglob("__init__.py"))


def name_file(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def find_room(module: str) -> str:
    """The room of a module of the package: `kerasdigits.data.mnist` is in `data`."""
    return module.split(".")[1] if "." in module else ""


def is_heavy(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in HEAVY)


def test_no_files_import_each_other_over_however_many_steps():
    ours = [one for one in IMPORTS if one.target.startswith("kerasdigits")]
    assert len(ours) > 500
    assert find_circles(ours) == []


@pytest.mark.parametrize(
    "line",
    [
        "from package import first",
        "from . import first",
        "import package.first",
        "def call():\n    from package.first import name",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from package.first import name",
    ],
    ids=["top", "relative", "whole", "inside", "types"],
)
def test_a_circle_is_found_however_it_is_imported(line, tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "first.py").write_text("from package.second import call\nname = 1\n")
    (package / "second.py").write_text("from package.third import call\n")
    (package / "third.py").write_text(f"{line}\n")
    circle = {"package.first", "package.second", "package.third"}
    assert find_circles(read_imports(package)) == [circle]
    (package / "third.py").write_text("def call(): pass\n")
    assert find_circles(read_imports(package)) == []


def test_what_is_imported_inside_a_function_is_heavy_or_loads_something_heavy():
    for one in IMPORTS:
        if one.inside and one.target not in LATE:
            loaded = find_loaded(one.target, IMPORTS)
            assert any(is_heavy(module) for module in loaded), (
                f"{one.importer}, line {one.line}: import {one.target} at the top"
            )


def test_each_heavy_library_is_kept_out_by_an_import_inside_a_function():
    late = {module for one in IMPORTS if one.inside for module in find_loaded(one.target, IMPORTS)}
    for name in HEAVY:
        assert any(target == name or target.startswith(f"{name}.") for target in late), name


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_a_file_imports_only_from_floors_below_its_own(path):
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    own = find_room(module)
    for one in IMPORTS:
        if one.importer == module.removesuffix(".__init__"):
            room = find_room(one.target) if one.target.startswith("kerasdigits.") else own
            assert room == own or floor[room] > floor[own], f"{one.target} is not below {own}"


def test_the_exporter_knows_nothing_of_digits():
    rooms = {
        find_room(one.target)
        for one in IMPORTS
        if find_room(one.importer) == "tfjs" and one.target.startswith("kerasdigits.")
    }
    assert rooms <= {
        "tfjs",
        "deferred",
        "errors",
        "files",
        "loopback",
        "upgrade",
        "version",
        "web_files",
    }


def test_only_its_command_and_its_exercises_use_the_course():
    users = {
        one.importer
        for one in IMPORTS
        if one.target.startswith("kerasdigits.lessons") and find_room(one.importer) != "lessons"
    }
    practice = {"kerasdigits.practice.exercise", "kerasdigits.practice.start"}
    assert users == {"kerasdigits.commands.lesson", *practice}


def test_the_lab_is_for_lessons_and_the_machinery_of_the_course_does_without():
    for one in IMPORTS:
        if one.target.startswith("kerasdigits.lessons.lab"):
            assert one.importer.startswith("kerasdigits.lessons.")
            assert not one.importer.startswith("kerasdigits.lessons.course")


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_a_file_is_one_idea_with_a_sentence_that_says_it(path):
    source = path.read_text()
    assert ast.get_docstring(ast.parse(source)), "no docstring"
    if not path.is_relative_to(PACKAGE / "lessons"):  # a tutorial is as long as it takes
        assert source.count("\n") <= 350, "too long"


@pytest.mark.parametrize("path", PACKAGES, ids=name_file)
def test_a_package_says_of_each_of_its_files_what_it_is(path):
    text = ast.get_docstring(ast.parse(path.read_text()), clean=False) or ""
    listed = dict(re.findall(r"^ *([\w.]+/?) {2,}(\S.*)$", text, re.MULTILINE))
    there = {
        f"{item.name}/" if item.is_dir() else item.name
        for item in path.parent.iterdir()
        if item.name not in ("__init__.py", "__main__.py", "__pycache__", "py.typed", "web")
    }
    if path.parent.name in CHAPTERS:  # a lesson is listed with the two files beside it
        there = {name for name in there if not name.endswith((".toml", "_plots.py", "_checks.py"))}
    assert set(listed) == there, textwrap.shorten(f"{path}: {set(listed) ^ there}", 500)
    assert all(len(what) > 10 for what in listed.values())


def test_no_two_files_of_tests_have_one_name():
    """Pytest imports them by it."""
    names = [path.name for path in (PACKAGE.parent / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
