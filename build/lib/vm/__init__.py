"""QEMU machines: what they are made of, their serial line, and how a person's box is run."""
