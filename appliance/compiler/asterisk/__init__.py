"""One file for each file of /etc/asterisk."""
