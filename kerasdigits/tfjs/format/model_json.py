"""model.json: what TensorFlow.js reads of a model, and what we say of it besides."""

import json
from dataclasses import dataclass
from pathlib import Path

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.model_js import write_model_js
from kerasdigits.upgrade import Steps
from kerasdigits.version import __version__

METADATA_VERSION = 1
# From each earlier version of the metadata to the next.
UPGRADES: Steps = {}
# Who replays the samples takes this for agreement where model.json does not say otherwise, relative
# to an output's largest absolute value. float32 has 24 bits (6e-8); sums of some thousand products
# in another order differ by about 1e-6.
TOLERANCE = 1e-5


@dataclass(frozen=True)
class ModelJson:
    """What goes into model.json (tfjs-core/src/io/types.ts, `ModelJSON`), and into its twin.

    Attributes:
        content: The topology and the manifest, as the route wrote them; `format` first.
        name: The name under which model.js registers the model.
        metadata: What else goes into `userDefinedMetadata.kerasdigits`, as JSON can hold it.
        parameters: The number of weights in the Keras model.
        parity: The parity samples.
    """

    content: dict
    name: str
    metadata: dict
    parameters: int
    parity: dict

    def write(self, folder: Path, shards: list[Path], tolerance: float = TOLERANCE) -> list[str]:
        """Write model.json and model.js.

        Args:
            folder: The model folder.
            shards: The weight files, which model.js holds, too.
            tolerance: The difference that still is agreement with the parity samples.

        Returns:
            A sentence where there is no model.js.

        Raises:
            ExportError: JSON cannot hold the metadata or the config of a layer.
        """
        text = _to_json(self._describe(tolerance))
        (folder / "model.json").write_text(text + "\n", encoding="ascii", newline="\n")
        missing = write_model_js(folder / "model.js", self.name, text, shards)
        return [missing] if missing else []

    def _describe(self, tolerance: float) -> dict:
        """Give all of model.json, its keys in order."""
        content = dict(self.content)
        parity = dict(self.parity)
        if tolerance != TOLERANCE:
            parity["tolerance"] = tolerance
        details = {
            "version": METADATA_VERSION,
            "name": self.name,
            **{k: v for k, v in self.metadata.items() if k not in ("version", "name")},
            "parameters": self.parameters,
            "parity": parity,
        }
        return {
            "format": content.pop("format"),
            "generatedBy": f"kerasdigits {__version__}",
            "convertedBy": None,
            **content,
            "userDefinedMetadata": {"kerasdigits": details},
        }


def _to_json(content: dict) -> str:
    """Serialize on one line of ASCII; JavaScript knows no NaN in JSON."""
    try:
        return json.dumps(content, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ExportError(
            f"JSON cannot hold the metadata, or the config of a layer: {error}",
            remedy="Use numbers, text, lists, dicts, True, False and None; no NaN, no arrays",
        ) from error
