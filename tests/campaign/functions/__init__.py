"""What every function is proved by: plays, and the two kinds of telephone that play them."""
