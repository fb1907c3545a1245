"""The table of what page and API are judged by, and the program that holds them to it."""
