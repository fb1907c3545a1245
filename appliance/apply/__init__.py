"""Making a configuration the running one: plan, stage, switch, verify, keep or put back."""
