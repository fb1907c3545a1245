"""What the executables in `build/` do; each module is one of them."""
