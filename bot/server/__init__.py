"""The servers beside chat: the control socket for other shells, and the health and metrics pages."""
