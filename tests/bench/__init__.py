"""Figures that the product is held to, measured by `build/bench NAME`."""
