"""Webhooks go outside only: whatever the address says, wherever its name leads, and wherever it led a moment ago."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from campaigns.outgoing import address
from campaigns.outgoing.address import NoWay, address_to_call, is_outside, target_of
from clinic.refusal import Refusal

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.8", "192.168.1.1", "192.88.99.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1",
]  # fmt: skip
OUTSIDE = [
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
]
WRONG = [
    "", "ehr.example.org", "http://ehr.example.org/", "ftp://ehr.example.org/", "https://", "https:///x", "https://ehr.example.org:99999/",
    "https://ehr.example.org:0/", "https://me:secret@ehr.example.org/", "https://@ehr.example.org/", "https://ehr.example.org/#x",
    "https://ehr.example.org/ x", "https://ehr.example.org/\r\nHost: x", "https://bücher.example/", "https://ehr.example.org\\@x/",
    "https://ehr.example.org:22/", "https://ehr.example.org:80/", "https://" + "a" * 300 + ".example/", "https://[::1/", "https://%00/",
    *(f"https://{f'[{one}]' if ':' in one else one}/" for one in INSIDE if "%" not in one),
    "http://localhost:8000/", "https://localhost/", "http://127.0.0.1/",
]  # fmt: skip


def target(url: str, *, loopback: bool = False) -> address.Target:
    return target_of(url, ports=(443, 8443), loopback=loopback)


def answering(monkeypatch, *rounds: list[str]) -> list[int]:
    """The resolver says these, one list a question. The questions so far."""
    asked: list[int] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        found = rounds[min(len(asked), len(rounds) - 1)]
        asked.append(port)
        if not found:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(address.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_every_network_that_is_somebodys_own_is_inside():
    assert [one for one in INSIDE if is_outside(ip_address(one))] == []
    assert [one for one in OUTSIDE if not is_outside(ip_address(one))] == []


@pytest.mark.parametrize("url", WRONG, ids=lambda url: url[:40])
def test_what_is_no_address_outside_is_refused_before_it_is_kept(url: str):
    with pytest.raises(Refusal):
        target(url)


def test_a_good_address_is_taken_apart():
    assert target("https://ehr.example.org:8443/a/b?c=d") == address.Target(
        "https", "ehr.example.org", 8443, "/a/b?c=d"
    )
    assert target("https://EHR.example.org.").authority == "ehr.example.org"
    assert target("https://[2606:4700::1111]:8443/").authority == "[2606:4700::1111]:8443"


def test_while_practising_this_machine_may_be_called_and_nothing_beside_it(monkeypatch):
    here = target("http://localhost:9000/hooks", loopback=True)
    answering(monkeypatch, ["127.0.0.1"], ["127.0.0.1", "10.0.0.1"], ["10.0.0.1"])
    assert address_to_call(here, loopback=True) == "127.0.0.1"
    for _ in range(2):
        with pytest.raises(NoWay):
            address_to_call(here, loopback=True)
    with pytest.raises(Refusal):
        target("http://ehr.example.org/", loopback=True)


def test_one_address_inside_among_many_outside_is_enough_to_refuse(monkeypatch):
    far = target("https://ehr.example.org/")
    answering(
        monkeypatch, ["8.8.8.8", "2606:4700::1111"], ["8.8.8.8", "10.0.0.1"], ["::ffff:8.8.8.8"], [], ["127.0.0.1"]
    )
    assert address_to_call(far, loopback=False) == "8.8.8.8"
    for why in ("not outside", "not outside", "not found", "not outside"):
        with pytest.raises(NoWay, match=why):
            address_to_call(far, loopback=True)


def test_a_resolver_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(address, "LOOKED_UP_IN", 0.05)
    monkeypatch.setattr(address, "look_up", lambda target, answer: None)
    with pytest.raises(NoWay, match="in time"):
        address_to_call(target("https://ehr.example.org/"), loopback=False)
