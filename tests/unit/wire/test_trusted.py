"""Which names of a certificate a passkey may be bound to."""

import pytest

from appliance.wire.trusted import Unfit, fit, unfit


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("pbx.office.example", None),
        ("PBX.office.example", None),
        ("office.example", Unfit.NOT_NAMED),
        ("a.pbx.office.example", Unfit.NOT_NAMED),
    ],
)
def test_a_star_of_the_certificate_stands_for_one_label(host: str, why: Unfit | None) -> None:
    assert unfit(host, ("*.office.example",)) is why
    assert fit(("*.office.example", "pbx.office.example", "192.0.2.1")) == ("pbx.office.example",)
