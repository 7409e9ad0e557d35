"""Write one document of each kind, as the commands write them, to tests/golden/documents.

    .venv/bin/python tests/golden/make_documents.py FOLDER

They are examples for `tests/schemas`, and stay as they are when the commands print more: a program
that read them must be able to read what later versions print. Lists are cut to three items.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from kerasdigits.cli import main

FIT = ("--data", "digits", "--classes", "3,7", "--model", "logistic")


def call(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.stdout, result.stderr
    return result.stdout


def list_documents(home: Path) -> dict[str, Any]:
    """Run the commands in a folder; give what each printed, and the files that they left."""
    from PIL import Image

    from kerasdigits.data import load

    Image.fromarray((255 * load("digits").x_test[0, ..., 0]).astype("uint8")).save("digit.png")
    told = {
        "fit": call("fit", *FIT, "--epochs", 2, "--out", "run", "--json", "-q"),
        "evaluate": call("evaluate", "run", "--json", "-q"),
        "predict": call("predict", "run", "digit.png", "none.png", "--json", "-q"),
        "export": call("export", "run", "folder", "--quantize", "uint8", "--json", "-q"),
        "check": call("check", "folder", "--json", "-q"),
        "import": call("import", "folder", "back.keras", "--json", "-q"),
        "inspect": call("inspect", "run", "--json"),
        "lr-find": call("lr-find", *FIT, "--steps", 40, "--out", "sweep.png", "--json", "-q"),
        "sweep": call(
            "sweep",
            *FIT,
            "--epochs",
            1,
            "--learning-rate",
            "0.01,0.1",
            "--out",
            "s",
            "--json",
            "-q",
        ),
        "recipe": call("recipe", "--quick", "--out", "recipe", "--json", "-q"),
        "lesson-list": call("lesson", "list", "--json"),
        "lesson-run": call(
            *("lesson", "run", "loss-functions", "--quick", "--data", "embedded", "--json", "-q")
        ),
        "practice-list": call("practice", "list", "--json"),
        "practice-milestone": call("practice", "milestone", "xor", "--json"),
        "doctor": call("doctor", "--json"),
        "demo": call("demo", "--data", "digits", "--epochs", 1, "--no-open", "--json", "-q"),
        "site": call("site", "public", "folder", "--json"),
    }
    one = json.loads(told["sweep"])["runs"][0]["run"]
    told["runs"] = call("runs", "run", one, "--json")
    (home / "class").mkdir()
    call("practice", "start", "gradient-descent", "--out", "class/ada.py")
    told["practice-check"] = call("practice", "check", "class/ada.py", "--seed", 7, "--json", "-q")
    told["practice-grade"] = call("practice", "grade", "class", "--seed", 7, "--json", "-q")
    call("practice", "hint", "gradient-descent", "descend")
    told["practice-progress"] = call("practice", "progress", "--json")
    documents = {name: json.loads(text) for name, text in told.items()}
    documents["run"] = json.loads((home / "run/run.json").read_text())
    model = json.loads((home / "folder/model.json").read_text())
    documents["model-metadata"] = model["userDefinedMetadata"]["kerasdigits"]
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
    out = Path(sys.argv[1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.chdir(home)
        for name, document in list_documents(Path(home)).items():
            text = json.dumps(cut(document, home), indent=1, ensure_ascii=False)
            (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        os.chdir(out)
