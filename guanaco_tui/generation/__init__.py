"""The Alpaca method: prompt, parse, filter, compare, keep."""
