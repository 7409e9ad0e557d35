"""Bad input ends in one clear error of ours, and nothing is left behind."""

import builtins
import errno
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers
from layer_cases import chain, randomize

from kerasdigits.errors import ExportError, ModelError
from kerasdigits.models.load import load_model
from kerasdigits.tfjs import export
from kerasdigits.tfjs.format import model_js
from kerasdigits.tfjs.format.weights import NamedWeight, write_weights
from kerasdigits.tfjs.proof.check import run_checker


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound .keras file."""
    path = tmp_path_factory.mktemp("sound") / "sound.keras"
    randomize(chain((4,), layers.Dense(3, name="first"), layers.Dense(2))).save(path)
    return path


def rewrite(sound, path, parts=None, drop=(), more=None):
    """Write the archive again with other parts."""
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            if name not in drop:
                target.writestr(name, (parts or {}).get(name, source.read(name)))
        for name, content in (more or {}).items():
            target.writestr(name, content)
    return path


def edit_config(sound, old, new):
    with zipfile.ZipFile(sound) as archive:
        text = archive.read("config.json").decode()
    assert old in text
    return {"config.json": text.replace(old, new).encode()}


def other_hdf5():
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["something"] = np.ones(3)
    return buffer.getvalue()


def refuse(path, match):
    """Expect one line of ours, which names the file."""
    with pytest.raises(ModelError, match=match) as caught:
        load_model(path)
    assert path.name in str(caught.value) and "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("kept", [0, 1, 40, 0.3, 0.6, 0.9, -30, -1])
def test_an_archive_cut_anywhere_is_refused(kept, sound, tmp_path):
    content = sound.read_bytes()
    kept = int(kept * len(content)) if 0 < kept < 1 else kept
    (tmp_path / "cut.keras").write_bytes(content[:kept])
    refuse(tmp_path / "cut.keras", "not a .keras file|damaged")


@pytest.mark.parametrize("config", [b'{"a":', b"[]", b"\xff\xfe", b"null", b'{"class_name": 3}'])
def test_a_config_that_describes_no_model_is_refused(config, sound, tmp_path):
    refuse(
        rewrite(sound, tmp_path / "m.keras", {"config.json": config}), "cannot read|custom object"
    )


@pytest.mark.parametrize("part", ["config.json", "model.weights.h5"])
def test_an_archive_without_a_part_is_refused(part, sound, tmp_path):
    refuse(rewrite(sound, tmp_path / "m.keras", drop=(part,)), f"damaged: without {part}")


@pytest.mark.parametrize("weights", [b"", b"\0" * 600, b"\x89HDF\r\n\x1a\n" + b"\0" * 600])
def test_weights_that_are_no_hdf5_are_refused(weights, sound, tmp_path):
    parts = {"model.weights.h5": weights}
    refuse(rewrite(sound, tmp_path / "m.keras", parts), "not an HDF5 file|cannot read")


def test_weights_that_do_not_fit_are_refused(sound, tmp_path):
    parts = edit_config(sound, '"units": 2', '"units": 5')
    refuse(rewrite(sound, tmp_path / "m.keras", parts), "do not fit the model.*Dense")
    parts = {"model.weights.h5": other_hdf5()}
    refuse(rewrite(sound, tmp_path / "n.keras", parts), "do not fit the model")


def test_a_config_that_claims_gigabytes_is_refused_before_they_are_allocated(sound, tmp_path):
    parts = edit_config(sound, '"units": 3', '"units": 200000000')
    path = rewrite(sound, tmp_path / "m.keras", parts)
    code = (
        "import pathlib, sys\n"
        "status = pathlib.Path('/proc/self/status')\n"
        "def peak(): return int(status.read_text().partition('VmHWM:')[2].split()[0])\n"
        "from kerasdigits.models.load import load_model\nimport keras\n"
        "before = peak()\n"
        "try: load_model(sys.argv[1])\n"
        "except Exception as error: print(error)\n"
        "print(peak() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "KERAS_BACKEND": "numpy"},
    )
    message, grown = done.stdout.strip().splitlines()
    assert 'layer "first" claims more than the file holds' in message
    assert int(grown) < 200_000  # kB; the weight would take 3.2 GB


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "assets/../../evil.txt", "a\\..\\b"])
def test_an_archive_that_names_files_outside_itself_is_refused(name, sound, tmp_path):
    path = rewrite(sound, tmp_path / "m.keras", more={name: b"evil"})
    refuse(path, "damaged: it names a file outside itself")
    assert [entry.name for entry in tmp_path.iterdir()] == ["m.keras"]


def test_foreign_parts_stay_packed(sound, tmp_path):
    path = rewrite(sound, tmp_path / "m.keras", more={"model.pkl": b"cos\nsystem\n(S'false'\ntR."})
    assert load_model(path).count_params() == 23


def test_a_name_that_is_no_text_is_refused(sound, tmp_path):
    content = rewrite(sound, tmp_path / "m.keras", more={"ää": b"x"}).read_bytes()
    (tmp_path / "m.keras").write_bytes(content.replace("ää".encode(), b"\xff\xfe\xff\xfe"))
    refuse(tmp_path / "m.keras", "not a .keras file|damaged")


def test_a_part_that_unpacks_to_far_more_is_refused(sound, tmp_path):
    path = tmp_path / "m.keras"
    rewrite(sound, path, drop=("model.weights.h5",))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("model.weights.h5", "w") as file,
    ):
        for _ in range(17):
            file.write(b"\0" * 2**24)
    refuse(path, "damaged: 'model.weights.h5' would unpack")


def test_a_damaged_legacy_file_is_refused(sound, tmp_path):
    model = chain((4,), layers.Dense(2))
    model.save(tmp_path / "m.h5")
    content = (tmp_path / "m.h5").read_bytes()
    for size in (100, len(content) // 2, len(content) - 100):
        (tmp_path / "m.h5").write_bytes(content[:size])
        refuse(tmp_path / "m.h5", "HDF5|cannot read|do not fit")
    (tmp_path / "m.h5").write_bytes(other_hdf5())
    refuse(tmp_path / "m.h5", "cannot read")


def refuse_export(model, folder, match, **options):
    before = sorted(folder.iterdir())
    with pytest.raises(ExportError, match=match) as caught:
        export(model, folder / "parent" / "m", check="off", **options)
    assert "\n" not in str(caught.value)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("route", ["layers", "graph"])
def test_a_dimension_of_zero_is_refused(route, tmp_path):
    refuse_export(chain((0,), layers.Dense(2)), tmp_path, "dimension of size 0", format=route)


def test_a_sample_of_gigabytes_is_refused(tmp_path):
    model = chain((10**9,), layers.Reshape((10**9, 1)))
    refuse_export(model, tmp_path, "takes more than 1 GiB")


def test_a_weight_of_three_gigabytes_is_refused_and_none_of_it_read(tmp_path):
    huge = np.broadcast_to(np.float32(1), (3, 2**28))  # 4 bytes that say they are 3 GiB
    weights = [NamedWeight("small/kernel", np.ones(3)), NamedWeight("huge/kernel", huge)]
    with pytest.raises(ExportError, match='"huge/kernel" is larger'):
        write_weights(weights, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_more_weights_than_a_text_holds_get_no_script(tmp_path, monkeypatch):
    monkeypatch.setattr(model_js, "_pieces", lambda shards: [])
    shard, script = tmp_path / "shard", tmp_path / "model.js"
    for size in (402_653_100, 402_653_250):
        with shard.open("wb") as file:
            file.truncate(size)  # a hole: no disk is used
        script.unlink(missing_ok=True)
        note = model_js.write_model_js(script, "m", "{}", [shard])
        assert script.exists() == (note is None) == (size == 402_653_100)
    assert "402,653,250 bytes" in note


def test_weights_that_are_not_numbers_are_refused(tmp_path):
    model = chain((4,), layers.Dense(3, name="broken"))
    for value in (np.nan, np.inf):
        model.layers[0].kernel.assign(np.full((4, 3), value))
        refuse_export(model, tmp_path, "broken/kernel.*NaN or infinity")


def test_names_of_every_kind_export_right_and_load(tmp_path):
    entry = keras.Input((4,), name="eingang größe.x")
    # Keras itself refuses a slash, as soon as such a layer is called.
    names = ["名前", "a.b", "<script>", "line\u2028end", "it's", 'a "b"', "<!--", "`${1}`", "\\"]
    outputs = [layers.Dense(2, name=name)(entry) for name in names]
    model = randomize(keras.Model(entry, outputs, name="modell eins.zwei"))
    name = "größe </script> 名/\u2028"
    folders = [export(model, tmp_path / "m", name=name, check="off").path]
    answer = run_checker(folders)[0]
    assert answer["ok"], answer
    assert max(output["max_abs_difference"] for output in answer["outputs"]) < 1e-5
    script = (folders[0] / "model.js").read_text("ascii")
    code = script + "console.log(JSON.stringify(Object.keys(globalThis.kerasdigitsModels)))"
    done = subprocess.run(["node", "-e", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == [name]
    assert "<" not in script


@pytest.mark.parametrize("failing", ["shard1of", "part", "model.json", "model.js"])
def test_a_disk_that_is_full_at_any_file_leaves_nothing(failing, tmp_path, monkeypatch):
    model = chain((4,), layers.Dense(3))
    real = io.open

    def full(file, mode="r", *arguments, **keywords):
        if "w" in mode and failing in str(file):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(file, mode, *arguments, **keywords)

    monkeypatch.setattr(io, "open", full)
    monkeypatch.setattr(builtins, "open", full)
    if failing == "shard1of":
        monkeypatch.setattr(
            Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left"))
        )
    refuse_export(model, tmp_path, "cannot be written: No space left")


def test_a_limit_on_files_is_one_line_and_leaves_nothing(tmp_path):
    randomize(chain((600,), layers.Dense(900))).save(tmp_path / "m.keras")
    (tmp_path / "out").mkdir()

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, 2_500_000))

    command = [sys.executable, "-m", "kerasdigits", "export"]
    done = subprocess.run(
        [*command, tmp_path / "m.keras", tmp_path / "out" / "m", "--check", "off"],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        env={**os.environ, "KERAS_BACKEND": "numpy", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr or "cannot be unpacked" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ExportError, match="cannot be written"):
        export(chain((4,), layers.Dense(2)), tmp_path / "locked" / "m", check="off")


def test_a_destination_inside_the_source_folder_does_not_harm_it(sound, tmp_path):
    shutil.copy(sound, tmp_path / "model.keras")
    model = load_model(tmp_path)
    with pytest.raises(ExportError, match="is not a folder"):
        export(model, tmp_path / "model.keras", check="off", overwrite=True)
    with pytest.raises(ExportError, match="not a model's"):
        export(model, tmp_path, check="off", overwrite=True)
    export(model, tmp_path / "web", check="off")
    assert (tmp_path / "model.keras").read_bytes() == sound.read_bytes()
