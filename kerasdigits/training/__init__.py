"""Fit, evaluate and predict; import the parts by name, because they import Keras.

config.py        the configuration of a fit: the architecture's recipe, and what the user chose
plan.py          the data and configuration of a fit, for commands and notebooks
fastest.py       which backend trains a model soonest, by measurement
prepare.py       the compiled model and the batches of a configuration
fit.py           train into a run folder; go on with a run that was interrupted
checkpoint.py    what a run that was interrupted goes on with
hold_out.py      how much is held out by default, to show over-fitting
snapshots.py     the weights after a few epochs, small, for the page
budget.py        as many epochs as a time allows
own_code.py      a run's model whose layers stand in the user's own file
trained.py       a trained model, opened from a run folder or from any saved model
inspected.py     what is in a run or a model, without Keras
evaluate.py      measure a model on a data set
tta.py           the mean over an image and moved copies of it
predict.py       predict picture files, or numbers
lr_finder.py     train for a moment at growing learning rates
losses.py        the losses by name
optimizers.py    the optimizers and learning-rate schedules by name
precision.py     layers that compute with 16 bits, on a GPU
layer_groups.py  groups of layers, and the share of the learning rate that each gets
sweep.py         one model at several rates, batch sizes and seeds
processes.py     one kind of work many times, in several processes
ray_jobs.py      the same on a Ray cluster
frozen_body.py   a body that does not learn, and its activations computed once
recipe/          fast.ai's eight steps, from a frozen body to over-fitting
batches.py       mini-batches whose order depends on the seed and the epoch alone
in_order.py      what evaluating and predicting are given: arrays, or batches from a file
steps/           the steps of an epoch on data that lie on the device
distribution/    one training on several devices
augmentation.py  random rotation, zoom and shift of images
label_noise.py   wrong labels for a share of the training set
progress.py      a live bar on a terminal, a line an epoch elsewhere
"""
