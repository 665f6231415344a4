"""The devices: printer, buttons and lamps, tested at the wire beneath our code."""
