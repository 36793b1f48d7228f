"""Programs that keep the pictures in the docs true, and the installer that `make` calls."""
