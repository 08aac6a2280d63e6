"""AWS Signature Version 4 for requests to Amazon SES (IAM User Guide, "AWS Signature Version 4 for API requests")."""

import re
from datetime import UTC, datetime

KEY_ID = re.compile(r"\w{16,128}", re.ASCII)  # IAM API Reference, AccessKey
TEMPORARY = "ASIA"  # how the id of a temporary key begins (IAM User Guide, "IAM identifiers")
PLAIN = re.compile(r"[!-~]+")
REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}")


class Signer:
    """Signature Version 4 by botocore's steps, one by one: its `add_auth` reads a clock of its own and writes what it signs to the
    debug log, the session token among it. Nothing else of botocore is used: its client retries and asks proxies."""

    def __init__(self, key_id: str, secret: str, token: str, region: str, host: str) -> None:
        """`host` is made from the region if it is empty. Raises ValueError for what can't work."""
        check_key(key_id, secret, token)
        if not REGION.fullmatch(region):
            raise ValueError("SES_REGION isn't a region's name, such as us-east-1")
        from botocore.auth import SigV4Auth  # takes 0.3 s, which only those who send with SES should wait
        from botocore.credentials import Credentials

        self._auth = SigV4Auth(Credentials(key_id, secret, token or None), "ses", region)
        self.host = host.rstrip("/") or f"https://email.{region}.amazonaws.com"
        self._fixed = {"Content-Type": "application/json"} | ({"X-Amz-Security-Token": token} if token else {})

    def headers(self, method: str, path: str, body: bytes, now: datetime) -> dict[str, str]:
        """All that the request needs. Amazon takes a time at most five minutes off its own, so a request that hangs longer is void."""
        from botocore.awsrequest import AWSRequest

        stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        headers = self._fixed | {"X-Amz-Date": stamp}
        request = AWSRequest(method=method, url=self.host + path, data=body, headers=headers)
        request.context["timestamp"] = stamp
        signature = self._auth.signature(
            self._auth.string_to_sign(request, self._auth.canonical_request(request)), request
        )
        signed = self._auth.signed_headers(self._auth.headers_to_sign(request))
        credential = self._auth.scope(request)
        proof = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={signature}"
        return headers | {"Authorization": proof}


def check_key(key_id: str, secret: str, token: str) -> None:
    if not KEY_ID.fullmatch(key_id):
        raise ValueError("AWS_ACCESS_KEY_ID isn't the id of an access key")
    if not PLAIN.fullmatch(secret):
        raise ValueError("AWS_SECRET_ACCESS_KEY is empty or not plain text")
    if token and not PLAIN.fullmatch(token):
        raise ValueError("AWS_SESSION_TOKEN is not plain text")
    if key_id.startswith(TEMPORARY) and not token:
        raise ValueError("AWS_ACCESS_KEY_ID is that of a temporary key, which needs AWS_SESSION_TOKEN")
