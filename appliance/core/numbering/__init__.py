"""National number plans, read out of phonenumberslite's metadata."""
