"""The public API: every route from one table, every schema from the wire's own types."""
