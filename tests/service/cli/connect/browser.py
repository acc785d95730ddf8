"""A browser: opens the consent page, presses a button, and follows Google back. `python browser.py URL DECISION`."""

import sys
from urllib.parse import parse_qsl, urlsplit

import httpx2


def consent(link: str, decision: str = "allow") -> str:
    """Decide on the page; return the address to which Google sends the browser back."""
    page = httpx2.get(link)
    assert page.status_code == 200, page.text
    query = dict(parse_qsl(urlsplit(link).query))
    sent = httpx2.post(link.partition("?")[0], data={**query, "decision": decision})
    assert sent.status_code == 302, sent.text
    location: str = sent.headers["location"]
    return location


def open_page(address: str) -> str:
    """Open an address, and the icon of its site as browsers do; return the text."""
    httpx2.get(f"{address.partition('?')[0]}favicon.ico")
    return httpx2.get(address).text


if __name__ == "__main__":
    open_page(consent(sys.argv[1], sys.argv[2]))
