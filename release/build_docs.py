"""Build the documentation site: `python release/build_docs.py DEST [--lessons FOLDER]`.

It is made of README.md and its like, `docs/`, a page for each command (asked of Click), the
docstrings of what is public, and the course's reports if they are given: what `kerasdigits lesson
run all --quick --data embedded --out FOLDER` wrote. Every warning is an error, a link that leads
nowhere too. Nothing is fetched, neither now nor by a reader's browser.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from command_markdown import escape, write_markdown
from command_pages import read_commands

from kerasdigits.errors import SiteError
from kerasdigits.files import replacing_folder
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS

HERE = Path(__file__).with_name("docs")
ROOT = HERE.parents[1]


def stage(folder: Path, lessons: Path | None) -> None:
    """Lay the sources out as they lie in the repository, so that their links hold.

    Args:
        folder: Where to.
        lessons: The course's reports; None leaves them out.
    """
    for name in ("conf.py", "index.md", "api.md", "static"):
        copy = shutil.copytree if (HERE / name).is_dir() else shutil.copyfile
        copy(HERE / name, folder / name)
    for file in (*ROOT.glob("*.md"), ROOT / "LICENSE"):
        shutil.copyfile(file, folder / file.name)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.py"))
    _write_commands(folder / "commands")
    (folder / "extra").mkdir()
    reports = _copy_reports(lessons, folder / "extra" / "lessons") if lessons else []
    (folder / "lessons.md").write_text(_list_lessons(reports), encoding="utf-8")


def _write_commands(folder: Path) -> None:
    folder.mkdir()
    names = []
    rows = "| command | what it does |\n|---|---|\n"
    for page in read_commands().parts:
        names.append(page.path.partition(" ")[2])
        (folder / f"{names[-1]}.md").write_text(write_markdown(page), encoding="utf-8")
        rows += f"| [`{names[-1]}`]({names[-1]}.md) | {escape(page.summary)} |\n"
    toctree = "```{toctree}\n:hidden:\n" + "\n".join(names) + "\n```\n"
    (folder / "index.md").write_text(f"# The commands\n\n{rows}\n{toctree}", encoding="utf-8")


def _copy_reports(lessons: Path, destination: Path) -> list[str]:
    """Copy the reports with their index and glossary, and name the lessons that have one."""
    reports = sorted(lessons.glob("*/report.html"))
    if not reports:
        raise SiteError(
            "There are no reports in the folder",
            received=lessons,
            remedy="Write them: kerasdigits lesson run all --quick --data embedded --out FOLDER",
        )
    for file in (*lessons.glob("*.html"), *reports):
        copy = destination / file.relative_to(lessons)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return [report.parent.name for report in reports]


def _list_lessons(reports: list[str]) -> str:
    """Write the page of the lessons; the reports that it links are no pages of Sphinx's."""
    lines = ["# The lessons", ""]
    if reports:
        lines += [
            "The reports are those of quick runs on built-in data: `kerasdigits lesson run",
            "all --quick --data embedded`. Without these options you run them on all of MNIST.",
            'Beside them: <a href="lessons/glossary.html">the glossary</a>.',
            "",
        ]
    for chapter in CHAPTERS:
        lines += [f"## {chapter.number}. {chapter.title}", ""]
        for lesson in (one for one in LESSONS if one.chapter == chapter.number):
            title = lesson.title
            if lesson.name in reports:
                title = f'<a href="lessons/{lesson.name}/report.html">{title}</a>'
            lines.append(f"- {title} (`kerasdigits lesson run {lesson.name}`)")
        lines.append("")
    return "\n".join(lines)


def build(destination: Path, lessons: Path | None = None) -> None:
    """Build the site into a folder, which is replaced.

    Args:
        destination: The folder.
        lessons: The course's reports; None leaves them out.

    Raises:
        SiteError: There are no reports in `lessons`, or Sphinx has something to say.
    """
    with tempfile.TemporaryDirectory() as temporary, replacing_folder(destination) as made:
        source, cache = Path(temporary, "source"), Path(temporary, "cache")
        source.mkdir()
        stage(source, lessons)
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going"]
        done = subprocess.run([*command, "-d", str(cache), str(source), str(made)], check=False)
        if done.returncode:
            raise SiteError(
                "Sphinx warned", received="what stands above", remedy="Mend what it names"
            )
        (made / ".buildinfo").unlink()


@click.command()
@click.argument("destination", metavar="DEST", type=click.Path(path_type=Path))
@click.option(
    "--lessons",
    metavar="FOLDER",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Reports of the course: what lesson run all --out FOLDER wrote.",
)
def build_site(destination: Path, lessons: Path | None) -> None:
    """Build the documentation into DEST."""
    try:
        build(destination, lessons)
    except SiteError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Open {destination / 'index.html'}")


if __name__ == "__main__":
    build_site()
