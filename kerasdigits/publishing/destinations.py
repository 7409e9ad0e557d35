"""Where a model folder goes, and the page that is completed around it."""

from dataclasses import dataclass
from pathlib import Path

from kerasdigits import site as site_room
from kerasdigits.tfjs.format.folder import require_free
from kerasdigits.training.trained import MODEL_SUFFIXES

WEB = Path("web")


@dataclass(frozen=True)
class Destination:
    """Where a model is published.

    Attributes:
        folder: The model folder to write.
        site: The site that lists it; None for a folder by itself.
    """

    folder: Path
    site: Path | None


def find_destination(
    model: Path, folder: Path | None = None, site: Path = WEB, name: str | None = None
) -> Destination:
    """Find where a model goes.

    Args:
        model: The run or model file, which gives the folder its name.
        folder: The model folder that the user asks for: it belongs to a site when it lies in the
            `models` of our page, else it stands by itself. None takes `SITE/models/NAME`.
        site: The site to add the model to, when no folder is given.
        name: The name of its folder there, when it is not that of the run or the file.

    Returns:
        The folder and its site.
    """
    if folder is not None:
        return Destination(folder, _find_site(folder))
    if name is None:
        if model.name == "model.json":
            model = model.resolve().parent  # a TensorFlow.js folder by its file
        is_file = model.suffix in (*MODEL_SUFFIXES, ".json")
        name = model.stem if is_file else model.resolve().name
    return Destination(site / "models" / name, site)


def require_room(
    destination: Destination, *, overwrite: bool = False, name: str | None = None
) -> None:
    """Check that a model folder can be made, before a model is loaded for it.

    Args:
        destination: Where it goes.
        overwrite: Whether a model folder that is there already may be replaced.
        name: The name under which the page lists the model; None for that of the folder.

    Raises:
        ExportError: The folder exists and may not be replaced.
        SiteError: The page is not built, or the site holds another page or a model of the name.
    """
    if destination.site is not None:
        check_page(destination.site)
        folder = destination.folder
        site_room.refuse_taken_name(destination.site, folder, name or folder.name)
    require_free(destination.folder, overwrite=overwrite)


def check_page(site: Path) -> None:
    """Check that the page can be put into a site, before a model is made or written for it.

    Args:
        site: The site.

    Raises:
        SiteError: The page is not built, or the folder holds another page.
    """
    site_room.web_files()
    site_room.refuse_foreign_page(site)


def add_to_site(site: Path) -> Path:
    """Complete a site around its model folders: copy the page, list the models.

    Args:
        site: The site.

    Returns:
        The site's page.

    Raises:
        SiteError: The page is not built, or the folder holds another page.
    """
    site_room.assemble(site)
    site_room.list_models(site)
    return site / "index.html"


def _find_site(folder: Path) -> Path | None:
    models = folder.absolute().parent
    return models.parent if models.name == "models" and site_room.is_site(models.parent) else None
