"""One thing in a stranger's file that is not read, and what allows it all the same."""

from dataclasses import asdict, dataclass
from typing import Literal

from kerasdigits.errors import drop_middle

Kind = Literal["code", "path", "custom", "unknown", "name", "link", "size", "damaged"]
# What is let through with --unsafe; links out of a file and false sizes never are.
ALLOWED_BY_UNSAFE: frozenset[Kind] = frozenset({"code", "path"})

_LONGEST = 160


@dataclass(frozen=True)
class Refusal:
    """What is refused, where, and why.

    Attributes:
        kind: `code` (it would run), `path` (it would read a file elsewhere), `custom` (a class of
            somebody's own), `unknown` (a class that is not on the list), `name` (a name that is a
            path), `link` (data that lie in another file), `size` (data that are not there),
            `damaged`.
        where: The layer, the array or the part of the file.
        why: One sentence without a final full stop.
        class_name: The class or function that is meant; "" where it is not about one.
        module: The module that the file names for it; "" where it names none.
    """

    kind: Kind
    where: str
    why: str
    class_name: str = ""
    module: str = ""

    @property
    def allowed_by(self) -> str | None:
        """The option that lets it through; None where nothing does."""
        if self.kind in ALLOWED_BY_UNSAFE:
            return "--unsafe"
        return "--custom-objects module:name" if self.kind == "custom" else None

    def __post_init__(self) -> None:
        # What a stranger's file says is quoted, and may be as long as the file.
        for name in ("where", "why", "class_name", "module"):
            text = " ".join(getattr(self, name).split())
            object.__setattr__(self, name, drop_middle(text, _LONGEST))

    def to_json(self) -> dict[str, str | None]:
        """Give it as `inspect --json` prints it."""
        told = asdict(self)
        return {
            **{key: told[key] for key in ("kind", "where", "why")},
            "class": self.class_name or None,
            "allowed_by": self.allowed_by,
        }
