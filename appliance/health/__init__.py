"""What is wrong at present. Green has one meaning: no issue about that subject."""
