"""Measurements of the centre over PostgreSQL: `python -m tests.benches.central [name …] [--small]`.

Owns what is measured. Every commit waits for the disk, on both sides. Figures depend on the machine, so
nothing here fails a build; `--small` only tries whether a bench works.
"""
