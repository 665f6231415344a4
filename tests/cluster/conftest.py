"""A cluster of three for each test that asks for one, and links to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.nats import Cluster, cluster


@pytest.fixture(name="cluster")
def running(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path) as nodes:
        yield nodes
