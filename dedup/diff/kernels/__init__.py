"""Compiled loops over arrays: what aligning does for every word and every pair of sentences.

These modules import numba, which takes about half a second, so nothing but `constants` is imported
where they are called from: `dedup.machine.kernel` loads what was once compiled of them. They do
what the plain functions of `dedup.diff` do, in the same order, so that results are equal to the
last bit; what the numbers mean is said there.
"""
