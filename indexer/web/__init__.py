"""The web's conventions: addresses, links that wrap others, dates, text that is safe to keep (pure)."""
