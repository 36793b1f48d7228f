"""Edge: passages -> sentences by a language model, if one is configured."""
