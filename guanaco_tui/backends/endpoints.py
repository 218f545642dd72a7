"""Where servers are and which key is whose: well-known endpoints, addresses, keys.

An endpoint is known by its base URL in normal form. A key goes to its own endpoint and nowhere
else; it comes from the environment or from the system keyring, never from a lesson.
"""

import ipaddress
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from guanaco_tui import files, resources
from guanaco_tui.errors import GuanacoError

OPENAI_URL = "https://api.openai.com/v1"
KEYRING_SERVICE = "guanaco"

_OPENAI_HOST = "api.openai.com"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server known by a short name; `title` is what its makers call it."""

    title: str
    base_url: str


WELL_KNOWN = {
    "openai": Endpoint("OpenAI", OPENAI_URL),
    "ollama": Endpoint("Ollama", "http://localhost:11434/v1"),
    "lmstudio": Endpoint("LM Studio", "http://localhost:1234/v1"),
    "llamacpp": Endpoint("llama.cpp", "http://localhost:8080/v1"),
    "vllm": Endpoint("vLLM", "http://localhost:8000/v1"),
    "openrouter": Endpoint("OpenRouter", "https://openrouter.ai/api/v1"),
}


def title(name: str, base_url: str) -> str:
    """What a message calls an endpoint: `ollama` gives Ollama, an unknown name the host."""
    return WELL_KNOWN[name].title if name in WELL_KNOWN else urlsplit(base_url).netloc


def base_url_of(name: str, base_url: str = "") -> str:
    """Return the normal form of `base_url`, or where it is empty the address `name` is known by.

    `openai` without an address is the `OPENAI_BASE_URL` of the environment where that is set.
    """
    if base_url.strip():
        return normalise(base_url)
    if name == "openai":
        return _environment_url() or OPENAI_URL
    if name in WELL_KNOWN:
        return WELL_KNOWN[name].base_url
    raise GuanacoError(
        f"The backend {name} has no known address: set base_url, such as http://localhost:8000/v1."
    )


def normalise(base_url: str) -> str:
    """Return a base URL in normal form: lower-case host, no default port, no trailing slash.

    Raises GuanacoError for what is not an http or https address, or holds a password.
    """
    url = base_url.strip()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise GuanacoError(f"{url} is not an address: {error}.") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise GuanacoError(f"{url} is not a web address: write it with http:// or https:// first.")
    if "@" in parts.netloc:
        raise GuanacoError(
            f"The address of {host} holds a password: take it out, and keep keys in the keyring."
        )
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:.]+(%\w+)?", host) or re.search(r"[\s\\\x00-\x1f]", url):
        raise GuanacoError(f"{url} is not a web address: write it as http://localhost:8000/v1.")
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    return urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), parts.query, ""))


def is_loopback(base_url: str) -> bool:
    """Tell whether the server is this machine, so that nothing leaves it and nothing is paid."""
    host = urlsplit(base_url).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


def is_openai(base_url: str) -> bool:
    """Tell whether the server is OpenAI's own, one of its regions included."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return parts.scheme == "https" and (host == _OPENAI_HOST or host.endswith(f".{_OPENAI_HOST}"))


def warnings(base_url: str) -> list[str]:
    """Return what a person should know before anything is sent to an endpoint."""
    if urlsplit(base_url).scheme == "https" or is_loopback(base_url):
        return []
    return [
        f"{base_url} is not encrypted: others on the network can read the key and the tasks. "
        "Use https:// if the server has it."
    ]


@dataclass(frozen=True, slots=True)
class Key:
    """A key and where it was found. No representation of it shows its value."""

    value: str = field(repr=False)
    source: Literal["environment", "keyring", "none"]

    def __bool__(self) -> bool:
        return bool(self.value)


NO_KEY = Key("", "none")


def key_variable(base_url: str) -> str:
    """Return the environment variable that a person sets for an endpoint's key."""
    return _key_variables(base_url)[0]


def find_key(base_url: str) -> Key:
    """Find an endpoint's key: the environment first, then the keyring, else `NO_KEY`.

    `OPENAI_API_KEY` is for OpenAI and the `OPENAI_BASE_URL` of the environment, `GUANACO_API_KEY`
    for any other endpoint. Blocks while the keyring asks to be unlocked. Raises GuanacoError for
    a key that cannot be one and, where the server is not this machine, for a keyring that is
    there but fails.
    """
    url = normalise(base_url)
    for variable in _key_variables(url):
        if value := os.environ.get(variable, "").strip():
            return Key(_checked(value, variable), "environment")
    import keyring  # noqa: PLC0415  (slow to import)
    import keyring.errors  # noqa: PLC0415

    try:
        value = (keyring.get_password(KEYRING_SERVICE, url) or "").strip()
    except keyring.errors.NoKeyringError:
        return NO_KEY
    except _keyring_failures() as error:
        if is_loopback(url):
            return NO_KEY
        raise _keyring_error(url, "cannot be read", error) from error
    return Key(_checked(value, f"the keyring for {url}"), "keyring") if value else NO_KEY


def set_key(base_url: str, value: str) -> None:
    """Keep an endpoint's key in the system keyring, and its address in the list of endpoints."""
    import keyring  # noqa: PLC0415

    url = normalise(base_url)
    value = _checked(value.strip(), "what was typed")
    try:
        keyring.set_password(KEYRING_SERVICE, url, value)
        kept = keyring.get_password(KEYRING_SERVICE, url) == value
    except _keyring_failures() as error:
        raise _keyring_error(url, "cannot be written", error) from error
    if not kept:
        raise _no_keyring(url)
    _write_list({*list_keys(), url})


def remove_key(base_url: str) -> None:
    """Take an endpoint's key out of the keyring; GuanacoError where there is none."""
    import keyring  # noqa: PLC0415

    url = normalise(base_url)
    try:
        there = keyring.get_password(KEYRING_SERVICE, url) is not None
        if there:
            keyring.delete_password(KEYRING_SERVICE, url)
    except _keyring_failures() as error:
        raise _keyring_error(url, "cannot be written", error) from error
    if url in list_keys():
        _write_list(set(list_keys()) - {url})
    if not there:
        raise GuanacoError(f"The keyring has no key for {url}: guanaco keys list shows which.")


def list_keys() -> list[str]:
    """Return the base URLs of the endpoints whose keys `set_key` has kept, sorted."""
    path = _list_path()
    return files.read_text(path).split() if path.exists() else []


def _key_variables(base_url: str) -> tuple[str, ...]:
    if is_openai(base_url):
        return ("OPENAI_API_KEY",)
    if base_url == _environment_url():
        return ("OPENAI_API_KEY", "GUANACO_API_KEY")
    return ("GUANACO_API_KEY",)


def _environment_url() -> str:
    url = os.environ.get("OPENAI_BASE_URL", "").strip()
    return normalise(url) if url else ""


def _checked(value: str, where: str) -> str:
    """A key as it is, or GuanacoError: an HTTP header holds visible ASCII only."""
    if not re.fullmatch(r"[!-~]+", value):
        raise GuanacoError(
            f"The key in {where} is empty or holds characters that no key has: copy it again."
        )
    return value


def _list_path() -> Path:
    return resources.config_folder() / "endpoints.txt"


def _write_list(urls: Iterable[str]) -> None:
    files.make_folder(_list_path().parent)
    files.write_atomically(_list_path(), "".join(f"{url}\n" for url in sorted(urls)))


def _keyring_failures() -> tuple[type[Exception], ...]:
    """What a keyring raises: its own errors, and those of a backend that cannot be loaded."""
    import keyring.errors  # noqa: PLC0415

    return (keyring.errors.KeyringError, ImportError, RuntimeError, OSError)


def _keyring_error(url: str, what: str, error: Exception) -> GuanacoError:
    import keyring.errors  # noqa: PLC0415

    if isinstance(error, keyring.errors.NoKeyringError):
        return _no_keyring(url)
    return GuanacoError(
        f"The keyring {what} ({type(error).__name__}): unlock it, or use the environment variable "
        f"{key_variable(url)}."
    )


def _no_keyring(url: str) -> GuanacoError:
    return GuanacoError(f"No keyring here: use the environment variable {key_variable(url)}.")
