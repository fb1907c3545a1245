"""What the box is made of: contents, licences, sizes, and what may not change unseen."""
