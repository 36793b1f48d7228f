"""Programs that fit the product's weights again, from data that is here or named on the command line."""
