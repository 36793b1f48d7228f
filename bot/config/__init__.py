"""The config file: `loader.load` gives the settings of the whole program, or raises with every problem at once."""
