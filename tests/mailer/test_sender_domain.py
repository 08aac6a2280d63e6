"""SPF, DKIM and DMARC as receivers look them up, from a name server on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from mailer import sender_domain as names

RECORDS = {
    "clinic.example.": ["v=spf1 include:mail.example -all", "another text"],
    "two.example.": ["v=spf1 -all", "v=spf1 ~all"],
    "s2._domainkey.clinic.example.": ["k=rsa; t=s; p=MIIBIjANBg"],
    "s1._domainkey.two.example.": ["v=DKIM1; p="],
    "_dmarc.clinic.example.": ["v=DMARC1; p=reject; rua=mailto:x@clinic.example"],
    "_dmarc.two.example.": ["v=DMARC1; p=none", "v=DMARC1; p=reject"],
}


@pytest.fixture
def name_server(monkeypatch) -> Iterator[None]:
    import dns.message
    import dns.resolver
    import dns.rrset

    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            asked, back = server.recvfrom(4096)
            if not asked:
                return
            question = dns.message.from_wire(asked)
            name = question.question[0].name
            answer = dns.message.make_response(question)
            if texts := RECORDS.get(name.to_text()):
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *(f'"{one}"' for one in texts)))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            server.sendto(answer.to_wire(), back)

    def resolver() -> dns.resolver.Resolver:
        made = dns.resolver.Resolver(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], server.getsockname()[1]
        return made

    thread = threading.Thread(target=serve)
    thread.start()
    monkeypatch.setattr(names, "made_resolver", resolver)
    yield
    server.sendto(b"", server.getsockname())
    thread.join()
    server.close()


@pytest.mark.usefixtures("name_server")
def test_the_records_of_a_domain_are_read_as_receivers_do():
    look_up = names.txt_records
    assert names.spf("clinic.example", look_up).found
    assert names.spf("none.example", look_up) == names.Record(False, "none.example has no SPF record.")
    assert "2 SPF records" in names.spf("two.example", look_up).says
    assert names.dkim("clinic.example", ("s1", "s2"), look_up).says == "clinic.example has a DKIM key (s2)."
    assert not names.dkim("two.example", ("s1",), look_up).found, "an empty key is one that was withdrawn"
    assert names.dmarc("mail.clinic.example", look_up).says == "clinic.example has a DMARC record (p=reject)."
    assert not names.dmarc("two.example", look_up).found and not names.dmarc("none.example", look_up).found


def test_a_name_server_that_is_away_is_told_apart_from_a_no(monkeypatch):
    import dns.resolver

    away = dns.resolver.Resolver(configure=False)
    away.nameservers, away.port = ["127.0.0.1"], 9
    monkeypatch.setattr(names, "made_resolver", lambda: away)
    monkeypatch.setattr(names, "SECONDS", 0.2)
    with pytest.raises(names.Unreachable):
        names.txt_records("clinic.example")
