"""The disk image: partitions, boot loader, initial RAM disk, verified root."""
