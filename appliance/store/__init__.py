"""The two databases: config.db, small and precious, and history.db, large."""
