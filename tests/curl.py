"""A stand-in for curl with the options that the documentation uses, where no curl is installed.

Any other option is an error, so an example cannot pass because it was not understood.
"""

from __future__ import annotations

import http.client
import sys
from argparse import ArgumentParser
from urllib.parse import quote_plus, urlsplit


def main() -> None:
    """Send one request and print the answer as curl does."""
    options = parser().parse_args()
    address = urlsplit(options.url)
    headers = {"Accept": "*/*", "User-Agent": "curl"}
    headers |= dict(field.split(": ", 1) for field in options.header)
    data = "&".join(encoded(field) for field in options.data_urlencode) or options.data
    target = address.path or "/"
    query = "&".join(part for part in (address.query, data if options.get else None) if part)
    body = None if options.get or data is None else data.encode()
    method = options.request or ("HEAD" if options.head else "POST" if body is not None else "GET")
    if body is not None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    connection = http.client.HTTPConnection(address.netloc, timeout=20)
    connection.request(method, f"{target}?{query}" if query else target, body, headers)
    answer = connection.getresponse()
    if options.include or options.head:
        fields = "".join(f"{name}: {value}\r\n" for name, value in answer.getheaders())
        sys.stdout.buffer.write(f"HTTP/1.1 {answer.status} {answer.reason}\r\n{fields}\r\n".encode())
    sys.stdout.buffer.write(answer.read())


def parser() -> ArgumentParser:
    """Return the options that are understood."""
    options = ArgumentParser(prog="curl", add_help=False)
    options.add_argument("url")
    options.add_argument("-s", "--silent", action="store_true")
    options.add_argument("-i", "--include", action="store_true")
    options.add_argument("-I", "--head", action="store_true")
    options.add_argument("-G", "--get", action="store_true")
    options.add_argument("-X", "--request")
    options.add_argument("-H", "--header", action="append", default=[])
    options.add_argument("-d", "--data")
    options.add_argument("--data-urlencode", action="append", default=[])
    return options


def encoded(field: str) -> str:
    """Return a field of --data-urlencode, `name=value` or `name@file`, as it is sent."""
    name, equals, value = field.partition("=")
    if not equals:
        name, _, file = field.partition("@")
        with open(file, encoding="utf-8") as stream:  # noqa: PTH123
            value = stream.read()
    return f"{name}={quote_plus(value)}"


if __name__ == "__main__":
    main()
