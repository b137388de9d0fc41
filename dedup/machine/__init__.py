"""How compiled code is made, kept and called, and what kernels of all parts share.

What a kernel does is said in the ``kernels`` of its part.
"""
