#!/usr/bin/env python3
"""Makes the digits that vizbp carries: Sources/VizNeural/Generated/DigitsData.swift.

Run it by hand if the data ever changes; the result is committed and the build does not need it.

    pip install scikit-learn
    python3 scripts/carried/make-digits.py

The data are the 1,797 test digits of "Optical Recognition of Handwritten Digits" by E. Alpaydin and
C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, licensed under
CC BY 4.0, as scikit-learn has them: 8 x 8 pixels from 0 to 16. Each becomes a row of 65 bytes, the
pixels and the digit, in an IDX array that is compressed with gzip and written in base64.
"""

import base64
import gzip
import pathlib
import struct

import numpy as np
from sklearn.datasets import load_digits

TARGET = pathlib.Path(__file__).parents[2] / "Sources/VizNeural/Generated/DigitsData.swift"

digits = load_digits()
rows = np.concatenate([digits.data, digits.target[:, None]], axis=1).astype(np.uint8)
assert rows.shape == (1797, 65) and rows[:, :64].max() == 16 and rows[:, 64].max() == 9
idx = bytes([0, 0, 0x08, 2]) + struct.pack(">II", *rows.shape) + rows.tobytes()
text = base64.b64encode(gzip.compress(idx, 9, mtime=0)).decode()

lines = "\n".join("    " + text[i : i + 2000] + "\\" for i in range(0, len(text), 2000))
TARGET.parent.mkdir(exist_ok=True)
TARGET.write_text(f'''// Made by scripts/carried/make-digits.py; do not edit. "Optical Recognition of Handwritten Digits" by
// E. Alpaydin and C. Kaynak, CC BY 4.0, see NOTICE.
// swift-format-ignore-file

/// 1,797 rows of 64 pixels and the digit: an IDX array, compressed with gzip, in base64.
let digitsData: StaticString = """
{lines}

    """
''')
