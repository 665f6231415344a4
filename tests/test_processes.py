"""Ports for servers of tests: nobody takes one between its being named and its being used."""

from pathlib import Path

from tests.processes import free_port

KERNELS = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
"""From here on the kernel gives ports to whoever connects to somebody."""


def test_a_port_for_a_server_is_none_that_a_client_may_be_given() -> None:
    assert max(free_port() for _ in range(50)) < KERNELS


def test_no_port_is_named_again_while_its_server_is_only_starting() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
