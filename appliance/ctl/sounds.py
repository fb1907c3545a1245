"""`lineman sounds`: what callers hear as each prompt, in and out as files."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from appliance.core.errors import Invalid
from appliance.ctl.asking import edit, listed, named, put
from appliance.ctl.files import STANDARD, fill, opened
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _
from appliance.wire.answers import Done
from appliance.wire.client import Client
from appliance.wire.configured import Parts
from appliance.wire.sounds import (
    ExportSounds,
    FindSound,
    GetSound,
    ImportSounds,
    KeepSound,
    SoundFound,
    SoundsTaken,
)

_KIND = "Prompt"


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "sounds", heard, _("what callers hear as each prompt"))
    given = word.sub("put", put_in, _("a WAV file is what a prompt says"), changes=True)
    given.add_argument("prompt", metavar=_("PROMPT"), help=_("its key or name"))
    given.add_argument("file", type=Path, metavar=_("FILE"))
    got = word.sub("get", get, _("what callers hear as a prompt, as a WAV file"))
    got.add_argument("prompt", metavar=_("PROMPT"), help=_("its key or name"))
    got.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))
    out = word.sub("export", export, _("the sounds of all prompts in one file, for a backup"))
    out.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))
    back = word.sub("import", take_in, _("the sounds of such a file, for prompts that are here"))
    back.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))


async def heard(client: Client, chosen: Namespace) -> None:
    """To a program a prompt's sound stands where the prompt does, or null."""
    prompts = await listed(client, _KIND)
    found = [await _sound(client, str(part["key"])) for part in prompts.parts]
    rows = [
        (str(part["key"]), str(part["name"]), _told(sound))
        for part, sound in zip(prompts.parts, found, strict=True)
    ]
    answer = Parts(prompts.revision, _KIND, prompts.parts)
    show(chosen, table(rows, indent=""), answer, soundfound=found)


async def _sound(client: Client, prompt: str) -> SoundFound | None:
    try:
        return await client.ask(FindSound(prompt=prompt))
    except Invalid:
        return None


def _told(sound: SoundFound | None) -> str:
    if sound is None:
        return _("no sound")
    seconds = f"{(sound.milliseconds + 500) // 1000} s"
    return seconds if sound.uploaded else f"{seconds}, {_('recorded by telephone')}"


async def put_in(client: Client, chosen: Namespace) -> None:
    found = await listed(client, _KIND)
    part = named(found, "prompt", chosen.prompt)
    with opened(chosen.file) as file:
        kept = await client.ask(KeepSound(), descriptor=file.descriptor)
    sound = {"digest": kept.digest, "milliseconds": kept.milliseconds}
    await edit(client, chosen, found.revision, put(_KIND, {**part, "sound": sound}))


async def get(client: Client, chosen: Namespace) -> None:
    part = named(await listed(client, _KIND), "prompt", chosen.prompt)
    await fill(chosen.file, client.follow(GetSound(prompt=str(part["key"]))))
    _written(chosen)


async def export(client: Client, chosen: Namespace) -> None:
    await fill(chosen.file, client.follow(ExportSounds()))
    _written(chosen)


def _written(chosen: Namespace) -> None:
    if chosen.file != STANDARD:
        show(chosen, [_("Written: %(file)s", file=chosen.file)], Done())


async def take_in(client: Client, chosen: Namespace) -> None:
    with opened(chosen.file) as file:
        taken = await client.ask(ImportSounds(), descriptor=file.descriptor)
    show(chosen, _taken(taken), taken)


def _taken(taken: SoundsTaken) -> Iterator[str]:
    yield _("They sound as in the file: %(prompts)s", prompts=", ".join(taken.taken) or "-")
    if taken.unknown:
        yield _("No prompt is called so: %(names)s", names=", ".join(taken.unknown))
