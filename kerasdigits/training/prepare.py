"""Make what a training needs from its configuration: the compiled model and its batches."""

import math

import keras
import numpy as np

from kerasdigits import backend
from kerasdigits.data import Dataset, choose_held_out, take_rows
from kerasdigits.models.registry import build
from kerasdigits.runs import FitConfig
from kerasdigits.training.batches import Batches
from kerasdigits.training.distribution.devices import ALONE, Distribution
from kerasdigits.training.distribution.limits import check_distributable
from kerasdigits.training.label_noise import add_label_noise
from kerasdigits.training.losses import LOSSES, find_loss, make_targets, metric_name
from kerasdigits.training.optimizers import copy_state, make_optimizer
from kerasdigits.training.precision import computing_in, put_out_float32, unwrap


def compile_model(
    config: FitConfig, dataset: Dataset, distribution: Distribution = ALONE
) -> tuple[keras.Model, str]:
    """Seed, build and compile the model of a configuration.

    Args:
        config: What to train and how.
        dataset: The data that `config.data` names.
        distribution: Over which devices it will train.

    Returns:
        The model, with its optimizer built, and the key of its loss in `LOSSES`.

    Raises:
        ModelError: The model or the loss does not fit the data, or the training cannot be
            distributed.
    """
    with distribution.scope():
        model, loss = _compile_model(config, dataset)
        # Keras would build the optimizer's slots at the first step, after the first checkpoint.
        model.optimizer.build(model.trainable_variables)
    check_distributable(model, config, distribution)
    return model, loss


def _compile_model(config: FitConfig, dataset: Dataset) -> tuple[keras.Model, str]:
    backend.seed(config.seed)
    with computing_in(config.precision):
        model = _build(config, dataset)
    put_out_float32(model)
    loss = find_loss(config.loss, dataset.task)
    samples = len(_choose_samples(config, dataset)[0])
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


def rebuild_plain(
    model: keras.Model, config: FitConfig, dataset: Dataset, distribution: Distribution = ALONE
) -> tuple[keras.Model, keras.optimizers.Optimizer]:
    """Make a model that computes in float32, on one device, of one that was trained otherwise.

    Args:
        model: The trained model.
        config: What it was trained with.
        dataset: The data that `config.data` names.
        distribution: What it was trained on.

    Returns:
        An uncompiled model with the same weights, or the model itself where it is plain; the
        optimizer that trained them.
    """
    optimizer = unwrap(model.optimizer)
    if config.precision == "float32" and not distribution.mirrors:
        return model, optimizer
    same = _build(config, dataset)
    same.set_weights(model.get_weights())
    return same, optimizer


def make_peak_optimizer(config: FitConfig) -> keras.optimizers.Optimizer:
    """Make a run's optimizer with the highest rate of its schedule, for whoever trains on."""
    return make_optimizer(
        config.optimizer,
        config.learning_rate,
        "constant",
        total_steps=1,
        weight_decay=config.weight_decay,
    )


def compile_for_keras(
    model: keras.Model,
    config: FitConfig,
    loss: str,
    task: str,
    trained_by: keras.optimizers.Optimizer | None = None,
) -> None:
    """Compile a trained model anew with what Keras itself knows, so that it opens anywhere.

    Schedules and cyclic optimizers are our own classes, and at their end they stand at a rate near
    0. The optimizer keeps its state and goes on at the rate that the run peaked at.

    Args:
        model: The trained model.
        config: What it was trained with.
        loss: The key of its loss in `LOSSES`; one that Keras lacks gives way to its stand-in.
        task: `classification` or `regression`.
        trained_by: Whose state to keep; None for the model's own optimizer.
    """
    optimizer = make_peak_optimizer(config)
    optimizer.build(model.trainable_variables)
    copy_state(trained_by or model.optimizer, optimizer)
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
    kept, held = _choose_samples(config, dataset)
    outputs = _count_outputs(dataset)
    y = dataset.y_train
    if config.label_noise:
        y = y.copy()
        y[kept] = add_label_noise(y[kept], config.label_noise, outputs, config.seed)
    batches = Batches(
        dataset.x_train,
        make_targets(y, loss, outputs, dataset.task),
        config.batch_size,
        config.seed,
        augmented=config.augment and len(dataset.input_shape) == 3,
        kept=kept,
    )
    if not len(held):
        return batches, None
    true = make_targets(dataset.y_train[held], loss, outputs, dataset.task)
    return batches, (take_rows(dataset.x_train, held), true)


def _build(config: FitConfig, dataset: Dataset) -> keras.Model:
    outputs = _count_outputs(dataset)
    return build(config.model, dataset.input_shape, outputs, dataset.task, dataset.columns)


def _count_outputs(dataset: Dataset) -> int:
    """Count what a model of a data set must put out: classes, or numbers to predict."""
    if dataset.task == "classification":
        return len(dataset.class_names)
    return dataset.y_train.shape[1]


def _choose_samples(config: FitConfig, dataset: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """Say which samples of the training half are trained on, and which are held out."""
    everything = np.arange(len(dataset.y_train))
    if config.validation_split == 0:
        return everything, everything[:0]
    return choose_held_out(dataset.y_train, config.validation_split, config.seed, dataset.task)
