"""Run an epoch's steps on data that lie on the device; Keras's own `train_step` is what they take.

Keras's `fit` hands each batch from Python to the model, which for the small models of a course
takes longer than the step itself. Here the data are handed over once, and an epoch as one
permutation; the steps compute the same numbers in the same order.

loop.py           the epochs of a training: callbacks, steps, validation
epoch_steps.py    what the backends' steps have in common: the batch of a step, the model's state
streamed.py       the same on data that stay in a file, window by window
on_jax.py         many steps in one compiled loop, or one compiled step at a time
on_tensorflow.py  the same, in a compiled function of TensorFlow's
on_torch.py       one recorded step, replayed without Keras's Python
fused_normalization.py  batch normalization by the backend's own kernel
tensorflow_kernels.py   batch normalization and the movement of images by TensorFlow's kernels
torch_kernels.py  the same by PyTorch's
recording.py      record the operations of a step on PyTorch
recorded_step.py  take out of a recorded step what need not be computed again
aliases.py        which tensors of it lie in the same memory
flat_updates.py   update all variables by one vector
in_place.py       write results over what nobody reads any more
scripted_step.py  let TorchScript go through it
"""
