"""What every lesson must leave behind; each run in a test is held to it."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from documents import hold_files

from kerasdigits.lessons.course.registry import find_lesson

PNG = b"\x89PNG\r\n\x1a\n"


class Page(HTMLParser):
    """The parts of a report that a check looks at."""

    def __init__(self, text: str):
        super().__init__()
        self.images, self.addresses, self.tags, self.words = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.tags.append(tag)
        if tag == "img":
            self.images.append(attributes)
        self.addresses += [value for key, value in attributes.items() if key in ("src", "href")]

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def check_folder(folder: Path) -> None:
    """Check that a lesson's folder is whole and that its report shows all of it."""
    result = json.loads((folder / "result.json").read_text())
    check_result(folder, result)
    hold_files(folder)
    check_report((folder / "report.html").read_text(), result)
    assert not list(folder.glob(".*")), "a temporary file was left"


def check_result(folder: Path, result: dict) -> None:
    assert {"seed", "quick", "data", "backend", "device"} <= set(result["configuration"])
    assert {"python", "keras", "numpy"} <= set(result["versions"])
    assert all(len(data["fingerprint"]) == 64 for data in result["data"])
    assert result["numbers"], "no number"
    figures = [block for block in result["blocks"] if block["kind"] == "figure"]
    assert figures, "no figure"
    for listing in filter(None, (result["arrays"], result["weights"])):
        with np.load(folder / listing["file"], allow_pickle=False) as file:
            found = {
                name: {"shape": list(a.shape), "dtype": str(a.dtype)} for name, a in file.items()
            }
        assert found == listing["arrays"]
    for figure in figures:
        assert (folder / figure["file"]).read_bytes().startswith(PNG)
        assert len(figure["alt"]) > 40, (
            f"{figure['name']} needs an alt text that says what it shows"
        )
        assert len(figure["caption"]) > 20, f"{figure['name']} needs a caption"
        assert figure["arrays"], f"{figure['name']} has no arrays behind it"
        assert set(figure["arrays"]) <= set(result["arrays"]["arrays"])
    check_references(result)


def check_references(result: dict) -> None:
    """Every number to reproduce that this run's data allow is printed, and agrees."""
    names = {None, *(data["name"] for data in result["data"])}
    expected = [
        (reference.number, reference.value)
        for reference in find_lesson(result["lesson"]).read_sheet().references
        if reference.data in names and (reference.quick or not result["configuration"]["quick"])
    ]
    shown = []
    for name, number in result["numbers"].items():
        for reference in number["references"]:
            assert reference["agrees"], f"{number['label']}: {number['value']} is not {reference}"
            shown.append((name, reference["value"]))
    assert sorted(shown) == sorted(expected)


def check_report(text: str, result: dict) -> None:
    page = Page(text)
    assert "script" not in page.tags
    assert not re.search(r"url\(|@import", text), "the report loads something"
    outside = [address for address in page.addresses if not address.startswith(("data:", "#"))]
    # To sources, and to the other pages of the course.
    assert all(address.startswith(("https://", "../")) for address in outside)
    pictures = [block for block in result["blocks"] if block["kind"] == "figure"]
    shown = [image["alt"] for image in page.images]
    assert sorted(shown) == sorted(block["alt"] for block in pictures)
    (opening,) = [block["alt"] for block in pictures if block["name"] == result["opening"]]
    assert shown[0] == opening
    # Each result follows code; none was recorded from outside of the lesson's file.
    assert all(block["line"] > 0 for block in result["blocks"])
    assert all(image["src"].startswith("data:image/png;base64,") for image in page.images)
    for number in result["numbers"].values():
        assert number["shown"] in page.text
    assert all(claim["key"] for claim in result["claims"])
    assert text.count('<li class="claim">') == len(result["claims"])
    assert text.count('<details class="question">') == len(result["questions"])
    # The first picture comes before the first heading below the title: within the first screen.
    assert text.index("<img") < text.index("<h2")
    assert f"kerasdigits lesson run {result['lesson']}" in page.text
    assert "def run(context" in page.text.replace(" (", "("), "the report lacks the code"
    check_story(text, page, result)


def check_story(text: str, page: Page, result: dict) -> None:
    """A report tells its story, has a formula, and asks three questions, all of it filled."""
    assert '<p class="story">' in text
    assert "math" in page.tags, "a formula at least"
    assert len(result["questions"]) == 3
    told = [result["story"]["text"], result["story"]["last"]]
    told += [part for question in result["questions"] for part in question.values()]
    assert not re.search(r"\b(inf|nan)\b|[{}]", " ".join(told)), "a number that is not filled"
