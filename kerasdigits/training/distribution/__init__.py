"""One training on several devices, to the weights of one device: `fit --distribute`.

The engines are those that Keras's backends have. What they would compute otherwise than one device
does is put right here, or refused before a training starts (docs/distribution.md has the table).

devices.py        which devices and processes take part, as their launchers say
limits.py         what would end with other weights than on one device
share.py          which samples of a batch a device takes
on_jax.py         one program for all devices: keras.distribution
on_tensorflow.py  a model mirrored on the devices of a process: tf.distribute
on_torch.py       a process a device, whose gradients PyTorch averages: DDP
follow.py         the processes that train along and write nothing
"""
