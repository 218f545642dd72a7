from collections.abc import Callable
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from guanaco_tui.backends import endpoints
from guanaco_tui.backends.endpoints import NO_KEY, Key
from guanaco_tui.errors import GuanacoError

OPENAI = "https://api.openai.com/v1"
OLLAMA = "http://localhost:11434/v1"
REMOTE = "https://models.example.org/v1"


# Addresses


def test_well_known_endpoints_have_their_usual_addresses() -> None:
    assert {name: endpoints.base_url_of(name) for name in endpoints.WELL_KNOWN} == {
        "openai": OPENAI,
        "ollama": OLLAMA,
        "lmstudio": "http://localhost:1234/v1",
        "llamacpp": "http://localhost:8080/v1",
        "vllm": "http://localhost:8000/v1",
        "openrouter": "https://openrouter.ai/api/v1",
    }


def test_an_address_goes_before_the_well_known_one() -> None:
    assert endpoints.base_url_of("ollama", "http://10.0.0.7:11434/v1/") == (
        "http://10.0.0.7:11434/v1"
    )


def test_openai_follows_the_address_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", REMOTE + "/")
    assert endpoints.base_url_of("openai") == REMOTE


def test_a_backend_without_a_known_address_needs_one() -> None:
    with pytest.raises(GuanacoError, match="set base_url"):
        endpoints.base_url_of("other")


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        (" https://Models.Example.ORG/v1/ ", REMOTE),
        ("https://models.example.org:443/v1", REMOTE),
        ("HTTP://localhost:80", "http://localhost"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000/v1//", "http://[::1]:8000/v1"),
        ("https://example.org/openai?api-version=2", "https://example.org/openai?api-version=2"),
    ],
)
def test_an_address_has_one_normal_form(given: str, normal: str) -> None:
    assert endpoints.normalise(given) == normal
    assert endpoints.normalise(normal) == normal


@pytest.mark.parametrize(
    "address",
    [
        "localhost:11434",
        "api.openai.com/v1",
        "ftp://example.org",
        "file:///etc/passwd",
        "http://",
        "http://:80",
        "http://exa mple.org",
        "http://example.org:99999",
        "http://a..b",
        "http://[::1",
        "https://api.openai.com\\.example.org",
        "https://example.org/\x1b[2J",
        "https://sk-secret@example.org/v1",
        "https://user:sk-secret@example.org/v1",
    ],
)
def test_what_is_not_a_web_address_is_said_to_be_none_and_shows_no_password(address: str) -> None:
    with pytest.raises(GuanacoError) as raised:
        endpoints.normalise(address)
    assert "sk-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (OLLAMA, True),
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:1", True),
        ("http://0.0.0.0:8000/v1", True),
        ("http://192.168.0.2", False),
        ("http://localhost.example.org", False),
        (OPENAI, False),
    ],
)
def test_a_loopback_address_is_this_machine(address: str, local: bool) -> None:
    assert endpoints.is_loopback(address) is local


@pytest.mark.parametrize(
    ("address", "own"),
    [
        (OPENAI, True),
        ("https://eu.api.openai.com/v1", True),
        ("http://api.openai.com/v1", False),
        ("https://api.openai.com.example.org/v1", False),
        ("https://evilapi.openai.com/v1", False),
    ],
)
def test_openai_is_known_by_its_host_and_only_over_tls(address: str, own: bool) -> None:
    assert endpoints.is_openai(address) is own


def test_an_open_connection_to_another_machine_is_warned_of() -> None:
    assert endpoints.warnings(OLLAMA) == []
    assert endpoints.warnings(REMOTE) == []
    [warning] = endpoints.warnings("http://192.168.0.2:8000/v1")
    assert "not encrypted" in warning


# Keys


def test_a_key_never_shows_its_value() -> None:
    key = Key("sk-secret", "keyring")
    assert "sk-secret" not in f"{key} {key!r} {[key]}"


def test_openais_key_is_for_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("GUANACO_API_KEY", "other")
    assert endpoints.find_key(OPENAI) == Key("sk-openai", "environment")
    assert endpoints.find_key(REMOTE) == Key("other", "environment")
    assert endpoints.find_key("https://api.openai.com.example.org") == Key("other", "environment")


def test_openais_key_goes_to_no_other_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    for url in (OLLAMA, REMOTE, "http://api.openai.com/v1", "https://openrouter.ai/api/v1"):
        assert endpoints.find_key(url) == NO_KEY


def test_the_address_of_the_environment_has_the_key_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://Models.example.org:443/v1/")
    assert endpoints.find_key(REMOTE) == Key("sk-openai", "environment")
    assert endpoints.find_key("https://models.example.org/v2") == NO_KEY
    assert endpoints.key_variable(REMOTE) == "OPENAI_API_KEY"


def test_another_key_does_not_go_to_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANACO_API_KEY", "other")
    assert endpoints.find_key(OPENAI) == NO_KEY


def test_the_environment_goes_before_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoints.set_key(OPENAI, "sk-keyring")
    assert endpoints.find_key(OPENAI) == Key("sk-keyring", "keyring")
    monkeypatch.setenv("OPENAI_API_KEY", "  ")
    assert endpoints.find_key(OPENAI) == Key("sk-keyring", "keyring")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai\n")
    assert endpoints.find_key(OPENAI) == Key("sk-openai", "environment")


def test_a_key_in_the_keyring_belongs_to_one_endpoint() -> None:
    endpoints.set_key("https://MODELS.example.org/v1/", " sk-one ")
    assert keyring.get_password("guanaco", REMOTE) == "sk-one"
    assert endpoints.find_key(REMOTE + "/") == Key("sk-one", "keyring")
    assert endpoints.find_key("https://models.example.org/v2") == NO_KEY
    assert endpoints.find_key("http://models.example.org/v1") == NO_KEY


def test_the_list_of_keys_holds_addresses_and_no_key(config_folder: Path) -> None:
    assert endpoints.list_keys() == []
    endpoints.set_key(REMOTE, "sk-one")
    endpoints.set_key(OPENAI, "sk-two")
    endpoints.set_key(REMOTE, "sk-three")
    assert endpoints.list_keys() == [OPENAI, REMOTE]
    assert "sk-" not in "".join(path.read_text("utf-8") for path in config_folder.iterdir())


def test_a_removed_key_is_gone_and_cannot_be_removed_again() -> None:
    endpoints.set_key(REMOTE, "sk-one")
    endpoints.set_key(OPENAI, "sk-two")
    endpoints.remove_key(REMOTE)
    assert endpoints.find_key(REMOTE) == NO_KEY
    assert endpoints.list_keys() == [OPENAI]
    with pytest.raises(GuanacoError, match="has no key for"):
        endpoints.remove_key(REMOTE)


def test_a_key_removed_behind_our_back_leaves_the_list() -> None:
    endpoints.set_key(REMOTE, "sk-one")
    keyring.delete_password("guanaco", REMOTE)
    with pytest.raises(GuanacoError, match="has no key for"):
        endpoints.remove_key(REMOTE)
    assert endpoints.list_keys() == []


@pytest.mark.parametrize("value", ["", "sk-\nsecret", "sk secret", "sk-sécret", "sk-…secret"])
def test_what_cannot_be_a_key_is_refused_and_not_shown(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GuanacoError) as raised:
        endpoints.set_key(OPENAI, value)
    assert "cret" not in str(raised.value)
    if value:
        monkeypatch.setenv("OPENAI_API_KEY", value)
        with pytest.raises(GuanacoError, match="The key in OPENAI_API_KEY"):
            endpoints.find_key(OPENAI)


class LockedKeyring(keyring.backends.null.Keyring):
    def get_password(self, service: str, username: str, password: object = None) -> None:
        raise KeyringLocked("no")

    set_password = delete_password = get_password


def without_keyring(call: Callable[[], object]) -> str:
    with pytest.raises(GuanacoError) as raised:
        call()
    return str(raised.value)


@pytest.mark.parametrize(
    "no_keyring", [keyring.backends.fail.Keyring(), keyring.backends.null.Keyring()]
)
def test_without_a_keyring_a_key_cannot_be_kept_and_the_environment_is_named(
    no_keyring: KeyringBackend, monkeypatch: pytest.MonkeyPatch, config_folder: Path
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", no_keyring)
    assert endpoints.find_key(OPENAI) == NO_KEY
    line = without_keyring(lambda: endpoints.set_key(OPENAI, "sk-one"))
    assert line == "No keyring here: use the environment variable OPENAI_API_KEY."
    assert "GUANACO_API_KEY" in without_keyring(lambda: endpoints.set_key(REMOTE, "sk-one"))
    assert not config_folder.exists()


def test_a_locked_keyring_stops_a_remote_server_and_not_a_local_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", LockedKeyring())
    assert endpoints.find_key(OLLAMA) == NO_KEY
    for call in (
        lambda: endpoints.find_key(OPENAI),
        lambda: endpoints.set_key(OPENAI, "sk-one"),
        lambda: endpoints.remove_key(OPENAI),
    ):
        line = without_keyring(call)
        assert "unlock it, or use the environment variable OPENAI_API_KEY" in line
