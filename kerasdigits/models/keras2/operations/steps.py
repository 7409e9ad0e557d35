"""The operations of keras.ops that one call of a function of TensorFlow's is written as."""

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.calls import Call, Tensor, tensors_in
from kerasdigits.tfjs.reference.keras_internals import OWN_MODULES

SUPPORTED = "Write it as a layer in Keras 2 and save the model again"


class Steps:
    """What one call is written as, in order; the last operation yields its result.

    Args:
        name: The name of the call's entry in the graph.

    Attributes:
        entries: The entry of each operation, and its call.
    """

    def __init__(self, name: str):
        self.name = name
        self.entries: list[tuple[dict, Call]] = []

    def add(self, kind: str, *arguments: object, **settings: object) -> Tensor:
        """Add an operation.

        Args:
            kind: Its class, `module.Class` of keras.src.ops, or `layers.Class`.
            *arguments: What it is called on.
            **settings: The arguments of its constructor.

        Returns:
            What it yields; of several outputs the first.

        Raises:
            ModelError: A tensor stands where Keras 3 takes none.
        """
        if tensors_in(list(settings.values())):
            raise ModelError(
                "An operation of TensorFlow between the layers takes a tensor where Keras 3 takes "
                "a number",
                received=self.name,
                remedy=SUPPORTED,
            )
        name = f"{self.name}__{len(self.entries)}"
        module, _, class_name = kind.rpartition(".")
        entry = {
            "module": "keras.layers" if module == "layers" else f"{OWN_MODULES}ops.{module}",
            "class_name": class_name,
            "config": {"name": name, **settings},
            "registered_name": None if module == "layers" else class_name,
            "name": name,
        }
        self.entries.append((entry, Call(list(arguments))))
        return Tensor(name, 0, 0)

    def finish(self) -> None:
        """Give the last operation the name that the graph knows."""
        entry, _ = self.entries[-1]
        entry["name"] = entry["config"]["name"] = self.name


def constant(value: object) -> object:
    """Write what may be a tensor: a list of numbers as the array that it was, all else as it is.

    Args:
        value: A tensor, a number, or a list of numbers, however deep.
    """
    numbers = _flatten(value) if isinstance(value, list) else None
    if not numbers:
        return value
    dtype = "float32"
    if all(isinstance(number, bool) for number in numbers):
        dtype = "bool"
    elif all(isinstance(number, int) for number in numbers):
        dtype = "int32"
    return {"class_name": "__numpy__", "config": {"value": value, "dtype": dtype}}


def _flatten(value: list) -> list | None:
    """List the numbers in a list of lists; None where it holds anything else."""
    found = []
    for part in value:
        inner = _flatten(part) if isinstance(part, list) else [part]
        if inner is None or not all(isinstance(one, int | float) for one in inner):
            return None
        found += inner
    return found
