"""Make what a training needs from its configuration: the compiled model and its batches."""

import math

import keras
import numpy as np

from kerasdigits import backend
from kerasdigits.data import Dataset, split_validation
from kerasdigits.models.registry import build
from kerasdigits.runs import FitConfig
from kerasdigits.training.batches import Batches
from kerasdigits.training.label_noise import add_label_noise
from kerasdigits.training.losses import LOSSES, find_loss, make_targets, metric_name
from kerasdigits.training.optimizers import copy_state, make_optimizer


def compile_model(config: FitConfig, dataset: Dataset) -> tuple[keras.Model, str]:
    """Seed, build and compile the model of a configuration.

    Args:
        config: What to train and how.
        dataset: The data that `config.data` names.

    Returns:
        The model and the key of its loss in `LOSSES`.

    Raises:
        ModelError: The model or the loss does not fit the data.
    """
    backend.seed(config.seed)
    outputs = _count_outputs(dataset)
    model = build(config.model, dataset.input_shape, outputs, dataset.task, dataset.columns)
    loss = find_loss(config.loss, dataset.task)
    samples = len(_split(config, dataset)[0])
    steps_per_epoch = math.ceil(samples / config.batch_size)
    model.compile(
        make_optimizer(
            config.optimizer,
            config.learning_rate,
            config.schedule,
            steps_per_epoch * config.epochs,
            config.weight_decay,
            cycle_steps=[steps_per_epoch * epochs for epochs in config.cycle_epochs()],
            cycle_momentum=config.cycle_momentum,
        ),
        LOSSES[loss].make(),
        metrics=[metric_name(loss, dataset.task)],
    )
    return model, loss


def make_peak_optimizer(config: FitConfig) -> keras.optimizers.Optimizer:
    """Make a run's optimizer with the highest rate of its schedule, for whoever trains on."""
    return make_optimizer(
        config.optimizer,
        config.learning_rate,
        "constant",
        total_steps=1,
        weight_decay=config.weight_decay,
    )


def compile_for_keras(model: keras.Model, config: FitConfig, loss: str, task: str) -> None:
    """Compile a trained model anew with what Keras itself knows, so that it opens anywhere.

    Schedules and cyclic optimizers are our own classes, and at their end they stand at a rate near
    0. The optimizer keeps its state and goes on at the rate that the run peaked at.

    Args:
        model: The trained model.
        config: What it was trained with.
        loss: The key of its loss in `LOSSES`; one that Keras lacks gives way to its stand-in.
        task: `classification` or `regression`.
    """
    optimizer = make_peak_optimizer(config)
    optimizer.build(model.trainable_variables)
    copy_state(model.optimizer, optimizer)
    known = LOSSES[loss].stand_in or loss
    model.compile(optimizer, LOSSES[known].make(), metrics=[metric_name(loss, task)])


def make_batches(
    config: FitConfig, dataset: Dataset, loss: str
) -> tuple[Batches, tuple[np.ndarray, np.ndarray] | None]:
    """Make the batches to train on, and what is held out to watch.

    Args:
        config: What to train and how.
        dataset: The data that `config.data` names.
        loss: A key of `LOSSES`.

    Returns:
        The batches, with the wrong labels that `config.label_noise` asks for; inputs and targets
        of the validation part, with their true labels, or None.
    """
    x, y, x_validation, y_validation = _split(config, dataset)
    outputs = _count_outputs(dataset)
    if config.label_noise:
        y = add_label_noise(y, config.label_noise, outputs, config.seed)
    batches = Batches(
        x,
        make_targets(y, loss, outputs, dataset.task),
        config.batch_size,
        config.seed,
        augmented=config.augment and len(dataset.input_shape) == 3,
    )
    if not len(x_validation):
        return batches, None
    return batches, (x_validation, make_targets(y_validation, loss, outputs, dataset.task))


def _count_outputs(dataset: Dataset) -> int:
    """Count what a model of a data set must put out: classes, or numbers to predict."""
    if dataset.task == "classification":
        return len(dataset.class_names)
    return dataset.y_train.shape[1]


def _split(config: FitConfig, dataset: Dataset) -> tuple[np.ndarray, ...]:
    if config.validation_split == 0:
        return dataset.x_train, dataset.y_train, dataset.x_train[:0], dataset.y_train[:0]
    return split_validation(
        dataset.x_train, dataset.y_train, config.validation_split, config.seed, dataset.task
    )
