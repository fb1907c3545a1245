"""One request of a program, from its key to the answer; the same way for every route."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sanic import Request
from sanic.response import HTTPResponse, raw

from appliance.core.errors import Invalid
from appliance.wire.answers import Done
from appliance.wire.api_keys import GetOwnApiKey, KeyView
from appliance.wire.client import Client
from appliance.wire.keys import is_key
from appliance.wire.kinds import Request as Question
from appliance.wire.kinds import Stream
from appliance.wire.protocol import InstallUpdate
from appliance.wire.scopes import opens
from webui import language, upload
from webui.api import files, problems
from webui.api.bundles import installed
from webui.api.problems import Wrong
from webui.api.route import USUAL_ITEMS, Route, Row
from webui.once import Once
from webui.site import site_of

log = logging.getLogger("lineman.web")

_LONGEST_NUMBER = 200  # characters of an Idempotency-Key
_JSON = "application/json"
Answered = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the program's key, its address, and the language that it wants."""

    client: Client
    key: str
    origin: str
    language: str

    def follow(self, question: Stream[Any], file: int | None = None) -> AsyncIterator[Any]:
        """Each event as it comes; `file` is a descriptor that goes with the question."""
        return self.client.follow(question, self.key, file, self.origin)

    async def ask(self, question: Question[Any], file: int | None = None) -> Any:  # noqa: ANN401
        """`file` is a descriptor that goes with it; whoever opened it may close it meanwhile."""
        own = None if file is None else os.dup(file)
        try:
            return await self.client.ask(question, self.key, own, self.origin)
        finally:
            if own is not None:
                os.close(own)


def caller_of(request: Request) -> Caller:
    """Wrong when no key came along; a browser's session is none."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    given = text.strip()
    if kind.lower() != "bearer" or not given:
        raise Wrong("no-key")
    if not is_key(given):
        raise Wrong("wrong-key")
    return Caller(
        site_of(request).client,
        given,
        request.headers.get("x-real-ip", request.ip or ""),
        language_of(request),
    )


def language_of(request: Request) -> str:
    return language.chosen({}, request.headers.get("accept-language", ""))


async def identified(caller: Caller, scopes: frozenset[Any], question: type) -> KeyView:
    """The key, when it counts and opens this; the supervisor judges the question once more."""
    key: KeyView = (await caller.ask(GetOwnApiKey())).key
    if not opens(frozenset(key.scopes), question):
        raise Wrong("scope", ", ".join(sorted(scopes)))
    return key


def handler(route: Route, once: Once) -> Callable[..., Coroutine[Any, Any, HTTPResponse | None]]:
    """What answers this route."""

    async def answer(request: Request, **path: str) -> HTTPResponse | None:
        try:
            return await _answered(route, once, request, path)
        except Exception as error:  # the API's edge: every error is told alike
            named = () if route.makes else route.in_path
            found = problems.of(error, language_of(request), named)
            if found is None:
                log.exception("%s %s: a fault of the API", route.method, route.path)
                return problems.problem(Wrong("bug"), language_of(request))
            return found

    return answer


async def _answered(
    route: Route, once: Once, request: Request, path: Mapping[str, str]
) -> HTTPResponse | None:
    caller = caller_of(request)
    key = await identified(caller, route.scopes, route.question)
    given = _given(route, request, path, caller.language)
    if route.body is not None:
        return await files.SENT[route.body](route, request, caller, given)
    number = request.headers.get("idempotency-key", "") if route.changes else ""
    if len(number) > _LONGEST_NUMBER:
        raise Invalid("Idempotency-Key", f"is longer than {_LONGEST_NUMBER} characters")
    async with _with_file(route, request, given) as whole:
        if not number:
            status, body = await _asked(route, request, caller, whole)
            return raw(body, status, content_type=_JSON)
        print_of, asked_now = _print_of(route, request, whole), False

        async def work() -> tuple[str, Answered]:
            nonlocal asked_now
            asked_now = True
            return print_of, await _asked(route, request, caller, whole)

        known, (status, body) = await once.do(f"{key.id} {number}", work)
        if route.as_it_comes and not asked_now:
            await upload.drain(request)
    if known != print_of:
        raise Wrong("invalid", "stood at another request before", "Idempotency-Key")
    headers = {} if asked_now else {"Idempotent-Replayed": "true"}
    return raw(body, status, headers, content_type=_JSON)


@dataclass(frozen=True, slots=True)
class Given:
    """What the asker said: fields of the question, which part of a list, and the descriptor of the
    file that was brought.
    """

    fields: Mapping[str, Any]
    limit: int = USUAL_ITEMS
    passed: int = 0
    file: int | None = None


@contextlib.asynccontextmanager
async def _with_file(route: Route, request: Request, given: Given) -> AsyncGenerator[Given, None]:
    """With the file that the request brings, where its route takes one and waits for its end."""
    if route.brings and upload.promised(request) > route.largest:
        raise Wrong("too-large")
    if not route.brings or route.as_it_comes:
        yield given
        return
    file = os.memfd_create("brought", os.MFD_CLOEXEC)
    try:
        if await upload.taken(request, file, route.largest) > route.largest:
            raise Wrong("too-large")
        yield replace(given, file=file)
    finally:
        os.close(file)


def _print_of(route: Route, request: Request, given: Given) -> str:
    """By which a request is known again, with all that it brought; or with how much that is."""
    content: bytes = request.body
    if route.as_it_comes:
        content = str(upload.promised(request)).encode()
    elif given.file is not None:
        with open(given.file, "rb", closefd=False) as file:
            file.seek(0)
            content = hashlib.file_digest(file, "sha256").digest()
    said = (request.method.encode(), request.path.encode(), request.query_string.encode(), content)
    return hashlib.sha256(b"\0".join(said)).hexdigest()


def _given(route: Route, request: Request, path: Mapping[str, str], chosen: str) -> Given:
    """Invalid and msgspec's own errors name what does not fit."""
    try:
        named = msgspec.convert(dict(path), route.path_type, strict=False)
    except msgspec.ValidationError as error:
        raise Wrong("not-found") from error
    query = {name: values[0] for name, values in dict(request.args or {}).items()}
    asked = msgspec.convert(query, route.query_type, strict=False)
    fields = {**_fields(named), **_fields(asked), **_fields(_body(route, request))}
    limit, passed = fields.pop("limit", USUAL_ITEMS), 0
    if route.paging.at:
        at = _place(route, fields.pop("cursor", ""))
        fields |= at
        passed = at.get("after", 0)
        if route.paging.limited:
            fields["limit"] = limit
    if route.wraps and route.kind is not None:
        part = {**fields.pop("part"), "type": route.kind.__name__}
        fields["command"] = {"type": route.wraps, "part": part}
    if "language" in {each.name for each in msgspec.structs.fields(route.question)}:
        fields["language"] = chosen
    return Given({**fields, **route.fixed}, limit, passed)


def _fields(given: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(given, name) for name in given.__struct_fields__}


def _body(route: Route, request: Request) -> msgspec.Struct:
    if route.brings and _type_of(request) != route.brings:
        raise Wrong("file-type", route.brings)
    if not route.takes_body:
        return route.body_type()
    if _type_of(request) != _JSON:
        raise Wrong("media-type")
    return msgspec.json.decode(request.body, type=route.body_type)


def _type_of(request: Request) -> str:
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _place(route: Route, cursor: str) -> dict[str, Any]:
    """Where a page begins; empty at the first."""
    if not cursor:
        return {}
    try:
        text = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        values = msgspec.json.decode(text, type=list[Any])
        plain = dict(zip(route.paging.at, values, strict=True))
        return _fields(msgspec.convert(plain, route.cursor_type))
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise Invalid("cursor", "is none of ours; take it from the page before") from error


async def _asked(route: Route, request: Request, caller: Caller, given: Given) -> Answered:
    """The question's answer as status and JSON; of an update how it begins."""
    question = route.question(**given.fields)
    if route.as_it_comes:
        answer = await installed(request, caller)
    elif isinstance(question, InstallUpdate):
        answer = await upload.begin(caller.follow(question))
    else:
        answer = await caller.ask(question, given.file)
    if isinstance(answer, Done):
        return 204, b""
    plain: dict[str, Any] = msgspec.to_builtins(answer)
    del plain["type"]
    if route.paging.items:
        plain = paged(route, plain, given)
    return 200, msgspec.json.encode(plain)


def paged(route: Route, answer: Row, given: Given) -> dict[str, Any]:
    """`items`, and in `next` where the list goes on; None at its end."""
    paging = route.paging
    every = answer[paging.items]
    items = every[: given.limit] if paging.at else every
    more = bool(answer.get("more")) or len(items) < len(every)
    others = {n: v for n, v in answer.items() if n not in (paging.items, *HIDDEN)}
    # A far search stops on the way, with nothing found yet.
    goes_on = more and bool(paging.at) and (bool(items) or "rest" in answer)
    following = paging.next(answer, items, given.passed) if goes_on else None
    return {"items": items, "next": following and _cursor(following), **others}


HIDDEN = ("more", "rest", "rest_key")
"""What says where a list goes on, in an answer of the wire."""


def _cursor(values: tuple[Any, ...]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode()
