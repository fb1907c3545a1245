"""Chips as their data sheets and drivers know them; each file is one chip and no card."""
