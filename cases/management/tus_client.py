"""Plays the browser's part in an upload: sends a file as the page's script does."""

from __future__ import annotations

import http.client
import time
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from cases.seizures.uploading.protocol import CONTENT_TYPE, VERSION

_PATIENCE_SECONDS: Final = 60


class TusClient:
    """cookies: of a session that has begun; one is the token against forgery."""

    def __init__(self, port: int, cookies: Mapping[str, str], token: str) -> None:
        self._port = port
        self._headers = {
            "Host": f"localhost:{port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": token,
            "Tus-Resumable": VERSION,
        }

    def wait_until_it_answers(self) -> None:
        """Raises OSError if it never does."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._ask("GET", "/sign-in/")
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def upload(self, path: Path, dataset: int) -> str:
        """Send the whole file in one stream; returns the upload's address.

        Raises OSError unless every byte was acknowledged.
        """
        size = path.stat().st_size
        name = b64encode(path.name.encode()).decode()
        created = self._ask(
            "POST",
            f"/datasets/{dataset}/uploads/",
            {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"},
        )
        place = created["Location"]
        with path.open("rb") as stream:
            sent = self._ask(
                "PATCH",
                place,
                {
                    "Upload-Offset": "0",
                    "Content-Type": CONTENT_TYPE,
                    "Content-Length": str(size),
                },
                stream,
            )
        if sent["Upload-Offset"] != str(size):
            raise OSError(f"{sent['Upload-Offset']} bytes of {size} arrived.")
        return place

    def _ask(
        self,
        method: str,
        place: str,
        headers: Mapping[str, str] | None = None,
        body: IO[bytes] | None = None,
    ) -> http.client.HTTPMessage:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)
        try:
            connection.request(
                method, place, body, {**self._headers, **(headers or {})}
            )
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise OSError(f"{method} {place}: {answer.status}")
        return answer.headers
