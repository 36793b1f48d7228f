"""From feeds to a searchable collection: fetch, extract, split, embed, store."""
