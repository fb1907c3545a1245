"""What sound says: tones found in what was recorded."""
