"""One file for each file of /etc/dahdi."""
