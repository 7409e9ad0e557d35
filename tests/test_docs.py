"""What the documents say is there is there: commands, options, files, markers."""

import importlib.util
import re
import shlex
from pathlib import Path

import click
import pytest

from kerasdigits.cli import COMMANDS, main
from kerasdigits.lessons.course.changes import read_change
from kerasdigits.lessons.course.registry import LESSONS, SCENES, find_lesson

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/compatibility.md",
    "docs/course.md",
    "docs/distribution.md",
    "docs/export.md",
    "docs/folders.md",
    "docs/from-tensorflowjs-converter.md",
    "docs/keras-coverage.md",
    "docs/numbers.md",
    "docs/page.md",
    "docs/page/README.md",
    "docs/records.md",
    "docs/teaching.md",
    "docs/tfjs-faults.md",
    "docs/training.md",
    "docs/trust.md",
    "docs/tree.md",
)


def read_commands(text: str) -> list[str]:
    """The `kerasdigits ...` lines of the code blocks."""
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("kerasd")]


def read_help_examples() -> list[str]:
    """The examples in the help of each command."""
    found = []
    for name in COMMANDS:
        epilog = main.get_command(click.Context(main), name).epilog or ""
        lines = map(str.strip, epilog.splitlines())
        found += [line for line in lines if line.startswith("kerasdigits ")]
    return found


def read_all_commands() -> list[str]:
    """The commands of all documents."""
    return [line for name in DOCUMENTS for line in read_commands((ROOT / name).read_text())]


@pytest.mark.parametrize("line", [*read_all_commands(), *read_help_examples()])
def test_a_documented_command_parses(line):
    command, arguments = main, shlex.split(line, comments=True)[1:]
    while isinstance(command, click.Group):
        name, *arguments = arguments
        command = command.get_command(click.Context(command), name)
        assert command is not None, f"there is no command {name}"
    context = command.make_context(name, arguments)
    for change in context.params.get("changes", ()):
        constant, _ = read_change(change)
        lesson = find_lesson(context.params["names"][0])
        assert re.search(rf"^{constant} = ", lesson.path.read_text(), re.MULTILINE), constant


def test_the_readme_is_read_in_one_sitting():
    assert len(README.splitlines()) <= 110


def test_the_table_of_commands_is_complete():
    listed = re.findall(r"^\| `kerasdigits ([a-z-]+)", README, re.MULTILINE)
    assert listed == list(COMMANDS)


def read_tree() -> list[Path]:
    """The paths of the annotated tree, from its indentation."""
    block = (ROOT / "docs/tree.md").read_text().split("```text\n")[1].split("```")[0]
    paths, folder = [], Path()
    for line in block.splitlines():
        name = line.split()[0]
        path = folder / name if line.startswith("  ") else Path(name)
        if not line.startswith("  "):
            folder = Path(name)
        paths.append(path)
    return paths


def test_the_tree_shows_what_is_there_and_all_of_the_package():
    tree = read_tree()
    for path in tree:
        assert (ROOT / path).exists(), path
    package = ROOT / "kerasdigits"
    expected = {
        path.relative_to(ROOT)
        for path in package.iterdir()
        if path.name not in ("__init__.py", "__main__.py", "__pycache__", "py.typed")
    }
    assert {path for path in tree if path.parts[0] == "kerasdigits" and len(path.parts) > 1} == (
        expected
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_paths_lead_somewhere(document):
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert "://" in target or ((ROOT / document).parent / target).exists(), target
    for path in re.findall(r"`((?:kerasdigits|web/src|tests|benchmarks|docs)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


def test_make_targets_that_are_documented_exist():
    makefile = (ROOT / "Makefile").read_text()
    for document in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\bmake ([a-z][a-z-]+)", (ROOT / document).read_text()):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_table_of_layers_is_that_of_the_code():
    script = ROOT / "docs/make_layer_table.py"
    make_layer_table = importlib.util.module_from_spec(
        spec := importlib.util.spec_from_file_location("make_layer_table", script)
    )
    spec.loader.exec_module(make_layer_table)
    text = make_layer_table.PAGE.read_text()
    assert text.count("\n| `") > 100
    assert text == make_layer_table.write_page(text), "run python docs/make_layer_table.py"


def test_every_known_fault_names_tests_that_there_are():
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    table = re.findall(r"^\| .*\|$", (ROOT / "docs/tfjs-faults.md").read_text(), re.MULTILINE)
    named = {name for row in table for name in re.findall(r"`([^`]+)`", row.split("|")[-2])}
    assert len(named) > 30
    assert not {name for name in named if name.isidentifier() and name not in tests}


def test_every_lesson_that_the_page_names_is_one():
    sources = "".join(path.read_text() for path in (ROOT / "web/src").rglob("*.ts"))
    named = set(re.findall(r'makeLessonLink\("([^"]+)"', sources))
    assert len(named) >= 5
    assert named <= {lesson.name for lesson in LESSONS}


def test_every_scene_that_a_lesson_names_is_on_the_page():
    page = (ROOT / "web/index.html").read_text()
    named = {lesson.scene for lesson in LESSONS if lesson.scene}
    assert named == set(SCENES)
    for scene, title in SCENES.items():
        assert re.search(rf'<h2 id="{scene}-title"[^>]*>{title}</h2>', page)


def test_the_plans_for_teachers_name_lessons_and_the_longest_all_of_them():
    plans = (ROOT / "docs/teaching.md").read_text().split("\n## Plans\n")[1].split("\n## ")[0]
    *_, longest = plans.split("\n**")
    known = [lesson.name for lesson in LESSONS]
    rows = re.findall(r"^\| \d+ \| (.*?) \|", plans, re.MULTILINE)
    assert len(rows) == 4 + 8 + 13
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} <= set(known)
    assert re.findall(r"`([\w-]+)`", longest.partition("| 1 |")[2]) == known


def test_the_documentation_site_leads_to_every_document():
    index = (ROOT / "release/docs/index.md").read_text()
    for document in DOCUMENTS:
        assert document.removesuffix(".md") in index.replace("<", " ").replace(">", " "), document
