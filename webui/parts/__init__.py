"""The engine behind pages that are lists and forms of the configuration's parts."""
