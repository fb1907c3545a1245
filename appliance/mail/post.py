"""One letter on its way to the server, and what the server answered."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from appliance.core.errors import Fault, Invalid
from appliance.core.mail import Mail, MailSecurity
from appliance.core.web_address import Ip, check_machine
from appliance.unreached import causes, slow, unreached
from appliance.webhooks.post import resolved

WITHIN = 120.0  # seconds for all of it: a long message goes over a slow line
TO_CONNECT = 10.0  # seconds for each address of the server
TO_ANSWER = 30.0  # seconds for each word of the server
EXCERPT = 300  # characters of an answer that are kept

Resolve = Callable[[str, int], Awaitable[tuple[Ip, ...]]]


class NotTaken(Fault):
    """The server refuses this letter for good; to try again would change nothing."""


def _check(ip: Ip) -> None:
    check_machine(ip, "server")


@dataclass(frozen=True, slots=True)
class Post:
    """`check` says of each address of the server whether it may be reached."""

    name: str
    resolve: Resolve = resolved
    check: Callable[[Ip], None] = _check
    within: float = WITHIN
    to_connect: float = TO_CONNECT

    async def __call__(self, mail: Mail, to: str, content: bytes) -> str:
        """What the server answered once it took the letter. Fault in words when it did not."""
        try:
            async with asyncio.timeout(self.within):
                return await self._sent(mail, to, content)
        except Invalid as refused:
            raise Fault(f"Not sent: {refused.reason}.") from refused
        except (SMTPException, OSError) as error:
            raise _told(mail, error) from error

    async def _sent(self, mail: Mail, to: str, content: bytes) -> str:
        found = await self.resolve(mail.server, mail.port)
        for ip in found:
            self.check(ip)
        # To an address that was checked: asked again, a name may stand for another.
        connected = await self._connected(found, mail.port)
        smtp = SMTP(
            hostname=mail.server,
            sock=connected,
            use_tls=mail.security is MailSecurity.TLS,
            start_tls=mail.security is MailSecurity.STARTTLS,
            tls_context=None if mail.security is MailSecurity.NONE else _trusted(mail.authority),
            username=mail.user or None,
            password=mail.password.text if mail.password is not None else None,
            local_hostname=self.name,
            timeout=TO_ANSWER,
        )
        try:
            await smtp.connect()
            _, said = await smtp.sendmail(str(mail.sender), [to], content)
            with contextlib.suppress(SMTPException, OSError):  # the letter is taken
                await smtp.quit()
        finally:
            smtp.close()
        return excerpt(said)

    async def _connected(self, found: tuple[Ip, ...], port: int) -> socket.socket:
        """With the first address that answers; OSError of the last one."""
        last = OSError(errno.EADDRNOTAVAIL, "the name stands for no address")
        for ip in found:
            kind = socket.AF_INET if ip.version == 4 else socket.AF_INET6
            made = socket.socket(kind, socket.SOCK_STREAM)
            made.setblocking(False)
            try:
                async with asyncio.timeout(self.to_connect):
                    await asyncio.get_running_loop().sock_connect(made, (str(ip), port))
            except OSError as error:  # a wait in vain is one, too
                made.close()
                last = error
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise last


def _trusted(authority: str) -> ssl.SSLContext:
    """Whom the box's own list of authorities vouches for, and who are named besides."""
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(cadata=authority)
    return context


def excerpt(said: str) -> str:
    """The beginning of an answer on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:EXCERPT]


def _told(mail: Mail, error: Exception) -> Fault:
    """What went wrong, and what to look at."""
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, SMTPResponseException):
        return _refused(mail, error)
    for cause in causes(error):
        if (fault := _unreached(mail, cause)) is not None:
            return fault
    if isinstance(error, TimeoutError):
        return slow(mail.server)
    return Fault(f"The server {mail.server} is not understood: {excerpt(str(error)).rstrip('.')}.")


def _refused(mail: Mail, error: SMTPResponseException) -> Fault:
    answer = excerpt(f"{error.code} {error.message}").rstrip(".")
    match error:
        case SMTPConnectResponseError():
            return Fault(f"The server takes no mail now: {answer}.")
        case SMTPAuthenticationError():
            return Fault(
                f"The server does not take account or password: {answer}; check both. Some "
                "providers want a password made for programs."
            )
        case SMTPSenderRefused():
            return Fault(
                f"The server does not take the sender {mail.sender}: {answer}; write an address "
                "of this account."
            )
        case SMTPRecipientRefused() | SMTPDataError():
            if 500 <= error.code < 600:
                return NotTaken(f"The server does not take the letter: {answer}.")
            return Fault(f"The server does not take the letter now: {answer}.")
    return Fault(f"The server refuses: {answer}.")


def _unreached(mail: Mail, error: BaseException) -> Fault | None:
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLCertVerificationError):
        return Fault(
            f"Port {mail.port} of {mail.server} does not speak TLS in this way; with TLS the "
            "port is mostly 465, with STARTTLS 587."
        )
    return unreached(mail.server, mail.port, error)
