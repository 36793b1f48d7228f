"""Edge: passages -> sentences by a language model, if one is configured, and which of them are accepted."""
