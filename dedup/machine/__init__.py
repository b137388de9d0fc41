"""How compiled code is made, kept and called; what it does is said in the ``kernels`` of a wing."""
