"""What a program sets up so that others watch the box, and a release that it brings."""

from build.lib.vm.waiting import wait_until
from tests.web.api_walk import Walk
from tests.web.test_api import problem


def monitoring(do: Walk) -> None:
    """Who watches the box, and where its log goes."""
    do("set-metrics", {"on": True})
    do("metrics")
    do("monitoring")
    made = do("set-snmp", {"on": True, "addresses": ["192.168.1.7"]})
    assert made["proof"]
    do("set-syslog", {"server": "syslog.invalid"})
    do("test-syslog")


def update(do: Walk) -> None:
    """The simulated box has no slots: it takes a bundle, and says what it is not."""
    program = do.program
    wrong = problem(program("POST", "/update", {"url": "ftp://updates.example/"}), 422)
    assert wrong["field"] == "url"
    assert problem(program("POST", "/update", {}), 422)["field"] == "url"

    def over() -> bool:
        return bool(do("update")["phase"] == "failed")

    assert do("install", {"url": "https://updates.invalid/lineman.raucb"})["phase"] == "receiving"
    wait_until(over, "the update that cannot be fetched")
    for _ in range(2):
        begun = do.send("install-bundle", b"hsqs" + bytes(3 << 20), number="bundle")
        assert begun["phase"] == "receiving"
    wait_until(over, "the bundle that no slot takes")
    assert do("update")["sentence"]
