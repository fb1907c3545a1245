"""The story of each walk through the supervisor, one file a walk."""
