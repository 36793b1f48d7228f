"""Query -> hits: candidates of both indexes, fused, ranked and freed from copies; and the originals of sources."""
