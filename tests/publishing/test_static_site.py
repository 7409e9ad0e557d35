"""A site for a static host: whole, relative, kept offline, and never half somebody else's."""

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kerasdigits import web_files
from kerasdigits.cli import main
from kerasdigits.errors import SiteError
from kerasdigits.publishing.static_site import build_site


@pytest.fixture(autouse=True)
def built_page(tmp_path, monkeypatch):
    """A built page of a few bytes, so that the tests need no build."""
    dist = tmp_path / "package/web/dist"
    dist.mkdir(parents=True)
    (dist.parent / "index.html").write_text('<meta name="generator" content="kerasdigits" />')
    for name in ("page.js", "page.css", "webgpu.js", "offline.js", "page.js.LEGAL.txt"):
        (dist / name).write_text(name)
    monkeypatch.setattr(web_files, "_PACKAGE", tmp_path / "package")
    monkeypatch.chdir(tmp_path)


def make_model(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True)
    card = {"userDefinedMetadata": {"kerasdigits": {"name": name}}}
    (folder / "model.json").write_text(json.dumps(card))
    (folder / "model.js").write_text("1;")
    return folder


def hashed_name(name: str) -> str:
    """The path of a file of the built page above, whose content is its name."""
    stem, end = name.split(".")
    return f"dist/{stem}.{hashlib.sha256(name.encode()).hexdigest()[:10]}.{end}"


def make_lessons() -> Path:
    for name in ("loop", "optimizers"):
        (Path("course") / name).mkdir(parents=True)
        scene = '<span data-scene="inside">Look inside</span>'
        (Path("course") / name / "report.html").write_text(f"{name}: {scene}")
        (Path("course") / name / "arrays.npz").write_text("large")
    Path("course/index.html").write_text("all")
    return Path("course")


def read_globals(site: Path) -> dict[str, object]:
    lines = (site / "models/index.js").read_text().splitlines()
    pairs = (line.removeprefix("globalThis.").removesuffix(";").split(" = ", 1) for line in lines)
    return {name: json.loads(value) for name, value in pairs}


def test_page_models_and_lessons_are_put_together_with_their_licences(tmp_path):
    models = [make_model(tmp_path / "web/models" / name, name) for name in ("a", "b")]
    made = build_site(tmp_path / "public", models, make_lessons())
    assert (made.models, made.lessons) == (("a", "b"), ("loop", "optimizers"))
    assert [path.name for path in made.licences] == ["page.js.LEGAL.txt"]
    site = read_globals(made.page.parent)
    assert [entry["script"] for entry in site["kerasdigitsIndex"]] == [
        "models/a/model.js",
        "models/b/model.js",
    ]
    assert site["kerasdigitsLessons"]["loop"] == "lessons/loop/report.html"
    assert site["kerasdigitsOffline"] == "offline.js"
    names = {path.name for path in (made.page.parent / "lessons").rglob("*") if path.is_file()}
    assert names == {"report.html", "index.html"}
    # The page is at hand, so the scene's name leads to it.
    report = made.page.parent / "lessons/loop/report.html"
    linked = '<a href="../../index.html?scene=inside">Look inside</a>'
    assert report.read_text() == f"loop: {linked}"
    assert (report.parent / "../../index.html").resolve() == made.page.resolve()


def test_the_worker_names_what_the_page_loads_and_changes_with_it(tmp_path):
    site = tmp_path / "public"
    build_site(site, [make_model(tmp_path / "a", "a")])
    first = (site / "offline.js").read_text()
    kept = json.loads(first.splitlines()[1].split(" = ")[1].removesuffix(";"))
    assert set(kept) == {
        *("./", "index.html", *(hashed_name(name) for name in ("page.js", "page.css"))),
        *("models/a/model.js", "models/index.js"),
    }
    build_site(site, [tmp_path / "a"])
    assert (site / "offline.js").read_text() == first
    (tmp_path / "a/model.js").write_text("2;")
    build_site(site, [tmp_path / "a"])
    assert (site / "offline.js").read_text().splitlines()[0] != first.splitlines()[0]


def test_names_of_scripts_change_with_their_content_and_are_told_to_the_page(tmp_path):
    dist = tmp_path / "package/web/dist"
    (dist / "german.js").write_text("german")
    (dist / "ahead.js").write_text('load("dist/german.js")')
    page = dist.parent / "index.html"
    page.write_text(page.read_text() + '<script src="dist/page.js"></script>')
    site = tmp_path / "public"
    build_site(site, [])
    first = read_globals(site)["kerasdigitsFiles"]
    assert first["dist/page.js"] == hashed_name("page.js")
    assert f'src="{first["dist/page.js"]}"' in (site / "index.html").read_text()
    assert (site / first["dist/ahead.js"]).read_text() == f'load("{first["dist/german.js"]}")'
    (dist / "german.js").write_text("other")
    build_site(site, [])
    second = read_globals(site)["kerasdigitsFiles"]
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"dist/german.js", "dist/ahead.js"}
    # Nothing is left of the first, and licences keep the names that the scripts mention.
    names = {f"dist/{file.name}" for file in (site / "dist").iterdir()}
    assert names == {*second.values(), "dist/page.js.LEGAL.txt"}
    # The page of a checkout, which the next build writes over, stays as it is.
    build_site(dist.parent, [])
    assert (dist / "page.js").is_file() and "kerasdigitsFiles" not in read_globals(dist.parent)


def test_whichever_write_is_the_last_a_page_has_all_that_it_asks_for(tmp_path, monkeypatch):
    dist = tmp_path / "package/web/dist"
    page = dist.parent / "index.html"
    page.write_text(page.read_text() + '<script src="dist/page.js"></script>')
    site, model = tmp_path / "public", make_model(tmp_path / "a", "a")
    replace, states = os.replace, []

    def look(*paths: Path) -> None:
        replace(*paths)
        if (site / "index.html").exists():
            asked = re.findall(r'src="(dist/[^"]+)"', (site / "index.html").read_text())
            asked += read_globals(site).get("kerasdigitsFiles", {}).values()
            worker = (site / "offline.js").read_text()
            asked += json.loads(re.search(r"kerasdigitsFiles = (.*);", worker)[1])
            # A folder that is replaced is away between two renames; restore_folder puts it back.
            away = {"models/a/model.js"} if list(site.glob("models/.a.tmp-old-*")) else set()
            assert {name for name in asked if not (site / name).exists()} <= away
        states.append(paths[1])

    monkeypatch.setattr(os, "replace", look)
    build_site(site, [model])
    assert states[-1] == site / "index.html"
    (dist / "page.js").write_text("of the next version")
    build_site(site, [model])
    assert len(states) > 10


def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SiteError, match="not a model folder"):
        build_site(tmp_path / "public", [tmp_path / "empty"])
    with pytest.raises(SiteError, match="no lesson's report"):
        build_site(tmp_path / "public", [], tmp_path / "empty")
    assert not (tmp_path / "public").exists()
    page = tmp_path / "theirs/index.html"
    page.parent.mkdir()
    page.write_text("mine")
    with pytest.raises(SiteError, match="did not write"):
        build_site(page.parent, [])
    (tmp_path / "public/models/a").mkdir(parents=True)
    with pytest.raises(SiteError, match="not a model folder"):
        build_site(tmp_path / "public", [make_model(tmp_path / "a", "a")])


def test_a_site_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SiteError, match=r"site cannot be written: Not a directory.*Choose another"):
        build_site(tmp_path / "file" / "public", [])


def test_the_command_takes_all_models_of_web_where_none_is_named(tmp_path):
    make_model(tmp_path / "web/models/a", "a")
    result = CliRunner().invoke(main, ["site", "public", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["models"] == ["a"]
    text = CliRunner().invoke(main, ["site", "public"]).stdout
    assert "Assembled public" in text and "dist/*.LEGAL.txt" in text
