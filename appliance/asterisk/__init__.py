"""All that the supervisor knows of Asterisk: the manager interface and the call spool."""
