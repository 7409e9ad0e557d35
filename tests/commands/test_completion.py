"""TAB offers what is here: lessons, data, models, runs and exported models."""

from click.shell_completion import ShellComplete

from kerasdigits.cli import main
from kerasdigits.data import NAMES
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS
from kerasdigits.models.registry import ARCHITECTURES


def offer(*typed):
    *arguments, last = typed
    completion = ShellComplete(main, {}, "kerasdigits", "_KERASDIGITS_COMPLETE")
    return completion.get_completions(list(arguments), last)


def names(*typed):
    return [item.value for item in offer(*typed)]


def test_lessons_and_chapters_are_offered_with_their_titles():
    found = {item.value: item.help for item in offer("lesson", "run", "gradient-")}
    expected = {one.name: one.title for one in LESSONS if one.name.startswith("gradient-")}
    assert found == expected
    assert len(names("lesson", "show", "")) == len(LESSONS) + len(CHAPTERS)


def test_data_sets_and_architectures_are_offered_and_files_where_none_fits():
    assert names("fit", "--data", "") == list(NAMES)
    assert names("fit", "--model", "") == list(ARCHITECTURES)
    (own,) = offer("fit", "--model", "mine.py")
    assert own.type == "file"


def test_runs_and_exported_models_are_those_of_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for file in (
        *("runs/b/run.json", "runs/a/run.json", "runs/.a.new/run.json", "runs/not/other"),
        "web/models/m/model.json",
    ):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
    for command in ("evaluate", "export", "predict"):
        assert names(command, "") == ["runs/a", "runs/b"]
    for command in ("check", "import"):
        assert names(command, "web") == ["web/models/m"]
    assert [item.type for item in offer("evaluate", "elsewhere/")] == ["file"]
