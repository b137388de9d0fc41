"""Compiled loops over arrays: what finding does for every word, every document and every pair.

These modules import numba, which takes about half a second, so nothing but `constants` is imported
where they are called from: `dedup.machine.kernel` loads what was once compiled of them. They know
arrays and numbers only; what the numbers mean is said where they are called from.
"""
