"""Virtual hardware: looped spans, telephones and exchanges on them, emulated cards."""
