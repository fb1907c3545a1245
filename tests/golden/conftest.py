"""`build/test golden --accept` takes what is compiled now for right."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the goldens anew")


@pytest.fixture
def accept(pytestconfig: pytest.Config) -> bool:
    """Whether what is compiled now is right."""
    return bool(pytestconfig.getoption("--accept", default=False))
