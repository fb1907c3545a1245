"""The one typed door to the supervisor: what may be asked, how it travels, who may ask."""
