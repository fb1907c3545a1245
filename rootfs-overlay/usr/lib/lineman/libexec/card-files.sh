# Sourced by cards: what the files of the active generation say about cards. Whoever took over the supervisor can write
# them, and root acts on what is printed here: only what the grammar of each line allows is, all else is passed over.
# Needs $active (a configuration's folder), $catalogue (the driver list of the image), $loaded and $configured (folders
# for notes) and as_lineman, by which dahdi_cfg runs.
# shellcheck shell=sh

listed() { # MODULE: is a line card's driver
	case $1 in '' | *[!a-z0-9_]*) return 1 ;; esac
	while read -r known _; do
		[ "$known" = "$1" ] && return 0
	done <"$catalogue"
	return 1
}

allows() { # MODULE PARAMETER: the catalogue lets the driver have it
	while read -r known parameters; do
		[ "$known" = "$1" ] || continue
		case " $parameters " in *" $2 "*) return 0 ;; esac
	done <"$catalogue"
	return 1
}

parameters_for() { # MODULE: prints NAME=VALUE for each stored parameter that the catalogue allows it
	[ -f "$active/dahdi/modules" ] || return 0
	while read -r module parameter rest; do
		if [ "$module" != "$1" ] || [ -n "$rest" ]; then continue; fi
		case $parameter in *=*) ;; *) continue ;; esac
		name=${parameter%%=*} value=${parameter#*=}
		case $name in '' | *[!a-z0-9_]*) continue ;; esac
		case $value in '' | *[!A-Za-z0-9,]*) continue ;; esac
		if allows "$1" "$name"; then echo "$name=$value"; fi
	done <"$active/dahdi/modules"
}

load_driver() { # MODULE: loads it with its stored parameters, and notes them for all: a driver tells them root alone
	given=$(parameters_for "$1")
	# shellcheck disable=SC2086  # one parameter a word, checked there
	modprobe -- "$1" $given || return 1
	echo "$given" >"$loaded/$1"
}

pinned() { # prints KEY LOCAL SPAN BASE for each span that assigned-spans.conf gives a number
	[ -f "$active/dahdi/assigned-spans.conf" ] || return 0
	set -f # a number is no pattern of file names
	while read -r key places; do
		case $key in '' | '#'*) continue ;; esac
		for place in $places; do
			case $place in
			*[!0-9:]* | *:*:*:*) ;;
			[1-9]*:[1-9]*:[1-9]*) echo "$key $(echo "$place" | tr : ' ')" ;;
			esac
		done
	done <"$active/dahdi/assigned-spans.conf"
	set +f
}

numbers() { # FILE: prints each number in it that DAHDI could have for a span or channel
	[ -f "$1" ] && grep -owE '[1-9][0-9]{0,3}' "$1" || true
}

highest() { # of the numbers on standard input, one a line; 0 if there is none
	{ cat; echo 0; } | sort -n | tail -n 1
}

settings_of() { # SPAN FIRST LAST: prints the lines of system.conf about the span and its channels, and the tones
	[ -f "$active/dahdi/system.conf" ] || return 0
	awk -F= -v span="$1" -v first="$2" -v last="$3" '
		$1 == "loadzone" || $1 == "defaultzone" { print; next }
		$1 == "span" { if ($2 + 0 == span) print; next }
		{ channel = $2; if ($1 == "echocanceller") sub(/^[^,]*,/, "", channel) }
		channel + 0 >= first && channel + 0 <= last { print }
	' "$active/dahdi/system.conf"
}

configure() { # SPAN-SYSFS: channels of one span, alone, so that one bad span leaves the others in service
	number=${1##*span-}
	base=$(cat "$1/basechan")
	last=$((base + $(cat "$1/channels") - 1))
	# Drivers start a stream anew that is configured again, with calls up: one that came with these settings is left.
	settings=$({ stat -Lc %i "$1"; settings_of "$number" "$base" "$last"; } | sha256sum)
	[ "$settings" != "$(cat "$configured/$number" 2>/dev/null || true)" ] || return 0
	rm -f "$configured/$number"
	if as_lineman dahdi_cfg -c "$active/dahdi/system.conf" -S "$number" -C "$base-$last" >/dev/null; then
		echo "$settings" >"$configured/$number"
	else
		echo "<3>span $number could not be configured"
	fi
}

cleaned() { # FILE: a sysfs attribute as dahdi_span_assignments writes it into a key
	tr -d '\n' 2>/dev/null <"$1" | tr '!' '/' | tr -c 'a-zA-Z0-9/:.-' '_'
}

local_spans() { # DEVICE: prints the card's own numbers of its spans
	sed -n 's/^\([0-9]\{1,2\}\):.*/\1/p' "$1/dahdi_spantype"
}

key_matches() { # KEY HARDWARE-ID LOCATION DEVPATH, cleaned
	case $1 in
	@*) [ "${1#@}" = "$3" ] ;;
	/*) [ "$1" = "$4" ] ;;
	*) [ -n "$2" ] && [ "$1" = "$2" ] ;;
	esac
}
