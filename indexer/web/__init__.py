"""The web's conventions: addresses, links that wrap others, sources, dates, text that is safe to keep."""
