"""The box's numbers for net-snmp's agent, which runs `python3 -m appliance.snmp`."""

from pathlib import Path

MIB = Path(__file__).with_name("LINEMAN-MIB.txt")
"""What the numbers are called, for the program that reads them."""
