"""Measuring speed and size: every figure is a ratio to something plain, taken in the same run on the same machine."""
