"""The disk as a power cut leaves it, at every moment at which something was promised to be kept."""
