"""Where questions come from and answers go: each adapter knows its place and none of the others."""
