"""Whatever an admin has configured: export, store, pieces and difference are exact."""

import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from appliance.core.canonical import from_json, to_json
from appliance.core.config import Config
from appliance.core.difference import What, difference
from appliance.core.exchange_file import exported, file_schema, imported
from appliance.core.pieces import pieces
from appliance.core.secret import Secret
from appliance.core.upgrades import SCHEMA, upgraded
from appliance.store.config_store import SqliteConfigStore
from tests.property.parts import PARTS
from tests.property.whole import whole_configs

SCHEMA_OF_FILE = jsonschema.Draft202012Validator(file_schema())


def never() -> Secret:
    raise AssertionError("all secrets are there")


@given(st.one_of(*PARTS.values()))
def test_a_part_reads_back_in_its_one_spelling(part: object) -> None:
    text = to_json(part, type(part))
    assert from_json(type(part), text) == part
    assert from_json(type(part), to_json(part)) == part
    assert (
        json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        == text
    )


@given(whole_configs)
def test_an_export_reads_back(config: Config) -> None:
    text = exported(config, secrets=True)
    SCHEMA_OF_FILE.validate(json.loads(text))
    assert imported(text, Config(), never).config == config
    assert imported(exported(config, secrets=False), config, never).config == config


@given(whole_configs, whole_configs)
def test_pieces_are_the_text_and_differences_are_told(config: Config, other: Config) -> None:
    spelled = pieces(config)
    assert spelled.whole() == to_json(config)
    assert pieces(other, (config, spelled)).whole() == to_json(other)
    found = difference(config, other)
    assert bool(found) is (config != other)
    assert all(change.fields for change in found if change.what is What.CHANGED)
    assert difference(config, from_json(Config, spelled.whole())) == ()
    assert upgraded(json.loads(to_json(config)), SCHEMA) == json.loads(to_json(config))


@given(st.lists(whole_configs, min_size=1, max_size=3))
def test_what_is_saved_is_loaded(configs: list[Config]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.db"
        with closing(SqliteConfigStore(path)) as store:
            for config in configs:
                store.save(config, "anna", "next")
        with closing(SqliteConfigStore(path)) as store:
            assert store.load() == configs[-1]
            assert [store.at(number + 1) for number in range(len(configs))] == configs
            store.restore(1, "anna")
            assert store.load() == configs[0]
