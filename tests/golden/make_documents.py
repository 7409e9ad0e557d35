"""Write one document of each kind, as the commands write them, to tests/golden/documents.

    .venv/bin/python tests/golden/make_documents.py FOLDER [NAME...]

They are examples for `tests/schemas`, and stay as they are when the commands print more: a program
that read them must be able to read what later versions print. Lists are cut to three items.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from kerasdigits.cli import main

FIT = ("--data", "digits", "--classes", "3,7", "--model", "logistic")
LESSON = "loss-functions"


def call(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.stdout, result.stderr
    return result.stdout


# In this order, each in a folder that those before have filled.
COMMANDS: dict[str, tuple] = {
    "fit": ("fit", *FIT, "--epochs", 2, "--out", "run", "--json", "-q"),
    "export": ("export", "run", "folder", "--quantize", "uint8", "--json", "-q"),
    "evaluate": ("evaluate", "run", "--json", "-q"),
    "predict": ("predict", "run", "digit.png", "none.png", "--json", "-q"),
    "check": ("check", "folder", "--json", "-q"),
    "import": ("import", "folder", "back.keras", "--json", "-q"),
    "inspect": ("inspect", "run", "--json"),
    "sweep": ("sweep", *FIT, "--epochs", 1, "--batch-size", "32,64", "--out", "s", "--json", "-q"),
    "runs": ("runs", "run", "run-2", "--json"),
    "lr-find": ("lr-find", *FIT, "--steps", 40, "--out", "sweep.png", "--json", "-q"),
    "lesson-list": ("lesson", "list", "--json"),
    "lesson-run": ("lesson", "run", LESSON, "--quick", "--data", "embedded", "--json", "-q"),
    "practice-list": ("practice", "list", "--json"),
    "practice-check": ("practice", "check", "class/ada.py", "--seed", 7, "--json", "-q"),
    "practice-grade": ("practice", "grade", "class", "--seed", 7, "--json", "-q"),
    "practice-progress": ("practice", "progress", "--folder", "class", "--json"),
    "practice-milestone": ("practice", "milestone", "xor", "--json"),
    "site": ("site", "public", "folder", "--json"),
    "doctor": ("doctor", "--json"),
    "recipe": ("recipe", "--quick", "--out", "recipe", "--json", "-q"),
    "demo": ("demo", "--data", "digits", "--epochs", 1, "--no-open", "--json", "-q"),
}


def list_documents(home: Path, wanted: set[str]) -> dict[str, Any]:
    """Run commands in a folder; give what each printed, and the files that they left."""
    from PIL import Image

    from kerasdigits.data import load

    Image.fromarray((255 * load("digits").x_test[0, ..., 0]).astype("uint8")).save("digit.png")
    (home / "class").mkdir()
    call("practice", "start", "gradient-descent", "--out", "class/ada.py")
    call("practice", "hint", "gradient-descent", "descend", "--folder", "class")
    documents = {}
    for name, words in COMMANDS.items():
        if name in wanted or name in ("fit", "export"):
            documents[name] = json.loads(call(*words))
        if name == "fit":
            shutil.copytree("run", "run-2")
    documents["run"] = json.loads((home / "run/run.json").read_text())
    model = json.loads((home / "folder/model.json").read_text())
    documents["model-metadata"] = model["userDefinedMetadata"]["kerasdigits"]
    if "lesson-run" in documents:
        documents["lesson-result"] = documents["lesson-run"]["lessons"][0]
    return documents


def cut(part: Any, home: str) -> Any:
    """Cut lists to three items, and leave out where the documents were made."""
    if isinstance(part, dict):
        return {key: cut(value, home) for key, value in part.items()}
    if isinstance(part, list):
        return [cut(item, home) for item in part[:3]]
    return part.replace(home, "/home/ada") if isinstance(part, str) else part


if __name__ == "__main__":
    out, wanted = Path(sys.argv[1]).resolve(), set(sys.argv[2:] or COMMANDS)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.chdir(home)
        for name, document in list_documents(Path(home), wanted).items():
            text = json.dumps(cut(document, home), indent=1, ensure_ascii=False)
            (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        os.chdir(out)
