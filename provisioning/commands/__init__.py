"""The groups of `motcua-provision`, one module each: `add` tells the parser, the rest does what is asked."""
