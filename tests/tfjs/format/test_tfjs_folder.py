"""The folder appears whole or not at all, and nobody's files are lost; the check decides."""

import json
import os
import stat
import subprocess
import sys

import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits import web_files
from kerasdigits.errors import ExportError
from kerasdigits.tfjs import export
from kerasdigits.tfjs.format import model_json
from kerasdigits.tfjs.proof.browser_check import BrowserChecker
from kerasdigits.tfjs.proof.check import NodeChecker, judge, run_checker


def model(units=2):
    return randomize(chain((4,), layers.Dense(units)))


def test_an_existing_folder_is_not_touched_unless_allowed(tmp_path):
    export(model(), tmp_path / "m", check="off")
    before = (tmp_path / "m" / "model.json").read_bytes()
    with pytest.raises(ExportError, match="already exists"):
        export(model(3), tmp_path / "m", check="off")
    assert (tmp_path / "m" / "model.json").read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_overwriting_replaces_the_whole_folder(tmp_path):
    export(model(), tmp_path / "m", check="off")
    (tmp_path / "m" / "group1-shard2of2.bin").write_bytes(b"old")
    export(model(3), tmp_path / "m", check="off", overwrite=True)
    weights = json.loads((tmp_path / "m" / "model.json").read_text())["weightsManifest"]
    assert weights[0]["weights"][0]["shape"] == [4, 3]
    assert len(list((tmp_path / "m").iterdir())) == 3
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_an_empty_folder_is_taken_when_overwriting(tmp_path):
    (tmp_path / "m").mkdir()
    export(model(), tmp_path / "m", check="off", overwrite=True)
    assert (tmp_path / "m" / "model.json").is_file()


@pytest.mark.parametrize("foreign", ["diary.txt", "model.json.bak"])
def test_a_folder_with_foreign_files_is_never_overwritten(foreign, tmp_path):
    export(model(), tmp_path / "m", check="off")
    (tmp_path / "m" / foreign).write_text("dear diary")
    with pytest.raises(ExportError, match=f"not a model's.*{foreign}"):
        export(model(), tmp_path / "m", check="off", overwrite=True)
    assert (tmp_path / "m" / foreign).read_text() == "dear diary"
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_a_file_or_a_link_in_the_way_is_never_overwritten(tmp_path):
    (tmp_path / "file").write_text("text")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there", target_is_directory=True)
    for name in ("file", "link"):
        with pytest.raises(ExportError, match="not a folder"):
            export(model(), tmp_path / name, check="off", overwrite=True)
    assert (tmp_path / "file").read_text() == "text"
    assert sorted(os.listdir(tmp_path)) == ["file", "link", "there"]


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path):
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from kerasdigits.tfjs.format.folder import new_folder\n"
        "with new_folder(Path(sys.argv[1]), overwrite=False) as folder:\n"
        "    (folder / 'model.json').write_text('half')\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path / "m"], check=False)
    assert [entry.name.startswith(".m.") for entry in tmp_path.iterdir()] == [True]
    export(model(), tmp_path / "m", check="off")
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_a_folder_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").mkdir()
    export(model(), tmp_path / "m", check="off")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "m")}
    assert len(modes) == 1


def test_a_parent_that_is_a_file_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("text")
    with pytest.raises(ExportError, match="cannot be written"):
        export(model(), tmp_path / "file" / "m", check="off")


def test_a_destination_without_a_name_is_refused():
    for path in (".", "..", "/"):
        with pytest.raises(ExportError, match="no name of its own"):
            export(model(), path, check="off")


def test_a_full_disk_leaves_the_old_model(tmp_path, monkeypatch):
    export(model(), tmp_path / "m", check="off")
    before = sorted(file.read_bytes() for file in (tmp_path / "m").iterdir())

    def fail(*_):
        raise OSError(28, "No space left on device")

    # By its module's name: kerasdigits.tfjs.export is the function.
    monkeypatch.setattr(model_json, "write_model_js", fail)
    with pytest.raises(ExportError, match="No space left"):
        export(model(3), tmp_path / "m", check="off", overwrite=True)
    assert before == sorted(file.read_bytes() for file in (tmp_path / "m").iterdir())
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_the_check_is_reported(tmp_path):
    report = export(model(), tmp_path / "m", check="require")
    assert report.check.tfjs_version.startswith("4.")
    assert report.check.backend == "cpu"
    assert report.check.samples == report.samples == 12
    assert 0 <= report.check.max_abs_difference < 1e-6


def test_a_model_that_tensorflow_js_computes_otherwise_is_not_kept(tmp_path, monkeypatch):
    from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS

    monkeypatch.setitem(ACTIVATIONS, "tanh", "sigmoid")
    wrong = randomize(chain((4,), layers.Dense(3, activation="tanh", name="wrong")))
    with pytest.raises(ExportError, match='something else for output "wrong"'):
        export(wrong, tmp_path / "parent" / "m", format="layers")
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_tensorflow_js_cannot_load_is_not_kept(tmp_path, monkeypatch):
    from kerasdigits.tfjs.layers_model.rules.layer_rule import ACTIVATIONS

    monkeypatch.setitem(ACTIVATIONS, "tanh", "no such thing")
    with pytest.raises(ExportError, match="cannot run the exported model"):
        export(chain((4,), layers.Dense(3, activation="tanh")), tmp_path / "m", format="layers")
    assert list(tmp_path.iterdir()) == []


def test_tampered_weights_do_not_pass(tmp_path):
    export(model(), tmp_path / "m", check="off")
    shard = tmp_path / "m" / "group1-shard1of1.bin"
    shard.write_bytes(bytes([shard.read_bytes()[0] ^ 1]) + shard.read_bytes()[1:])
    with pytest.raises(ExportError):
        judge(run_checker([tmp_path / "m"])[0])


def test_without_node_auto_says_so_and_require_refuses(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    report = export(model(), tmp_path / "m")
    assert report.check is None
    assert any("not checked" in note and "Node.js" in note for note in report.notes)
    with pytest.raises(ExportError, match=r"Node\.js is not installed"):
        export(model(), tmp_path / "n", check="require")
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_without_the_built_checker_auto_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(web_files, "_PACKAGE", tmp_path / "nowhere")
    report = export(model(), tmp_path / "m")
    assert any("check.cjs is not built" in note for note in report.notes)


def test_a_broken_checker_is_one_clear_error_and_nothing_is_left(tmp_path, monkeypatch):
    checker = tmp_path / "web" / "dist" / "check.cjs"
    checker.parent.mkdir(parents=True)
    checker.write_text("throw new Error('broken build')")
    monkeypatch.setattr(web_files, "_PACKAGE", tmp_path)
    with pytest.raises(ExportError, match="failed before it answered"):
        export(model(), tmp_path / "m")
    assert [entry.name for entry in tmp_path.iterdir()] == ["web"]


def test_a_checker_that_is_missing_or_does_not_answer_is_one_line(tmp_path, monkeypatch):
    with NodeChecker() as checker:
        monkeypatch.setattr(f"{NodeChecker.__module__}._SECONDS", 0)
        with pytest.raises(ExportError, match="did not answer within 0 seconds"):
            checker.ask(tmp_path, None, parity=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExportError, match=r"cannot be checked: Node\.js"), NodeChecker():
        pass


def test_a_browser_that_is_missing_is_one_line(monkeypatch):
    module = BrowserChecker.__module__
    monkeypatch.setattr(f"{module}.missing_browser", lambda: "there is none")
    with pytest.raises(ExportError, match="in a browser: there is none"), BrowserChecker():
        pass
