"""The words of the vfio-user protocol that a server of one PCI function needs.

Source: the vfio-user specification kept with QEMU (docs/interop/vfio-user.rst).
"""

import struct
from typing import Final

HEADER: Final = struct.Struct("<HHIII")  # message id, command, size with header, flags, error
ACCESS: Final = struct.Struct("<HHIIIQII")  # header, then offset, region, count

VERSION: Final = 1
DMA_MAP: Final = 2
DMA_UNMAP: Final = 3
DEVICE_INFO: Final = 4
REGION_INFO: Final = 5
IRQ_INFO: Final = 7
SET_IRQS: Final = 8
REGION_READ: Final = 9
REGION_WRITE: Final = 10
DEVICE_RESET: Final = 13

IS_REPLY: Final = 0x01
NO_REPLY: Final = 0x10
IS_ERROR: Final = 0x20

CONFIG_REGION: Final = 7  # BARs are regions 0 to 5, 6 is the expansion ROM
REGIONS: Final = 9
IRQ_INDEXES: Final = 5
INTX: Final = 0

REGION_CAN_READ_AND_WRITE: Final = 3
DEVICE_CAN_RESET_AND_IS_PCI: Final = 3
IRQ_EVENTFD_MASKABLE_AUTOMASKED: Final = 7

IRQ_NO_DATA: Final = 0x01
IRQ_EVENTFD: Final = 0x04
IRQ_MASK: Final = 0x08
IRQ_UNMASK: Final = 0x10
IRQ_TRIGGER: Final = 0x20

CAPABILITIES: Final = (
    b'{"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"pgsizes":4096}}\0'
)
