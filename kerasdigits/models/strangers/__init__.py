"""A stranger's model, read as data: what it holds, and what of it must not become a model.

Keras's loader builds objects from what a file says: classes by name, files by path, arrays by
declared shape. Nothing here imports Keras or builds anything; what is not on a list is refused.

refusal.py             one thing that is refused, and what allows it
allowed_classes.json   the classes and functions of Keras's that a config may name
allowed.py             whether a config may name a class, and why not
config.py              the walk over a config: classes, names, paths
hdf5.py                the walk over an HDF5 file: only what lies in it itself, and no more
hdf5_file.py           an HDF5 file, read in Python alone: groups, values, arrays
hdf5_array.py          an array in it: what it declares, how it is stored, its numbers
hdf5_head.py           the heads of both, and the file: pyfive's, for strangers' files
hdf5_anew.py           such a file written anew, for what reads it through HDF5's own library
bounded_file.py        a file of which no more is read than is in proportion to it
zip_part.py            a part of an archive that is stored as it is, read in place
opened.py              a model file, opened: its config, its arrays, what is refused
guard.py               in front of each reader: the refusals as one error, and which reader it is
contents.py            what `inspect` tells of a Keras model: layers, shapes, parameters
model_folder.py        the same of a TensorFlow.js folder
inspect.py             what is at a path, of whichever form, told as one record
"""
