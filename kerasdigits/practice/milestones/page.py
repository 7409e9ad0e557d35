"""Today: the digits on a page are read by what a learner's code has trained."""

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from kerasdigits import backend
from kerasdigits.practice.milestones.digits import NEEDED_TO_TRAIN, train_on_digits
from kerasdigits.practice.milestones.milestone import Milestone, Tell

if TYPE_CHECKING:
    from kerasdigits.data import Dataset
    from kerasdigits.practice.milestones.network import Net

_NAME = "by-your-code"


def rerun(mine: SimpleNamespace, data: "Dataset", tell: Tell, folder: Path) -> dict[str, Any]:
    """Train, hand the weights to Keras, and export them to the page in `folder/web`."""
    net, accuracy = train_on_digits(mine, data, tell)
    page = folder / "web"
    difference = _publish(net, data, page)
    tell(f"Open it and draw: {page / 'index.html'}")
    tell("The digits on that page are read by weights that code of yours has found.")
    return {"accuracy": accuracy, "page": str(page / "index.html"), "difference": difference}


def _publish(net: "Net", data: "Dataset", page: Path) -> float | None:
    """Write the network as a Keras model to the page; gives how far TensorFlow.js is from Keras."""
    assert data.preprocess is not None, "a set of pictures"
    backend.use(candidates=backend.INFERENCE_BACKENDS)
    import keras

    from kerasdigits.publishing.destinations import Destination
    from kerasdigits.publishing.presentation import Presentation
    from kerasdigits.publishing.publish import publish
    from kerasdigits.training.trained import Trained

    model = keras.Sequential([keras.Input(data.x_train.shape[1:]), keras.layers.Flatten()])
    for kernel, _ in net[:-1]:
        model.add(keras.layers.Dense(kernel.shape[1], activation="relu"))
    model.add(keras.layers.Dense(net[-1][0].shape[1], activation="softmax"))
    model.set_weights([array for layer in net for array in layer])
    publication = publish(
        Trained(model, None),
        Destination(page / "models" / _NAME, page),
        overwrite=True,
        presentation=Presentation(
            preprocess=data.preprocess["recipe"],
            class_names=tuple(data.class_names),
            name=_NAME,
            title="Trained by code that you wrote",
        ),
    )
    check = publication.report.check
    return None if check is None else check.max_abs_difference


PAGE = Milestone(
    name="page",
    year=2026,
    title="A page that reads digits by what your code has learned",
    story="The network of the milestone before, written as TensorFlow.js reads it, in a page that "
    "opens with a double click. Draw, look inside, and train it further there.",
    needs=NEEDED_TO_TRAIN,
    rerun=rerun,
    asked={"accuracy": 0.94},
)
