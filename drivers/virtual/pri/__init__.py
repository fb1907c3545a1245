"""The far end of an ISDN primary rate line, on libpri."""
