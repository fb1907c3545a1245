"""The program that speaks text: a unit of its own, which knows nothing of the supervisor."""
