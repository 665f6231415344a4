"""Measurements, each figure beside its peer in the same run: `python -m tests.benches [name …]`.

Owns what is measured and the table. Refuses to be a test: figures depend on the machine, so nothing here
fails a build.
"""
