"""What people install: the wheel, built twice, in an empty environment, without Node or network."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import command_pages
import man_pages
import pytest

from kerasdigits import __version__

pytestmark = [pytest.mark.release, pytest.mark.timeout(1200)]

ROOT = Path(__file__).parents[2]
MEGABYTE = 2**20  # as du counts
# Read by every Python of the environment at its start: what reaches for the network is told so.
OFFLINE = """
import socket

def refuse(self, address):
    raise OSError(f"there is no network here: {address}")

connect = socket.socket.connect
socket.socket.connect = lambda self, address: (
    connect if self.family == socket.AF_UNIX or address[0] == "127.0.0.1" else refuse
)(self, address)
"""


def leave_out(folder: str, names: list[str]) -> set[str]:
    """What a clean checkout has not: environments, caches, packages, what was exported."""
    here = Path(folder).relative_to(ROOT).as_posix()
    made = {"node_modules", "__pycache__"}
    made |= {".": {"runs", "lessons-out"}, "web": {"models"}}.get(here, set())
    return {name for name in names if name in made or name.startswith(".") or "egg-info" in name}


def build(folder: Path) -> dict[str, Path]:
    """Build wheel and sdist of the sources, the built page and the man pages."""
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=leave_out)
    man_pages.write_pages(source / "man" / "man1")
    command = [sys.executable, "-m", "build", "--outdir", str(folder / "out"), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path.suffix: path for path in (folder / "out").iterdir()}


# What runs a wheel that is not installed: commands, the second from what the first has left.
RUNNERS = {
    "uvx": (("uvx", "--from"), ("uvx", "--offline", "--from")),
    "pipx": (("pipx", "run", "--spec"),),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Path]:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def environment(built, tmp_path_factory) -> Path:
    """An environment with the wheel and what it depends on, and no network from then on."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, str(built[".whl"])], check=True)
    (site,) = (folder / "lib").glob("python3*/site-packages")
    (site / "sitecustomize.py").write_text(OFFLINE)
    return folder


def start(environment: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command, with nothing on the path but the environment and the system."""
    bare = {"PATH": f"{environment}/bin:/nowhere", "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(environment / "bin/kerasdigits"), *arguments],
        cwd=folder,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_builds_are_the_same_bytes(built, tmp_path):
    again = build(tmp_path)
    assert sorted(built) == sorted(again) == [".gz", ".whl"]
    for suffix, path in built.items():
        ours, theirs = path.read_bytes(), again[suffix].read_bytes()
        assert sha256(ours).digest() == sha256(theirs).digest(), path.name


def test_the_wheel_is_small_and_holds_the_page_and_its_licences(built):
    assert built[".whl"].stat().st_size < 2.9 * MEGABYTE  # 3 is promised; room for what comes
    names = zipfile.ZipFile(built[".whl"]).namelist()
    assert "kerasdigits/web/index.html" in names
    assert "kerasdigits/web/dist/page.js" in names
    assert any(re.fullmatch(r"kerasdigits/web/dist/\w+\.js\.LEGAL\.txt", name) for name in names)
    assert not any(name.endswith((".ts", ".map", ".npz")) for name in names)


def test_the_sdist_has_the_man_pages_for_those_who_package_it(built):
    """The wheel, which is to stay small, has none: `--help` says the same."""
    with tarfile.open(built[".gz"]) as archive:
        names = archive.getnames()
    found = {name.partition("/man/man1/")[2] for name in names if "/man/man1/" in name}
    assert found == {f"{page.path.replace(' ', '-')}.1" for page in command_pages.read_commands()}


def test_the_environment_is_small_and_has_one_backend(environment):
    (site,) = (environment / "lib").glob("python3*/site-packages")
    installer = ("pip", "setuptools", "pkg_resources")  # there before us; uv makes none of them
    parts = [part for part in site.iterdir() if not part.name.startswith(installer)]
    files = [part for part in parts if part.is_file()]
    files += [path for part in parts for path in part.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files if path.suffix != ".pyc")
    print(f"installed, without compiled Python: {size / MEGABYTE:.0f} MB")
    assert size < 700 * MEGABYTE
    assert (site / "jax").is_dir()
    assert not any((site / name).exists() for name in ("tensorflow", "torch", "tensorboard"))


def test_the_demo_runs_offline_and_without_node(environment, tmp_path):
    done = start(environment, tmp_path, "demo", "--data", "digits", "--epochs", "3", "--no-open")
    assert done.returncode == 0, done.stderr
    model = next((tmp_path / "web/models").glob("*/model.json"))
    assert model.is_file()
    assert (tmp_path / "web/index.html").is_file()
    assert start(environment, tmp_path, "--version").stdout.strip().endswith(__version__)


def test_what_the_environment_lacks_is_told_with_its_command(environment, tmp_path):
    fit = ("fit", "--data", "digits", "--model", "logistic", "--epochs", "1", "--out", "run")
    assert start(environment, tmp_path, *fit).returncode == 0
    for command in (
        ("fit", "--data", "digits", "--backend", "tensorflow"),
        ("export", "run", "graph", "--format", "graph"),
    ):
        done = start(environment, tmp_path, *command)
        assert done.returncode == 1
        *_, last = done.stderr.splitlines()
        assert last.startswith("Error: ")
        assert "pip install 'kerasdigits[tensorflow]'" in last


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> dict[str, str]:
    """An empty home, and all that is on the path: the runners and what they call; no Node.

    Of this environment nothing is left but where packages come from.
    """
    home = tmp_path_factory.mktemp("home")
    (home / "bin").mkdir()
    here = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for name in ("uv", "uvx", "pipx", "dirname", "realpath"):
        found = shutil.which(name, path=here)
        if found is None:
            pytest.skip(f"{name} is not installed: pip install uv pipx")
        (home / "bin" / name).symlink_to(found)
    sources = ("PIP_", "UV_", "SSL_CERT_")
    kept = {name: value for name, value in os.environ.items() if name.startswith(sources)}
    # pip takes the machine's certificates by its settings, which uv does not read.
    named = {"PATH": str(home / "bin"), "HOME": str(home), "LANG": "C.UTF-8"}
    environment = {"UV_SYSTEM_CERTS": "1", **kept, **named}
    asked = [
        "uv",
        "pip",
        "install",
        "--dry-run",
        "--python",
        sys.executable,
        "--reinstall",
        "click",
    ]
    reached = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    if reached.returncode:
        pytest.skip(f"uv reaches no packages here: {reached.stderr.splitlines()[0]}")
    return environment


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_demo_runs_without_being_installed(built, bare, runner, tmp_path):
    for number, (name, *options) in enumerate(RUNNERS[runner]):
        command = [name, *options, str(built[".whl"]), "--python", sys.executable, "kerasdigits"]
        folder = tmp_path / str(number)
        folder.mkdir()
        for words in (("--version",), ("demo", "--data", "digits", "--epochs", "3", "--no-open")):
            done = subprocess.run(
                [*command, *words],
                cwd=folder,
                env=bare,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            if words == ("--version",):
                assert done.stdout.split() == ["kerasdigits,", "version", __version__]
        assert list((folder / "web/models").glob("*/model.json"))
        assert (folder / "web/index.html").is_file()
