"""Why a server of the owner's is not reached, and what to look at."""

import errno
import socket
import ssl
from collections.abc import Iterator

from appliance.core.errors import Fault


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and what it comes from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def slow(server: str) -> Fault:
    return Fault(
        f"{server} does not answer in time; check server and port, and how it is encrypted."
    )


def unreached(server: str, port: int, error: BaseException) -> Fault | None:
    """In words, where the network or the certificate is what is wrong."""
    match error:
        case ssl.SSLCertVerificationError():
            return Fault(
                f"The certificate of {server} is not trusted: "
                f"{error.verify_message.rstrip('.')}; check the server's name, or paste the "
                "certificate of its authority."
            )
        case socket.gaierror():
            return Fault(
                f"The server is not reached: the name {server} is not known; check how it is "
                "written, and that the box has a name server."
            )
        case ConnectionRefusedError():
            return Fault(
                f"The server is not reached: nobody answers at port {port} of {server}; "
                "check the port."
            )
        case OSError(errno=errno.EHOSTUNREACH | errno.ENETUNREACH):
            return Fault(
                f"The server is not reached: no way leads to {server}; check the network of "
                "the box."
            )
    return None
