"""`kerasdigits lesson`: the course on the terminal, and the folder that a run leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from console import fail, list_files, succeed

from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS

NAME = "loss-functions"


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
        assert "mean(abs(x - m))" in shown
        assert "##" not in shown
        assert "kerasdigits lesson run pixel-similarity" in shown

    def test_a_wrong_name_is_one_line_with_the_nearest(self):
        line = fail("lesson", "show", "pixel-similarty")
        assert "Did you mean pixel-similarity" in line
        assert "There is no lesson or chapter" in fail("lesson", "run", "chapter-nine")
        assert "lesson list" in fail("lesson", "show", "zzz")


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

    def test_for_a_person_figures_references_tables_and_claims_are_printed(self, out):
        arguments = ("--quick", "--data", "embedded", "--out", out)
        shown = succeed("lesson", "run", NAME, *arguments, "-q").stdout
        for words in ("0.4333 agrees", "cross-entropy", "The source claims", "What is true"):
            assert words in shown


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
