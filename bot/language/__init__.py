"""English, as news is written: words, amounts, dates, products and the form of a headline (pure)."""
