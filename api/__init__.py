"""Eligo: merit hiring from examination to appointment, by the letter of an agency's rules."""
