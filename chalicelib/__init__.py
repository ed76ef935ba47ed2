"""Giliran: duty orders, daily reports and working hours of city offices whose staff take turns working from home."""
