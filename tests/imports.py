"""Read who imports whom in the package, from the source alone."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

PACKAGE = Path(__file__).parents[1] / "kerasdigits"


@dataclass(frozen=True)
class Import:
    """One name that a file imports.

    Attributes:
        importer: The module that imports, such as `kerasdigits.runs`.
        target: The module that is imported, of the package or not.
        line: Where.
        inside: Whether it stands in a function, and so happens when that is called.
    """

    importer: str
    target: str
    line: int
    inside: bool


def name_module(path: Path, package: Path = PACKAGE) -> str:
    """Name the module of a file: `kerasdigits.data` for `kerasdigits/data/__init__.py`."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def read_imports(package: Path = PACKAGE) -> list[Import]:
    """Read every import of a package: at the top, inside functions, and for type checkers alone."""
    files = {name_module(path, package): path for path in sorted(package.rglob("*.py"))}
    return [found for name in files for found in _read_file(name, files)]


def _read_file(name: str, files: dict[str, Path]) -> Iterator[Import]:
    tree = ast.parse(files[name].read_text(encoding="utf-8"))
    for node, inside in _walk(tree, False):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        else:
            base = _find_base(name, files[name], node)
            whole = [f"{base}.{alias.name}" for alias in node.names]
            targets = [target if target in files else base for target in whole]
        for target in dict.fromkeys(targets):
            yield Import(name, target, node.lineno, inside)


def _walk(node: ast.AST, inside: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, inside
        yield from _walk(child, inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))


def _find_base(name: str, path: Path, node: ast.ImportFrom) -> str:
    """Give the module that a `from ... import` names; dots stand for packages above."""
    if not node.level:
        return node.module or ""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    above = package[: len(package) - node.level + 1]
    return ".".join([*above, node.module] if node.module else above)


def find_circles(imports: Iterable[Import]) -> list[set[str]]:
    """Find the sets of modules that import each other, over however many steps."""
    edges = {(one.importer, one.target) for one in imports}
    modules = sorted({module for edge in edges for module in edge})
    number = {module: index for index, module in enumerate(modules)}
    rows, columns = zip(*((number[a], number[b]) for a, b in edges), strict=True)
    graph = csr_array(([1] * len(rows), (rows, columns)), shape=(len(modules), len(modules)))
    _, labels = connected_components(graph, directed=True, connection="strong")
    groups: dict[int, set[str]] = {}
    for module, label in zip(modules, labels, strict=True):
        groups.setdefault(label, set()).add(module)
    itself = {importer for importer, target in edges if importer == target}
    return [group for group in groups.values() if len(group) > 1 or group & itself]


def find_loaded(module: str, imports: Iterable[Import]) -> set[str]:
    """Find all that is loaded when a module is: what it imports at its top, and what that does."""
    tops: dict[str, set[str]] = {}
    for one in imports:
        if not one.inside:
            tops.setdefault(one.importer, set()).add(one.target)
    loaded, waiting = set(), [module]
    while waiting:
        current = waiting.pop()
        if current not in loaded:
            loaded.add(current)
            waiting += tops.get(current, ())
    return loaded
