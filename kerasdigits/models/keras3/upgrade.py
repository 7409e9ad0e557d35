"""The walk over a config that an earlier Keras 3 wrote, and the table of what has changed.

Same name, other meaning (a file's numbers are those of the Keras that wrote it, and are kept):

| Keras 3                                   | today (3.15)           | here               |
|-------------------------------------------|------------------------|--------------------|
| before 3.4: a mask ends at merging layers, | shows what one of the  | own layers         |
| which take hidden steps as they are       | masks shows, or all    |                    |
| before 3.4: Attention with a causal mask  | reads both             | refused, with      |
| beside others                             |                        | masks              |
| before 3.10: MultiHeadAttention gives     | 0                      | refused, with      |
| uniform scores where all is hidden        |                        | masks              |
| RandomCrop in prediction: before 3.6 it   | passes on              | a Resizing         |
| resizes; before 3.10 it draws a crop      |                        | refused            |
| before 3.6: RandomRotation(value_range)   | is gone                | dropped            |
| before 3.6 LayerNormalization(rms_scaling), before 3.15 convolutions with output_padding do not |
| say so in a file: the first is refused for its weights (without scale it cannot be told from    |
| another), the second is told (models/untold.py)                                                 |

Found with Keras 3.0.5 whole, and parts of 3.3.3, 3.4.1, 3.6.0 and 3.10.0, each in front of today's
packages: tests/golden/write_keras2.py writes every layer, and check_keras2.py compares.
"""

from typing import Any

from kerasdigits.errors import ModelError
from kerasdigits.models.keras2.masks import makes_mask
from kerasdigits.models.keras2.version import KerasVersion

_KERAS_LAYERS = "keras.layers"
_CHANGED = (3, 10)
_MASKS_CHANGED = (3, 4)
_MERGING = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply", "Subtract")
_ATTENTION = ("AdditiveAttention", "Attention")
_PACKAGE = "kerasdigits"
# Names that initializers had; they stay as aliases, which Keras 3.16 does not read in a config.
_INITIALIZERS = {"IdentityInitializer": "Identity", "OrthogonalInitializer": "Orthogonal"}


def changes_since(version: KerasVersion) -> bool:
    """Tell whether today's Keras may compute something else than the one that wrote a file.

    What states no version, as `model.to_json()` of Keras 3, is taken for today's.
    """
    stated = len(version.numbers) > 1
    return stated and not version.is_older and version < _CHANGED


def upgrade_keras_3(config: dict, version: KerasVersion) -> dict:
    """Write the config of a model so that it means today what it meant when it was written.

    Args:
        config: What an earlier Keras 3 wrote.
        version: That Keras.

    Returns:
        The same model; nothing of `config` is changed.

    Raises:
        ModelError: It holds what means something else today, and cannot be written otherwise.
    """
    rewritten = _Walk(version, masked=makes_mask(config)).rewrite(config)
    return dict(rewritten)


def rename_initializers(part: Any) -> Any:
    """Write a config, or a part of one, with the names that initializers have today.

    Args:
        part: What a Keras 3 wrote.

    Returns:
        The same; nothing of `part` is changed.
    """
    if isinstance(part, list):
        return [rename_initializers(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    part = {key: rename_initializers(value) for key, value in part.items()}
    name = part.get("class_name")
    if part.get("module") == "keras.initializers" and isinstance(name, str):
        part["class_name"] = _INITIALIZERS.get(name, name)
    return part


class _Walk:
    def __init__(self, version: KerasVersion, *, masked: bool):
        self.version = version
        self.masked = masked

    def rewrite(self, part: Any) -> Any:
        if isinstance(part, list):
            return [self.rewrite(entry) for entry in part]
        if not isinstance(part, dict):
            return part
        if part.get("module") == _KERAS_LAYERS and isinstance(part.get("config"), dict):
            part = self._rewrite_layer(part)
        return {key: self.rewrite(value) for key, value in part.items()}

    def _rewrite_layer(self, entry: dict) -> dict:
        name, config = entry["class_name"], entry["config"]
        if name == "RandomCrop" and not self.version < (3, 6):
            raise ModelError(
                "RandomCrop drew its crops in prediction, too, in Keras 3.6 to 3.9",
                received=f'layer "{config.get("name")}", written by {self.version}',
                remedy="Build the model without it, and set its weights",
            )
        if name == "RandomCrop":
            kept = {key: value for key, value in config.items() if key != "seed"}
            config = {**kept, "crop_to_aspect_ratio": True}
            return {**entry, "class_name": "Resizing", "config": config}
        if name == "RandomRotation":
            return {**entry, "config": {k: v for k, v in config.items() if k != "value_range"}}
        if not self.masked:
            return entry
        if name in _MERGING and self.version < _MASKS_CHANGED:
            stand_in = f"Unmasked{name}"
            registered = {"module": None, "registered_name": f"{_PACKAGE}>{stand_in}"}
            return {**entry, **registered, "class_name": stand_in}
        if name in _ATTENTION and self.version < _MASKS_CHANGED:
            self._refuse_call(entry, "use_causal_mask", "3.4")
        if name == "MultiHeadAttention":
            self._refuse_call(entry, "return_attention_scores", "3.10")
        return entry

    def _refuse_call(self, entry: dict, argument: str, until: str) -> None:
        nodes = [node for node in entry.get("inbound_nodes") or [] if isinstance(node, dict)]
        if any((node.get("kwargs") or {}).get(argument) for node in nodes):
            raise ModelError(
                f'Layer "{entry["config"].get("name")}" ({entry["class_name"]}) is called with '
                f"{argument}, which gave other numbers in Keras before {until}, where steps are "
                "hidden",
                received=f"a model with masks, written by {self.version}",
                remedy="Load it in that Keras, build it again in today's and set its weights",
            )
