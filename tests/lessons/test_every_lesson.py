"""Every lesson of the registry is complete: text, sources, numbers to reproduce, code, tests."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

from kerasdigits.lessons.course.changes import read_change
from kerasdigits.lessons.course.claims import Kind
from kerasdigits.lessons.course.registry import CHAPTERS, LESSONS, find_chapter

TESTS = Path(__file__).parent
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def test_every_file_in_a_chapters_folder_is_a_lesson_its_sheet_or_its_plots():
    import kerasdigits.lessons

    folder = Path(kerasdigits.lessons.__file__).parent
    found = {path for chapter in CHAPTERS for path in (folder / chapter.name).glob("[a-z]*")}
    needed = {
        path for lesson in LESSONS for path in (lesson.path, lesson.path.with_suffix(".toml"))
    }
    plots = {lesson.path.with_name(f"{lesson.path.stem}_plots.py") for lesson in LESSONS}
    assert needed <= found <= needed | plots


def test_lessons_stand_in_the_order_of_their_chapters_and_no_word_means_two_things():
    assert [lesson.chapter for lesson in LESSONS] == sorted(lesson.chapter for lesson in LESSONS)
    names = [lesson.name for lesson in LESSONS] + [chapter.name for chapter in CHAPTERS]
    assert len(set(names)) == len(names)
    assert all(find_chapter(lesson.chapter) in CHAPTERS for lesson in LESSONS)


@each_lesson
def test_a_lesson_has_a_text_with_an_idea_what_to_look_at_and_sources(lesson):
    assert 15 < len(lesson.title) < 90
    headings = re.findall(r"^## (.+)$", lesson.text, re.MULTILINE)
    assert headings[0] == "The idea"
    assert "What to look at" in headings
    assert headings[-1] == "Sources"
    assert len(lesson.text.split()) > 150
    assert "- " in lesson.text.partition("## Sources")[2]


@each_lesson
def test_a_lessons_formulas_read_the_same_on_a_terminal(lesson):
    # Markdown takes a backslash before punctuation away: `r \, x` would be shown as `r , x`.
    formulas = re.findall(r"\$\$.+?\$\$|\$[^$\n]+\$", lesson.text, re.DOTALL)
    assert not [formula for formula in formulas if re.search(r"\\[^A-Za-z\s]", formula)]


@each_lesson
def test_a_lesson_declares_numbers_to_reproduce(lesson):
    sheet = lesson.read_sheet()
    assert sheet.references
    assert all(reference.source for reference in sheet.references)
    assert all(reference.kind in get_args(Kind) for reference in sheet.references)
    assert lesson.minutes >= 1


@each_lesson
def test_a_lessons_randomness_comes_from_its_seed_alone(lesson):
    code = "".join(part.content for part in lesson.read() if part.kind == "code")
    assert "default_rng" not in code, "take context.make_rng()"
    assert "np.random.seed" not in code


@each_lesson
def test_a_lesson_has_tests_that_run_it(lesson):
    path = TESTS / f"test_{lesson.path.stem}.py"
    source = path.read_text()
    assert f'LESSON = "{lesson.name}"' in source
    names = {node.arg for node in ast.walk(ast.parse(source)) if isinstance(node, ast.arg)}
    assert "quick_run" in names
    assert "mnist_run" in names or not re.search("MNIST", lesson.data)


@each_lesson
def test_a_lessons_claims_say_who_claims_what_what_is_true_and_what_was_measured(lesson):
    for claim in lesson.read_sheet().claims:
        assert re.fullmatch(r"E\d+|1a|[a-z-]+", claim.key)  # of the errata, or a word of its own
        assert all((claim.source, claim.claim, claim.truth, claim.measured))


@each_lesson
def test_a_lesson_tells_its_story_asks_three_questions_and_names_one_thing_to_change(lesson):
    sheet = lesson.read_sheet()
    assert sheet.stories
    assert sheet.stories[-1].data is None or len(sheet.stories) > 1
    for story in sheet.stories:
        assert len(re.findall(r"\{\w+", story.text)) >= 3, "three numbers carry the story"
        assert story.last.endswith(".")
    everywhere = [question for question in sheet.questions if question.data is None]
    assert len(everywhere) == 3
    answers = " ".join(question.answer for question in sheet.questions)
    assert "{" in answers, "answers are computed, not typed"


@each_lesson
def test_what_a_lesson_proposes_to_change_is_a_constant_that_its_functions_read(lesson):
    name, value = read_change(lesson.read_sheet().change.set)
    tree = ast.parse(lesson.path.read_text())
    constants = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == name
    }
    assert constants[name] != value
    assert isinstance(value, type(constants[name])) or isinstance(constants[name], float)
    read = {
        node.id
        for function in tree.body
        if isinstance(function, ast.FunctionDef)
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name)
    }
    assert name in read, "a changed constant must reach the code that uses it"
