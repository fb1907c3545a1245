"""From one `Config` to every file the exchange and the line cards read. Pure."""
