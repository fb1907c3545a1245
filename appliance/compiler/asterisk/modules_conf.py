"""The closed list of Asterisk's modules; the image holds these and no others."""

from appliance.compiler.conf import Comment, ConfFile, Line, Option, Section, option
from appliance.compiler.header import header
from appliance.core.config import Config

MODULES: dict[str, tuple[str, ...]] = {
    "The tables of a generation": ("res_config_sqlite3",),
    "The dialplan and what it uses": (
        "pbx_config",
        "pbx_spool",
        "app_chanisavail",
        "app_chanspy",
        "app_confbridge",
        "app_dial",
        "app_directed_pickup",
        "app_echo",
        "app_exec",
        "app_milliwatt",
        "app_mixmonitor",
        "app_playback",
        "app_queue",
        "app_read",
        "app_sayunixtime",
        "app_stack",
        "app_voicemail",
        "func_callerid",
        "func_channel",
        "func_db",
        "func_devstate",
        "func_dialplan",
        "func_env",
        "func_extstate",
        "func_groupcount",
        "func_logic",
        "func_realtime",
        "func_sha1",
        "func_strings",
        "func_timeout",
        "res_parking",
    ),
    "Bridges": (
        "bridge_builtin_features",
        "bridge_builtin_interval_features",
        "bridge_holding",
        "bridge_native_rtp",
        "bridge_simple",
        "bridge_softmix",
    ),
    "Sound": (
        "codec_a_mu",
        "codec_adpcm",
        "codec_alaw",
        "codec_g722",
        "codec_gsm",
        "codec_resample",
        "codec_ulaw",
        "format_gsm",
        "format_pcm",
        "format_sln",
        "format_wav",
        "res_musiconhold",
    ),
    "Fax": ("res_fax", "res_fax_spandsp"),
    "Line cards": ("res_timing_dahdi", "res_timing_timerfd", "chan_dahdi"),
    "SIP": (
        "res_srtp",
        "res_rtp_asterisk",
        "res_sorcery_astdb",
        "res_sorcery_config",
        "res_sorcery_memory",
        "res_pjproject",
        "res_pjsip",
        "res_pjsip_acl",
        "res_pjsip_authenticator_digest",
        "res_pjsip_caller_id",
        "res_pjsip_dialog_info_body_generator",
        "res_pjsip_diversion",
        "res_pjsip_dlg_options",
        "res_pjsip_dtmf_info",
        "res_pjsip_endpoint_identifier_ip",
        "res_pjsip_endpoint_identifier_user",
        "res_pjsip_exten_state",
        "res_pjsip_header_funcs",
        "res_pjsip_logger",
        "res_pjsip_mwi",
        "res_pjsip_mwi_body_generator",
        "res_pjsip_nat",
        "res_pjsip_outbound_authenticator_digest",
        "res_pjsip_outbound_publish",
        "res_pjsip_outbound_registration",
        "res_pjsip_path",
        "res_pjsip_pidf_body_generator",
        "res_pjsip_pubsub",
        "res_pjsip_refer",
        "res_pjsip_registrar",
        "res_pjsip_rfc3326",
        "res_pjsip_sdp_rtp",
        "res_pjsip_session",
        "res_pjsip_t38",
        "chan_pjsip",
    ),
    "Records and events": (
        "res_cdrel_custom",
        "cel_custom",
        "res_security_log",
    ),
}

# They start before all others, so that a lifted telephone has dial tone at once; calls wait until
# all are there. Whoever lifts it then is written down.
FIRST = frozenset({"res_timing_dahdi", "chan_dahdi", "cel_custom"})


def render(config: Config) -> ConfFile:
    """Nothing loads by itself: what is not named here cannot be reached from outside."""
    del config
    lines: list[Line] = [option("autoload", value=False)]
    for title, modules in MODULES.items():
        lines.append(Comment(title))
        lines += [Option("preload" if name in FIRST else "load", f"{name}.so") for name in modules]
    return ConfFile(header(), (Section("modules", tuple(lines)),))
