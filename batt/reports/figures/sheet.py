"""A sheet of pictures, drawn below each other, cut up into one file a picture."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.image import imread, imsave

from batt.atomic import atomic_file


def cut_sheet(
    sheet: Path, sizes: Sequence[tuple[int, int]], files: Sequence[Path], dots_per_inch: int
) -> None:
    """Write the parts of a sheet as PNG.

    Parameters
    ----------
    sheet
        A PNG in which the pictures stand below each other at the left edge.
    sizes
        Width and height of each picture, in pixels.
    files
        Where each goes.
    """
    pixels = imread(sheet)
    top = 0
    for (width, height), file in zip(sizes, files, strict=True):
        with atomic_file(file) as new:
            imsave(new, np.ascontiguousarray(pixels[top : top + height, :width]), dpi=dots_per_inch)
        top += height
