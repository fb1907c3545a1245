"""Cards: which chips sit on them and how they are wired."""
