"""Every example in the documents and in `--help` runs as it stands there, only quicker."""

import functools
import http.server
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import examples
import pytest
import reader

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

EXAMPLES = examples.read_examples()
BY_LANGUAGE = {
    language: [example for example in EXAMPLES if example.language == language]
    for language in ("bash", "python", "javascript")
}
# What the snippet of docs/export.md has from the page around it, and a fetch that knows paths.
_AROUND = """
import * as core from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";
const tf = {{ ...core, ...layers }};
const values = new Array(784).fill(0.5);
const reach = globalThis.fetch;
globalThis.fetch = (path, options) => reach(new URL(path, "{address}"), options);
await tf.setBackend("cpu");
{snippet}
console.log(JSON.stringify(Array.from(await output.data())));
"""


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    reader.make_files(folder)
    return folder


@pytest.fixture
def folder(files, tmp_path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "data").symlink_to(files / "data")
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def start(folder: Path, *command: str) -> str:
    """Run what a reader types; it must succeed and show nobody a traceback."""
    environment = reader.make_environment(folder.parent / "home")
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("example", BY_LANGUAGE["bash"], ids=lambda example: example.name)
def test_commands_run(example, files, folder):
    lines = [line for line in example.text.splitlines() if line.strip()]
    run = [line for line in lines if not examples.say_why_not(line)]
    for line in run:
        quicker = examples.quicken(line)
        reader.give(files, folder, line, examples.name_outputs(line))
        start(folder, "bash", "-euo", "pipefail", "-c", quicker)
        assert all((folder / written).exists() for written in examples.name_outputs(line))
    if not run:
        pytest.skip("; ".join(dict.fromkeys(map(examples.say_why_not, lines))))


@pytest.mark.parametrize("example", BY_LANGUAGE["python"], ids=lambda example: example.name)
def test_python_runs(example, files, folder):
    reader.give(files, folder, example.text, {"public/model", "web/models/digits-cnn"})
    start(folder, sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", example.text)


def test_the_javascript_answers_what_keras_does(files, tmp_path):
    (example,) = BY_LANGUAGE["javascript"]
    (tmp_path / "public").mkdir()
    shutil.copytree(files / "public/model", tmp_path / "public/model")
    handler = functools.partial(
        http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "public")
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        script = _AROUND.format(address=address, snippet=example.text)
        web = examples.ROOT / "web"
        done = subprocess.run(
            ["node", "--input-type=module", "-e", script],
            cwd=web, capture_output=True, text=True, check=False,
        )  # fmt: skip
        server.shutdown()
    assert done.returncode == 0, done.stderr
    answer = (
        "import json, keras, numpy as np; model = keras.saving.load_model('model.keras');"
        "print(json.dumps(np.ravel(model(np.full((1, 28, 28, 1), 0.5, 'float32'))).tolist()))"
    )
    environment = reader.make_environment(tmp_path) | {"KERAS_BACKEND": "jax"}
    theirs = subprocess.run(
        [sys.executable, "-c", answer], cwd=files, env=environment, capture_output=True, check=True
    )
    ours = json.loads(done.stdout.splitlines()[-1])
    assert ours == pytest.approx(json.loads(theirs.stdout), abs=1e-4)


def test_there_are_examples_and_each_reason_not_to_run_one_is_used():
    assert len(EXAMPLES) > 60
    lines = [line for example in BY_LANGUAGE["bash"] for line in example.text.splitlines()]
    for words in examples.NOT_RUN:
        assert any(words in line for line in lines), words
    skipped = [line for line in lines if examples.say_why_not(line)]
    assert len(skipped) < len(lines) / 4, skipped
