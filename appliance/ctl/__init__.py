"""`lineman`: the supervisor's questions from a shell."""
