"""The unit that bans who guesses passwords; `python3 -m appliance.bans` runs it."""
