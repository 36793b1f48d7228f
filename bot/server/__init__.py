"""What the program serves beside chat: the control socket of other shells, health and metrics pages."""
