"""The bill of materials is sound CycloneDX, and names what is in the page and what pip brings."""

import json
import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.release

ROOT = Path(__file__).parents[2]
DIST = ROOT / "web" / "dist"
# Words in a package's code that survive minifying, and that no other package's code has.
MARKS = {
    "seedrandom": "xor4096",
    "long": "getNumBitsAbs",
    "whatwg-url": "xn--",
    "@tensorflow/tfjs-backend-webgl": "MAX_TEXTURE_SIZE",
}


@pytest.fixture(scope="module")
def made() -> str:
    import sbom  # needs libraries that only a release needs

    return sbom.make_sbom()


def read_parts(made: str, kind: str) -> dict[str, dict]:
    """The components whose package URL is of this kind, by the names that their registry has."""
    parts = [part for part in json.loads(made)["components"] if part["purl"].startswith(kind)]
    return {"/".join(filter(None, (p.get("group"), p["name"]))): p for p in parts}


def test_it_is_what_cyclonedx_says(made):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(made) is None
    assert validator.validate_str(made.replace('"type": "library"', '"type": "lib"')) is not None


def test_its_packages_are_those_of_the_licences_beside_the_page(made):
    """`packages.LEGAL.txt` is what a reader sees; it and the list must not part."""
    titles = re.findall(
        r"^(\S+) (\S+) \((.+)\)\n=+$", (DIST / "packages.LEGAL.txt").read_text(), re.MULTILINE
    )
    named = {
        name: (part["version"], part["licenses"][0]["expression"])
        for name, part in read_parts(made, "pkg:npm/").items()
    }
    assert named == {name: (version, licence) for name, version, licence in titles}
    assert {"@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"} <= named.keys()


def test_each_script_tells_the_same_packages_as_the_list(made):
    scripts = json.loads((DIST / "packages.json").read_text())
    for script, keys in scripts.items():
        told = (DIST / f"{script}.LEGAL.txt").read_text().partition("\n\n")[0].splitlines()[1:]
        assert [line.split()[0] for line in told] == [
            key.split("node_modules/")[-1] for key in keys
        ]
    bundled = {
        property_["value"]
        for part in read_parts(made, "pkg:npm/").values()
        for property_ in part["properties"]
    }
    assert bundled == {f"web/dist/{script}" for script in scripts}


@pytest.mark.parametrize("package", MARKS)
def test_a_package_is_named_for_the_scripts_that_have_its_words(package):
    scripts = json.loads((DIST / "packages.json").read_text())
    named = {name for name, keys in scripts.items() if f"node_modules/{package}" in keys}
    built = [path for path in DIST.iterdir() if path.suffix in (".js", ".cjs")]
    assert named == {path.name for path in built if MARKS[package] in path.read_text()}


def test_the_texts_of_licences_that_ask_for_it_are_there():
    texts = (DIST / "packages.LEGAL.txt").read_text()
    for holder in ("David Bau", "David Frank", "Domenic Denicola", "Sebastian Mayr"):
        assert holder in texts
    assert "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION" in texts


def test_it_names_what_pip_brings_with_the_bounds(made):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = read_parts(made, "pkg:pypi/")
    bounds = {
        property_["value"]
        for part in parts.values()
        for property_ in part["properties"]
        if property_["name"] == "kerasdigits:requirement"
    }
    assert bounds >= set(project["dependencies"])
    assert parts["keras"]["scope"] == "required"
    assert parts["tensorflow"]["scope"] == parts["playwright"]["scope"] == "optional"
    assert not {"pytest", "sphinx", "kerasdigits"} & parts.keys()
