"""Architectures by name, and reading and ending models.

registry.py       the architectures, each with the training recipe that suits it
dense.py          models of dense layers: linear, logistic, mlp
cnn.py            the small convolutional network
resnet.py         residual networks: ResNet18, and a small one
tables.py         models of tables: collab, tabular
transfer.py       a body and a head: the network of Keras's example of transfer learning
custom.py         the user's own architecture, PATH.py:function
quick_draws.py    first weights drawn on JAX without a compilation for each shape
objects.py        the Keras objects of our own that a checkpoint names: a loss, schedules
layer_rates.py    optimizers with a learning rate of its own for each layer
outputs.py        from raw outputs to probabilities
doors.py          the forms in which people have models, told apart
load.py           a saved model, read without running code that came with it
described.py      what `model.to_json()` wrote, with weights beside it
traced.py         the program in which TensorFlow traces a model of another backend
unreadable.py     why Keras cannot read a model, in one line
untold.py         what a file does not say of its model
public.py         kd.load_model, for notebooks and scripts
archive.py        a .keras file, unpacked with distrust
bfloat16.py       legacy files whose weights are bfloat16
empty_weights.py  layers built for weights that are about to be read
quiet_logger.py   libraries that tell what is no news
strangers/        a stranger's model read as data, and the guard in front of each reader
read/             what the guard lets through, read without Keras's deserializer
hub/              hf:// addresses, and presets of keras-hub
saved_model/      TensorFlow SavedModels, a signature as a model
tfjs_layers/      layers models of TensorFlow.js as Keras models
keras2/           what Keras 2 wrote, as Keras 3 takes it
keras3/           what earlier versions of Keras 3 wrote, with its numbers
"""
