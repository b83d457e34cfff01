"""The demo city: a seeded agency with a history, made through the same services as anybody's."""
