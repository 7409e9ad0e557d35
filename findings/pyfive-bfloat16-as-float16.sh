#!/bin/sh
# pyfive 1.3.0: floats of 16 bits that are not IEEE's, such as bfloat16, are read as if they were.
#
# HDF5 says of a type of floats where its sign, exponent and mantissa lie, and how large the exponent's
# bias is. pyfive takes each type of two bytes for float16, whatever stands there, and gives other numbers,
# without an error; h5py reads the same file rightly. bfloat16 is what weights of large models are kept in.
#
# Seen (1, 2, 3, .5 written as bfloat16: sign 15, exponent 7 to 14, mantissa 0 to 6, bias 127):
#       h5py    float32 [1.0, 2.0, 3.0, 0.5]
#       pyfive  float16 [1.875, 2.0, 2.125, 1.75]
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pyfive==1.3.0 h5py==3.14.0 numpy==2.4.6
cat > read.py << 'END'
import sys

import h5py
import numpy as np
import pyfive

kind = h5py.h5t.IEEE_F32LE.copy()
kind.set_fields(15, 7, 8, 0, 7)
kind.set_ebias(127)
kind.set_precision(16)
kind.set_size(2)
with h5py.File("weights.h5", "w") as file:
    dataset = h5py.h5d.create(file.id, b"kernel", kind, h5py.h5s.create_simple((4,)))
    numbers = np.array([1, 2, 3, 0.5], "float32")
    dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, numbers)

found = {}
for library in (h5py, pyfive):
    with library.File("weights.h5") as file:
        read = file["kernel"][...]
    found[library.__name__] = f"{read.dtype} {read.tolist()}"
    print(f"{library.__name__:8}{found[library.__name__]}")
sys.exit(
    found
    != {"h5py": "float32 [1.0, 2.0, 3.0, 0.5]", "pyfive": "float16 [1.875, 2.0, 2.125, 1.75]"}
)
END
venv/bin/python read.py || { echo "CHANGED"; exit 1; }
echo "as described"
