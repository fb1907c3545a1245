"""A message proves itself as Standard Webhooks say; the vector is that specification's own."""

from __future__ import annotations

import base64

from appliance.webhooks.signature import fresh_secret, signed


def test_the_specifications_own_vector() -> None:
    headers = signed(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_each_secret_is_another_and_long_enough() -> None:
    one, other = fresh_secret(), fresh_secret()
    assert one != other
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32
