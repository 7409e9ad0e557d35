"""How the page shows a model: what its developer says, a run knows, or its shape suggests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kerasdigits.data.preprocess import check_recipe
from kerasdigits.errors import ExportError, option
from kerasdigits.publishing.input_range import find_input_range

if TYPE_CHECKING:
    import keras

Preprocess = Literal["mnist", "uci", "resize", "none"]
Shape = tuple[int | None, ...]

_PARAMETERS = {"range": "input_range", "dark_on_white": "dark_on_white"}
_SIDES: dict[str, int] = {"mnist": 28, "uci": 8}
_ASSUMED = (
    "the input is {size}, so the page prepares drawings as MNIST's digits were: {ink}, fitted into "
    "20 x 20 and centred, numbers from {low:g} to {high:g}; {options} say otherwise"
)
_SCALED = "the model scales its input itself, so the page gives it numbers from {low:g} to {high:g}"


@dataclass(frozen=True)
class Presentation:
    """What a developer says of the page; None leaves it to the run, or to the model's shape.

    Attributes:
        preprocess: What is done to a drawing: `mnist`, `uci`, `resize`, or `none` for a model that
            does not take pictures.
        class_names: A name for each class, in the order of the outputs.
        name: The name under which the page knows the model.
        title: What its visitors read instead of the name.
        input_range: The numbers of the darkest and the brightest pixel, such as `(0, 255)`.
        dark_on_white: Whether the model was trained on dark ink on white paper.
    """

    preprocess: Preprocess | None = None
    class_names: tuple[str, ...] | None = None
    name: str | None = None
    title: str | None = None
    input_range: tuple[float, float] | None = None
    dark_on_white: bool = False

    def require_sound(self) -> None:
        """Refuse what cannot be, whatever the model is.

        Raises:
            ExportError: The name is not one of a folder, or `preprocess` stands beside what it
                excludes.
        """
        if self.name is not None and (not self.name.strip("./\\ ") or set(self.name) & set("/\\")):
            raise ExportError(
                "A model's name must be the name of a folder",
                received=self.name,
                remedy="Give one without slashes, such as my-digits",
            )
        if self.preprocess == "none" and (self.input_range or self.dark_on_white):
            raise ExportError(
                "A model that takes no pictures has no range of pixels and no colour of ink",
                received=option("preprocess", "none"),
                remedy=f"Leave out {option('input_range')} and {option('dark_on_white')}, or "
                f"{option('preprocess', 'none')}",
            )


def describe(
    presentation: Presentation,
    model: keras.Model,
    card: dict[str, Any],
    shape: Shape | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """Complete what model.json says of a model for the page.

    Args:
        presentation: What the developer says.
        model: The model that is exported.
        card: What a run says; `{}` for a bare model, whose recipe is then guessed: `mnist` for
            pictures of 28 x 28, and the range that its first layers tell.
        shape: The shape of its input with the batch, where it is not the model's own.

    Returns:
        The metadata, and sentences on what was assumed.

    Raises:
        ExportError: What the developer says does not fit the model.
    """
    metadata = dict(card)
    notes: list[str] = []
    if presentation.title is not None:
        metadata["title"] = presentation.title
    if presentation.class_names is not None:
        _require_classes(presentation.class_names, model)
        metadata |= {"task": "classification", "class_names": list(presentation.class_names)}
    sizes = _find_sizes(model, shape)
    if presentation.preprocess == "none":
        metadata["preprocess"] = None
        return metadata, notes
    recipe = card.get("preprocess") if card else None
    if presentation.preprocess is not None:
        recipe = _make_recipe(presentation.preprocess, sizes)
    elif not card:
        recipe, notes = _guess(presentation, model, sizes)
    recipe = _refine(recipe, presentation)
    if recipe is not None:
        metadata["preprocess"] = recipe
    return metadata, notes


def _find_sizes(model: keras.Model, shape: Shape | None) -> Shape | None:
    """Give the sizes of a model's only input without the batch; None where they are not known."""
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) == 1 and (shape is None or None not in inputs[0].shape[1:]):
        shape = inputs[0].shape
    return None if shape is None else tuple(shape[1:])


def _require_classes(names: tuple[str, ...], model: keras.Model) -> None:
    outputs = getattr(model, "outputs", None)
    units = outputs[0].shape[-1] if outputs else None
    if units is None or len(names) == (2 if units == 1 else units):
        return
    raise ExportError(
        f"The model tells {2 if units == 1 else units} classes apart",
        received=f"{len(names)} names: {', '.join(names)}",
        remedy="Give a name for each, in the order of the outputs",
    )


def _make_recipe(name: str, sizes: Shape | None) -> dict[str, Any]:
    """Make the recipe that was asked for, for an input of this size."""
    if name in _SIDES:
        side = _SIDES[name]
        if sizes is not None and not _is_square(sizes, side):
            raise ExportError(
                f"The recipe {name} makes pictures of {side} x {side}, with one channel",
                received=f"a model that takes {_show(sizes)}",
                remedy=f"Choose another one, such as {option('preprocess', 'resize')}",
            )
        return {"recipe": name, "size": [side, side]}
    recipe = None if sizes is None else _resize(sizes)
    if recipe is None:
        raise ExportError(
            "The recipe resize needs a model that takes one picture of a known height and width, "
            "grey or in colours",
            received="inputs of unknown sizes" if sizes is None else f"input {_show(sizes)}",
            remedy="Give the sizes with --input, such as --input 224,224,3"
            if sizes is None or None in sizes
            else f"Choose another one with {option('preprocess')}",
        )
    return recipe


def _guess(
    presentation: Presentation, model: keras.Model, sizes: Shape | None
) -> tuple[dict[str, Any] | None, list[str]]:
    """Choose for a model without a run: what its shape and its first layers suggest."""
    inputs = getattr(model, "inputs", None) or []
    if sizes is None or len(inputs) != 1 or not _holds_pixels(inputs[0].dtype):
        return None, []
    found = None if presentation.input_range else find_input_range(model)
    ends: dict[str, Any] = {"range": list(found)} if found else {}
    if _is_square(sizes, _SIDES["mnist"]):
        low, high = presentation.input_range or found or (0, 1)
        ink = "dark on white" if presentation.dark_on_white else "light on dark"
        note = _ASSUMED.format(
            size=_show(sizes),
            ink=ink,
            low=low,
            high=high,
            options=f"{option('preprocess')}, {option('input_range')} and "
            f"{option('dark_on_white')}",
        )
        return {**_make_recipe("mnist", sizes), **ends}, [note]
    recipe = _resize(sizes) if _is_picture(sizes) else None
    if recipe is None or not (found or presentation.input_range or presentation.dark_on_white):
        return None, []  # the page sees by itself whether it takes pictures
    return {**recipe, **ends}, [_SCALED.format(low=found[0], high=found[1])] if found else []


def _refine(recipe: dict[str, Any] | None, presentation: Presentation) -> dict[str, Any] | None:
    """Add the range and the colour of the ink to a recipe."""
    more: dict[str, Any] = {}
    if presentation.input_range is not None:
        more["range"] = list(presentation.input_range)
    if presentation.dark_on_white:
        more["dark_on_white"] = True
    if recipe is None:
        if more:
            raise ExportError(
                "The page does not give this model pictures, so that they have no range and no ink",
                received=" ".join(option(_PARAMETERS[key]) for key in more),
                remedy=f"Say how a picture is prepared with {option('preprocess')}",
            )
        return None
    recipe = {**recipe, **more}
    check_recipe(recipe)
    return recipe


def _is_square(sizes: Shape, side: int) -> bool:
    """Tell whether an input is one grey square of this side, as a picture or as a row of pixels."""
    long = [size for size in sizes if size != 1]
    return long in ([side, side], [side * side])


def _holds_pixels(dtype: str) -> bool:
    return "float" in dtype or dtype == "uint8"


def _is_picture(sizes: Shape) -> bool:
    """Tell a picture from a sequence, as the page does (web/src/model/model.ts)."""
    return len(sizes) == 3 or (len(sizes) == 2 and sizes[0] == sizes[1] and (sizes[0] or 0) >= 8)


def _resize(sizes: Shape) -> dict[str, Any] | None:
    """Make the recipe for whole pictures; None for an input that is not one of a known size."""
    height, width, channels = (*sizes, 1)[:3] if len(sizes) in (2, 3) else (None, None, None)
    if height is None or width is None or channels not in (1, 3):
        return None
    return {"recipe": "resize", "size": [height, width], "channels": channels}


def _show(sizes: Shape) -> str:
    shown = " x ".join("?" if size is None else str(size) for size in sizes) or "1"
    return shown if len(sizes) > 1 else f"{shown} numbers"
