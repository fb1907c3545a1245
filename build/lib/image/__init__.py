"""The disk image and the update bundle: partitions, boot loader, initial RAM disk, root."""

from build.lib.image.product import bundle, image

__all__ = ["bundle", "image"]
