"""Names of a site's scripts and styles that change with their content: browsers may keep them."""

import hashlib
import re
from pathlib import Path

from kerasdigits.files import replacing_file

# The script that runs before all others loads another one by its name.
_FIRST = "ahead.js"
_NAMED = re.compile(r"^[\w-]+\.(js|css)$")
_HASHED = re.compile(r"^[\w-]+\.[0-9a-f]{10}\.(js|css)$")


def hash_assets(site: Path) -> dict[str, str]:
    """Rename the scripts and styles in a site's `dist`, and name them so in its `index.html`.

    Licences keep their names, which the scripts mention.

    Args:
        site: A folder to which the page was just copied.

    Returns:
        The new path of each file by the one under which the page asks for it, relative to the site.

    Raises:
        OSError: A file cannot be read, written or removed.
    """
    dist = site / "dist"
    names: dict[str, str] = {}
    found = sorted((file for file in dist.iterdir() if _NAMED.match(file.name)), key=_comes_last)
    for file in found:
        content = file.read_bytes()
        if file.name == _FIRST:
            content = _rename(content.decode(), names).encode()
        digest = hashlib.sha256(content).hexdigest()[:10]
        hashed = file.with_name(f"{file.stem}.{digest}{file.suffix}")
        with replacing_file(hashed) as temporary:
            temporary.write_bytes(content)
        names[f"dist/{file.name}"] = f"dist/{hashed.name}"
        file.unlink()
    page = site / "index.html"
    renamed = _rename(page.read_text(encoding="utf-8"), names)
    with replacing_file(page) as temporary:
        temporary.write_text(renamed, encoding="utf-8")
    return names


def remove_former(site: Path, names: dict[str, str]) -> None:
    """Remove the scripts and styles of former versions of the page.

    Args:
        site: The site.
        names: Those of the present version, as `hash_assets` gave them.

    Raises:
        OSError: A file cannot be removed.
    """
    for file in (site / "dist").iterdir():
        known = _HASHED.match(file.name) or f"dist/{file.name}" in names
        if known and f"dist/{file.name}" not in names.values():
            file.unlink()


def _comes_last(file: Path) -> tuple[bool, str]:
    return file.name == _FIRST, file.name


def _rename(text: str, names: dict[str, str]) -> str:
    """Put the new paths where the old ones stand as the whole value of an attribute."""
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return text
