"""Write what a release is made of, as a CycloneDX 1.6 file: `python release/sbom.py DEST.cdx.json`.

It names what `pip install` brings, with its bounds, and the npm packages whose code
is in `web/dist`, as esbuild tells (`packages.json`), with versions, licences and hashes of
`package-lock.json`. Form: https://cyclonedx.org/specification.
"""

import base64
import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

from kerasdigits.version import __version__

ROOT = Path(__file__).parents[1]
# Extras that nobody needs who uses the package, or that only name others.
NOT_FOR_USERS = {"all", "dev", "docs"}


def list_python(project: dict) -> Iterator[Component]:
    """List the packages that `pip install` brings, and those of extras as optional."""
    named = [(text, "") for text in project["dependencies"]]
    for extra, texts in project["optional-dependencies"].items():
        if extra not in NOT_FOR_USERS:
            named += [(text, extra) for text in texts]
    for text, extra in named:
        requirement = Requirement(text)
        properties = [Property(name="kerasdigits:requirement", value=text)]
        if extra:
            properties.append(Property(name="kerasdigits:extra", value=extra))
        yield Component(
            name=requirement.name,
            bom_ref=f"pypi:{requirement.name}",
            purl=PackageURL("pypi", None, requirement.name),
            scope=ComponentScope.OPTIONAL if extra else ComponentScope.REQUIRED,
            properties=properties,
        )


def list_bundled(scripts: dict[str, list[str]], lock: dict[str, dict]) -> Iterator[Component]:
    """List the npm packages that left code in the built page.

    Args:
        scripts: The packages in each script, by their keys in the lock.
        lock: `packages` of package-lock.json.

    Returns:
        A component for each package.

    Raises:
        KeyError: A package is not in the lock: the page was built of something else.
    """
    for key in sorted({key for keys in scripts.values() for key in keys}):
        entry = lock[key]
        group, _, name = key.rpartition("node_modules/")[2].rpartition("/")
        digest = base64.b64decode(entry["integrity"].removeprefix("sha512-")).hex()
        yield Component(
            name=name,
            group=group or None,
            version=entry["version"],
            bom_ref=f"npm:{key.removeprefix('node_modules/')}",
            purl=PackageURL("npm", group or None, name, entry["version"]),
            licenses=[LicenseExpression(entry["license"])],
            hashes=[HashType(alg=HashAlgorithm.SHA_512, content=digest)],
            scope=ComponentScope.REQUIRED,
            properties=[
                Property(name="kerasdigits:bundled-in", value=f"web/dist/{script}")
                for script, keys in scripts.items()
                if key in keys
            ],
        )


def make_sbom(root: Path = ROOT) -> str:
    """Make the bill of materials of a checkout whose page is built.

    Args:
        root: The checkout.

    Returns:
        CycloneDX 1.6, as JSON.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    scripts = json.loads((root / "web/dist/packages.json").read_text())
    lock = json.loads((root / "web/package-lock.json").read_text())["packages"]
    ours = Component(
        name=project["name"],
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"pypi:{project['name']}",
        purl=PackageURL("pypi", None, project["name"], __version__),
        licenses=[LicenseExpression(project["license"])],
        description=project["description"],
    )
    parts = [*list_python(project), *list_bundled(scripts, lock)]
    bom = Bom(components=parts)
    bom.metadata.component = ours
    bom.register_dependency(ours, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the file to write: python release/sbom.py DEST.cdx.json")
    Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
    Path(sys.argv[1]).write_text(make_sbom(), encoding="utf-8")
