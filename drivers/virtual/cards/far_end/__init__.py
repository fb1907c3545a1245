"""What is plugged into an emulated card: telephones, exchange lines, an E1 far end."""
