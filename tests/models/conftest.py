"""What the tests of several rooms of models share."""

import zipfile

import pytest


@pytest.fixture(scope="session")
def save_each_form():
    """A function that saves a model in each form that Keras has, and gives the paths to load."""

    def save(model, folder):
        model.save(folder / "model.keras")
        model.save(folder / "model.h5")
        (folder / "described.json").write_text(model.to_json())
        model.save_weights(folder / "described.weights.h5")
        with zipfile.ZipFile(folder / "model.keras") as archive:
            archive.extractall(folder / "parts")
        return [folder / name for name in ("model.keras", "parts", "described.json", "model.h5")]

    return save
