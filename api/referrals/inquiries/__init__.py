"""Inquiries recorded by hand: sent, to be answered by a day, answered; who has not answered; silence after the day."""
