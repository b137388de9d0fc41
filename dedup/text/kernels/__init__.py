"""Compiled loops over the characters and words of texts.

As in `dedup.lsh.kernels`, nothing but the compiler imports these modules: `dedup.machine.kernel`
loads what was once compiled of them. Beside each stands plain code, which says the same.
"""
