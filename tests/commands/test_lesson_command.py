"""`kerasdigits lesson`: the course on the terminal, and the folder that a run leaves."""

import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import nbformat
import pytest
from console import fail, list_files, run, succeed

from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, find_lesson

NAME = "loss-functions"
QUICK = ("--quick", "--data", "embedded")


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """One lesson, run once by the command."""
    folder = tmp_path_factory.mktemp("lessons") / "out"
    succeed("lesson", "run", NAME, "--quick", "--data", "embedded", "--out", folder, "--json", "-q")
    return folder


class TestWithoutKeras:
    def test_listing_showing_and_explaining_import_no_keras(self):
        code = (
            "import sys; from click.testing import CliRunner; from kerasdigits.cli import main\n"
            "for words in (['list'], ['show', 'pixel-similarity'], ['glossary'],"
            " ['glossary', 'loss'], ['--help'], ['run', '--help']):\n"
            "    result = CliRunner().invoke(main, ['lesson', *words])\n"
            "    assert result.exit_code == 0, result.output\n"
            "heavy = {'keras', 'tensorflow', 'jax', 'torch', 'matplotlib', 'sklearn', 'scipy'}\n"
            "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def test_the_list_names_every_lesson_under_its_chapter(self):
        shown = succeed("lesson", "list").stdout
        listed = json.loads(succeed("lesson", "list", "--json").stdout)
        assert [entry["name"] for entry in listed["lessons"]] == [one.name for one in LESSONS]
        assert [entry["title"] for entry in listed["chapters"]] == [one.title for one in CHAPTERS]
        for lesson in LESSONS:
            assert lesson.name in shown

    def test_show_renders_the_text_of_the_docstring(self):
        shown = succeed("lesson", "show", "pixel_similarity").stdout
        assert "The idea" in shown
        assert "distances_l1" in shown  # its code
        assert "##" not in shown
        assert "kerasdigits lesson run pixel-similarity" in shown

    @pytest.mark.parametrize("width", ["40", "80"])
    def test_show_breaks_no_line_of_code_and_writes_formulas_in_letters(self, width, monkeypatch):
        monkeypatch.setenv("COLUMNS", width)
        shown = succeed("lesson", "show", "gradient-descent").stdout
        lines = set(shown.splitlines())
        code = [one.content for one in find_lesson("gradient-descent").read() if one.kind == "code"]
        assert max(map(len, "\n".join(code).splitlines())) > 90
        for line in filter(None, "\n".join(code).splitlines()):
            assert f"    {line}".rstrip() in lines
        assert "a ← a − r ∂L/∂a" in shown
        assert "$" not in shown and "frac" not in shown

    def test_a_wrong_name_is_one_line_with_the_nearest(self):
        line = fail("lesson", "show", "pixel-similarty")
        assert "Did you mean pixel-similarity" in line
        assert "There is no lesson or chapter" in fail("lesson", "run", "chapter-nine")
        assert "lesson list" in fail("lesson", "show", "zzz")

    def test_show_of_a_chapter_says_what_each_of_its_lessons_is_about(self):
        shown = succeed("lesson", "show", "baselines").stdout
        assert "Pixel similarity" in shown
        assert "Loss functions" in shown
        assert "kerasdigits lesson show pixel-similarity" in shown


class TestRun:
    def test_a_run_leaves_one_folder_and_an_index_that_links_to_it(self, out):
        files = list_files(out)
        assert {"index.html", NAME, f"{NAME}/report.html", f"{NAME}/result.json"} <= set(files)
        assert not [name for name in files if "tmp" in name]
        index = (out / "index.html").read_text()
        assert f'href="{NAME}/report.html"' in index
        others = [lesson.name for lesson in LESSONS if lesson.name != NAME]
        assert all(f"kerasdigits lesson run {name}" in index for name in others)

    def test_the_printed_json_is_what_the_file_holds(self, out, tmp_path):
        arguments = ("--quick", "--data", "embedded", "--out", tmp_path / "o", "--seed", 7)
        printed = json.loads(succeed("lesson", "run", NAME, *arguments, "--json", "-q").stdout)
        (result,) = printed["lessons"]
        assert result == json.loads((tmp_path / "o" / NAME / "result.json").read_text())
        assert result["configuration"]["seed"] == 7
        other = json.loads((out / NAME / "result.json").read_text())
        assert other["numbers"]["mean_time"] == result["numbers"]["mean_time"]

    def test_running_again_replaces_its_own_folder_and_leaves_what_else_is_there(self, out):
        (out / NAME / "stale.png").write_text("old")
        (out / "notes.txt").write_text("mine")
        succeed("lesson", "run", NAME, "--quick", "--data", "embedded", "--out", out, "-q")
        assert not (out / NAME / "stale.png").exists()
        assert (out / "notes.txt").read_text() == "mine"

    def test_a_folder_that_no_lesson_wrote_is_never_replaced(self, tmp_path):
        (tmp_path / NAME).mkdir()
        (tmp_path / NAME / "thesis.txt").write_text("years of work")
        line = fail("lesson", "run", NAME, "--quick", "--data", "embedded", "--out", tmp_path)
        assert "was not written by a lesson" in line
        assert list_files(tmp_path) == [NAME, f"{NAME}/thesis.txt"]

    @pytest.mark.slow
    def test_lessons_in_processes_give_what_they_give_in_turn_and_one_that_fails_stops_none(
        self, tmp_path
    ):
        """The digits are damaged, so that the one lesson of the two that reads them fails."""
        (tmp_path / "mnist.npz").write_bytes(b"no archive")
        names = ("pixel-similarity", "gradient-descent")
        arguments = ("lesson", "run", *names, "--quick", "--data-dir", tmp_path, "--json")
        told = []
        for jobs in (2, 1):
            command = ("-m", "kerasdigits", *arguments, "--out", tmp_path / str(jobs), "--jobs")
            # JAX is imported sooner.
            command = (sys.executable, *command, str(jobs), "--backend", "jax")
            result = subprocess.run(command, capture_output=True, text=True)
            assert result.returncode == 1
            assert "Error: 1 of 2 lessons failed. Received: pixel-similarity" in result.stderr
            assert "pixel-similarity failed: " in result.stderr
            notes = result.stderr.splitlines()
            told.append([line for line in notes if line.startswith("gradient-descent")])
            shown = json.loads(result.stdout)
            assert list(shown["failed"]) == ["pixel-similarity"]
            assert [one["lesson"] for one in shown["lessons"]] == ["gradient-descent"]
        assert told[0] == told[1]
        ours, theirs = (
            json.loads((tmp_path / jobs / names[1] / "result.json").read_text()) for jobs in "21"
        )
        assert ours | {"seconds": 0} == theirs | {"seconds": 0}
        pages = [(tmp_path / jobs / "index.html").read_text() for jobs in "21"]
        ours, theirs = (re.sub(r"[\d.]+&nbsp;s<", "s<", page) for page in pages)
        assert ours == theirs

    def test_real_data_that_are_not_there_are_one_line_and_auto_takes_the_embedded(self, tmp_path):
        (tmp_path / "mnist.npz").write_bytes(b"no archive")
        arguments = ("lesson", "run", "pixel-similarity", "--quick", "--out", tmp_path / "o", "-q")
        line = fail(*arguments, "--data", "auto", "--data-dir", tmp_path)
        assert "mnist.npz" in line  # a damaged file is said, not passed over
        assert not (tmp_path / "o").exists()
        result = json.loads(succeed(*arguments, "--json").stdout)["lessons"][0]
        assert {data["name"] for data in result["data"]} == {"digits", "digits-3-7"}
        references = [one for n in result["numbers"].values() for one in n["references"]]
        assert references
        assert not [one for one in references if "fastbook" in one["source"]]

    def test_for_a_person_the_storys_last_line_comes_first_and_little_else(self, out, monkeypatch):
        opened = []
        monkeypatch.setattr("webbrowser.open", opened.append)
        arguments = ("--quick", "--data", "embedded", "--out", out, "-q", "--open")
        shown = succeed("lesson", "run", NAME, *arguments).stdout
        story = json.loads((out / NAME / "result.json").read_text())["story"]
        assert shown.startswith(re.sub("[`*$]", "", story["last"]))
        assert "published numbers agree" in shown
        assert len(shown) < 1200
        assert opened == [(out / NAME / "report.html").resolve().as_uri()]

    def test_a_constant_is_changed_for_one_run_and_nothing_published_is_held_against_it(
        self, tmp_path
    ):
        def run(*changes: str) -> dict:
            arguments = ("gradient-descent", *changes, "--quick", "--out", tmp_path, "--json", "-q")
            return json.loads(succeed("lesson", "run", *arguments).stdout)["lessons"][0]

        changed = run("--set", "BOOKS_START=(0, 0, 0)")
        assert changed["configuration"]["changes"] == {"BOOKS_START": [0, 0, 0]}
        assert not any(number["references"] for number in changed["numbers"].values())
        report = (tmp_path / "gradient-descent" / "report.html").read_text()
        assert "Changed for this run" in report
        assert "kerasdigits practice start gradient-descent" in report
        assert all(hole in report for hole in ("mse_gradient", "descend"))
        plain = run()
        assert plain["numbers"]["loss_first"] != changed["numbers"]["loss_first"]
        assert any(number["references"] for number in plain["numbers"].values())

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ("BOOKS_STAR=(0, 0, 0)", "Change one of these: BOOKS_START"),
            ("BOOKS_START=3", "another kind, like (-0.7658"),
            ("BOOKS_START", "NAME=VALUE"),
        ],
    )
    def test_a_change_that_does_not_fit_is_one_line(self, change, words, tmp_path):
        line = fail("lesson", "run", "gradient-descent", "--set", change, "--out", tmp_path / "o")
        assert words in line
        assert not (tmp_path / "o").exists()

    def test_a_change_is_of_one_lesson(self, tmp_path):
        assert "one lesson" in fail("lesson", "run", "1", "--set", "A=1", "--out", tmp_path / "o")


class TestPages:
    def test_who_stops_a_lesson_finds_those_before_it_in_the_index(self, tmp_path, monkeypatch):
        from kerasdigits.lessons.descent import gradient_descent

        def stop(context):
            raise KeyboardInterrupt

        monkeypatch.setattr(gradient_descent, "run", stop)
        arguments = ("lesson", "run", NAME, "gradient-descent", *QUICK, "--out", tmp_path / "o")
        stopped = run(*arguments, "-q")
        assert stopped.exit_code != 0
        assert f'href="{NAME}/report.html"' in (tmp_path / "o" / "index.html").read_text()
        assert not (tmp_path / "o" / "gradient-descent").exists()

    def test_every_link_of_every_page_leads_to_something(self, out):
        succeed("lesson", "run", "pixel-similarity", *QUICK, "--out", out, "-q")
        pages = {path: path.read_text() for path in out.rglob("*.html")}
        assert len(pages) == 4  # two reports, the index, the glossary
        links = [
            (path, *address.partition("#")[::2])
            for path, text in pages.items()
            for address in re.findall(r'href="([^"]+)"', text)
            if not address.startswith("https:")
        ]
        assert len(links) > 100
        for path, file, anchor in links:
            target = (path.parent / file).resolve() if file else path
            assert target in pages, (path, file)
            assert not anchor or f'id="{anchor}"' in pages[target], (path, file, anchor)
        # The report that was there before learned of its new neighbour.
        assert "../pixel-similarity/report.html" in pages[out / NAME / "report.html"]


class TestNotebook:
    def test_a_notebook_has_the_lessons_cells_and_its_code_runs(self, tmp_path, monkeypatch):
        path = tmp_path / "lesson.ipynb"
        succeed("lesson", "export", "gradient-descent", "--out", path)
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert notebook.cells[0].source.startswith("# Gradient descent")
        shown = []
        display = types.SimpleNamespace(
            Image=bytes, Markdown=str, display=lambda *a: shown.extend(a)
        )
        monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(display=display))
        monkeypatch.setitem(sys.modules, "IPython.display", display)
        names: dict = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                exec(cell.source, names)
        assert sum(isinstance(one, bytes) for one in shown) == 2
        assert any("The plateau is not the floor" in one for one in shown if isinstance(one, str))

    def test_a_notebook_that_is_there_is_not_replaced(self, tmp_path):
        (tmp_path / "mine.ipynb").write_text("my work")
        line = fail("lesson", "export", NAME, "--notebook", "--out", tmp_path / "mine.ipynb")
        assert "exists already" in line
        assert (tmp_path / "mine.ipynb").read_text() == "my work"


class TestGlossary:
    def test_a_term_is_explained_with_its_lesson(self):
        shown = succeed("lesson", "glossary", "Cross Entropy").stdout
        assert "cross-entropy" in shown.lower()
        assert "kerasdigits lesson show" in shown

    def test_a_term_that_is_not_there_gets_the_nearest(self):
        assert "learning rate" in fail("lesson", "glossary", "lerning rate")

    def test_without_a_term_all_are_listed(self):
        assert len(succeed("lesson", "glossary").stdout.splitlines()) >= 50


@pytest.mark.reference
@pytest.mark.timeout(600)
def test_the_whole_course_runs_quickly_on_what_is_embedded_without_a_network(tmp_path):
    environment = {
        **os.environ,
        "https_proxy": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    environment.pop("KERASDIGITS_DATA", None)
    arguments = ("--quick", "--data", "embedded", "--out", tmp_path / "o", "--json", "-q")
    done = subprocess.run(
        [sys.executable, "-m", "kerasdigits", "lesson", "run", "all", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["lessons"]
    assert [result["lesson"] for result in results] == [lesson.name for lesson in LESSONS]
    for result in results:
        print(f"{result['lesson']}: {result['seconds']} s")
        assert result["seconds"] < 60
    assert sum(result["seconds"] for result in results) < 240
