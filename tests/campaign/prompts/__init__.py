"""What the box says: every prompt there, numbers and dates by the grammar."""
