"""A client of Aftervisit in one file, with Python's standard library alone: copy it, and change what your system does otherwise.

    AFTERVISIT=https://learn.your-clinic.example TOKEN=av_… python client.py look 01a2…

Enrols under an Idempotency-Key and tries again as long as that makes sense, reads how far an enrolment is, and checks webhooks.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

TRIES = 5
LONGEST_WAIT = 60  # seconds
TOLERANCE = 300  # seconds that our clock and theirs may differ


class Refused(Exception):
    """A no that stays one: `problem` is what was answered (RFC 9457), with `detail` and perhaps `errors`."""

    def __init__(self, problem):
        super().__init__(problem.get("detail", "refused"))
        self.problem = problem


class Aftervisit:
    def __init__(self, address, token, sleep=time.sleep):
        self.address, self.token, self.sleep = address.rstrip("/"), token, sleep

    def enrol(self, patient):
        """Once, whatever happens on the way: every try carries the same key. The answer has `outcome` and `enrolment`."""
        return self.call("POST", "/api/v1/enrolments", patient, key=str(uuid.uuid4()))

    def progress(self, enrolment):
        return self.call("GET", f"/api/v1/enrolments/{enrolment}")

    def of_visit(self, visit_id):
        """All that one visit started. A list may come in pages: follow `next` until it is null."""
        found, cursor = [], ""
        while True:
            query = urllib.parse.urlencode({"visit_id": visit_id, "cursor": cursor})
            page = self.call("GET", f"/api/v1/enrolments?{query}")
            found += page["enrolments"]
            cursor = page["next"]
            if cursor is None:
                return found

    def stop(self, enrolment):
        return self.call("POST", f"/api/v1/enrolments/{enrolment}/stop", key=str(uuid.uuid4()))

    def call(self, method, path, body=None, key=None):
        """Tries again when nobody answered, and on 409, 429 and 5xx. Any other no is raised as Refused."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        content = None if body is None else json.dumps(body).encode()
        for tried in range(1, TRIES + 1):
            request = urllib.request.Request(self.address + path, content, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as answer:
                problem, wait = problem_of(answer), answer.headers.get("Retry-After", "")
                again = answer.code in (429, 503) or answer.code >= 500 or (answer.code == 409 and wait)
                if not again or tried == TRIES:
                    raise Refused(problem) from None
            except (OSError, http.client.HTTPException):  # nobody answered: with a key, the same call again is safe
                wait = ""
                if tried == TRIES:
                    raise
            self.sleep(min(int(wait) if wait.isdecimal() else 2**tried, LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")


def problem_of(answer):
    """What was answered; a proxy in between writes a page of its own."""
    try:
        return dict(json.load(answer))
    except (OSError, ValueError, TypeError, http.client.HTTPException):
        return {"status": answer.code, "detail": f"refused with {answer.code}"}


def heard(secret, headers, body, now=None):
    """The event in a webhook's body, which must be the bytes as they came. Raises ValueError for one that isn't ours, or is old.

    Keep the ids you have seen: the same event may come twice, always under the same `webhook-id`.
    """
    name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if abs((now or time.time()) - int(moment)) > TOLERANCE:
        raise ValueError("This call is too old, or a clock is wrong.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{name}.{moment}.".encode() + body
    right = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()  # two while a secret is being changed
    if not any(hmac.compare_digest(right.encode(), one.encode()) for one in given):
        raise ValueError("This call isn't signed with our secret.")
    return {"id": name, **json.loads(body)}


def main(words):
    client = Aftervisit(os.environ["AFTERVISIT"], os.environ["TOKEN"])
    match words:
        case ["enrol"]:  # one patient as JSON on the standard input
            print(json.dumps(client.enrol(json.load(sys.stdin))))
        case ["look", enrolment]:
            print(json.dumps(client.progress(enrolment)))
        case ["visit", visit_id]:
            print(json.dumps(client.of_visit(visit_id)))
        case ["stop", enrolment]:
            print(json.dumps(client.stop(enrolment)))
        case _:
            print("usage: client.py enrol | look ENROLMENT | visit NUMBER | stop ENROLMENT", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refused as no:
        print(json.dumps(no.problem), file=sys.stderr)
        sys.exit(1)
