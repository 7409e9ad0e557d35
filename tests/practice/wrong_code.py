"""Wrong answers that nobody wrote: the solution with one thing changed, and wrapped solutions."""

import ast
import re
import textwrap
from collections.abc import Iterator

import numpy as np

from kerasdigits.practice.cases import Case
from kerasdigits.practice.diagnosis.finding import KINDS
from kerasdigits.practice.exercise import Exercise
from kerasdigits.practice.hole import Hole

_OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_NAMES = {
    "mean": "sum",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "exp": "log",
    "log": "exp",
    "sqrt": "square",
    "zeros": "ones",
    "ones": "zeros",
    "any": "all",
    "all": "any",
}


def fill_hole(exercise: Exercise, hole: str, body: str) -> str:
    """The solved exercise with another body in one of its holes."""
    solution = textwrap.indent(exercise.solution(hole), "    ")
    assert exercise.solved.count(solution) == 1
    return exercise.solved.replace(solution, textwrap.indent(textwrap.dedent(body), "    "))


def mutate(solution: str) -> Iterator[str]:
    """Every body that differs from a solution by one operator, constant, name or dropped part."""
    tree = ast.parse(f"def hole():\n{textwrap.indent(solution, '    ')}")
    seen = {_unparse(tree)}
    for holder, place, node in list(_walk_places(tree)):
        for other in _changes(node):
            _put(holder, place, other)
            text = _unparse(tree)
            _put(holder, place, node)
            if text not in seen:
                seen.add(text)
                yield text


def _walk_places(tree: ast.AST) -> Iterator[tuple[ast.AST | list, str | int, ast.AST]]:
    """Every node below, with what holds it, and where: a field of a node, or a place in a list."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, list):
                for place, node in enumerate(value):
                    if isinstance(node, ast.AST):
                        yield value, place, node
            elif isinstance(value, ast.AST):
                yield parent, field, value


def _put(holder: ast.AST | list, place: str | int, node: ast.AST) -> None:
    if isinstance(holder, list):
        holder[place] = node
    else:
        setattr(holder, place, node)


def _unparse(tree: ast.Module) -> str:
    return "\n".join(map(ast.unparse, tree.body[0].body))


def _changes(node: ast.AST) -> list[ast.AST]:
    """What may stand in the place of a node."""
    if isinstance(node, ast.BinOp):
        swapped = [
            ast.BinOp(node.left, other(), node.right) for other in _OPERATORS.get(type(node.op), ())
        ]
        return [*swapped, node.left, node.right]
    if isinstance(node, ast.Compare):
        others = _OPERATORS.get(type(node.ops[0]), ())
        return [ast.Compare(node.left, [other()], node.comparators) for other in others]
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        values = [node.value + 1] if type(node.value) is int else [node.value * 1.1]
        return [ast.Constant(value) for value in values]
    if isinstance(node, ast.Attribute) and node.attr in _NAMES:
        return [ast.Attribute(node.value, _NAMES[node.attr], node.ctx)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        return [node.operand]
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Attribute):
        return [node.args[0]]
    return []


# What is done to the right result -> the kinds that may be named; {0} is an argument, an array.
_WRAPPED = {
    "return -right": {"sign"},
    "return right + 1": {"offset"},
    "return right - 0.01": {"offset", "nearly"},
    "return right * 2": {"factor"},
    "return right / 3": {"factor"},
    "return right * 1.001": {"factor", "nearly"},
    "return None": {"nothing"},
    "return str(right)": {"type"},
    "return {'result': right}": {"type"},
    "return lambda: right": {"type"},
    "raise ValueError('too bad')": {"raises"},
    "return right * np.nan": {"not-finite"},
    "return right * 0": {"constant", "mistake", "example-only"},
    "return np.float32(0.7)": {"constant", "reduced", "mistake", "dtype"},
    "return np.stack([right, right])": {"shape", "reduced", "broadcast", "one-off"},
    "return np.round(right, 2)": {"rounded", "nearly", "precision"},
    "if {0}.shape != {1}:\n    raise IndexError('out of bounds')\nreturn right": {"one-size"},
    "if {0}.shape != {1}:\n    return right * 1.5 + 2\nreturn right": {"one-size"},
    "{0} *= 2\nreturn right": {"changes-argument"},
    "{0}[0] = 7\nreturn right": {"changes-argument"},
    "return EXAMPLE": {"example-only"},
    "if np.array_equal({0}, {2}, equal_nan=True):\n    return EXAMPLE\nreturn EXAMPLE * 0.9": {
        "example-only"
    },
}

# What is no answer at all: whatever it is called, it does not pass and breaks nothing.
_JUNK = (
    "[1, [2, 3]]",
    "np.array(['a'])",
    "right * 1j",
    "{}",
    "''",
    "()",
    "float('nan')",
    "np.array([])",
    "np.zeros((2, 0))",
    "10**400",
    "10**5000",
    "[None]",
    "True",
    "object()",
    "range(3)",
    "(1,)",
    "np.ma.masked",
    "[right, right]",
    "np",
    "compute",
    "type('Odd', (float,), {'__eq__': lambda *_: True})(3)",
)


def wrap(exercise: Exercise, hole: Hole, cases: list[Case]) -> Iterator[tuple[str, set[str]]]:
    """Bodies that compute what is right and spoil it, and the kinds that tell how."""
    parameters = exercise.parameters(hole.name)
    arrays = [place for place, value in enumerate(hole.example) if getattr(value, "ndim", 0)]
    if not arrays:
        return
    # One of floats, whose size differs from case to case.
    place = max(
        arrays,
        key=lambda place: (
            hole.example[place].dtype.kind == "f",
            len({case.args[place].shape for case in cases if case.edge is None}),
        ),
    )
    array = hole.example[place]
    # Of several results the first is spoiled.
    several = isinstance(cases[0].expected, tuple)
    results = [np.asarray(one.expected[0] if several else one.expected) for one in cases]
    example = results[0]
    # Rounding changes no whole number.
    whole = all(np.array_equal(result, np.round(result), equal_nan=True) for result in results)
    solution = textwrap.indent(exercise.solution(hole.name), "    ")
    names = ", ".join(parameters)
    right = "right, *others" if several else "right"
    head = f"def compute({names}):\n{solution}\n{right} = compute({names})\n"
    shown = f"np.array({example.tolist()!r})" if example.ndim else repr(example.tolist())
    for spoiled, kinds in _WRAPPED.items():
        if whole and "np.round" in spoiled:
            continue
        spoiled = spoiled.replace("{0}", parameters[place]).replace("{1}", repr(array.shape))
        listed = repr(array.tolist()).replace("nan", "np.nan")
        spoiled = spoiled.replace("{2}", listed).replace("EXAMPLE", shown)
        if several:
            spoiled = re.sub("return (.*)", r"return (\1, *others)", spoiled)
        yield head + spoiled, kinds
    for junk in _JUNK:
        yield f"{head}return {junk}", set(KINDS)
