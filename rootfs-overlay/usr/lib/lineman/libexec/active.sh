# Sourced by slot and putback: which configuration the telephones should run on, the one rename that switches to it, and
# the note of what those who read it may hold (appliance/apply/generation.py says what that is for).
# shellcheck shell=sh

builtin=/run/lineman/builtin

point() { # LINK TARGET: replaces the link by one rename, so that nobody ever finds it missing
	ln -sfn "$2" "$1.new"
	mv -T "$1.new" "$1"
}

note() { # FILE GENERATION...: nobody holds anything but these
	note=$1
	shift
	printf '%s\n' "$@" >"$note.new"
	mv -f "$note.new" "$note"
}

held() { # FILE LINK: prints what may be held, which is unknown without a note, and what is active
	{
		cat "$1" 2>/dev/null || echo unknown
		readlink "$2"
	} | sort -u
}

whole() { # GENERATION: every file is as it was committed
	# What is no file, or has no end, must not keep the telephones waiting.
	[ -f "$1/manifest" ] && [ -s "$1/manifest" ] && (cd "$1" && timeout 20 sha256sum --quiet --strict -c manifest >/dev/null 2>&1)
}

chosen() { # STATE: prints the committed generation when its manifest holds, else the built-in configuration
	committed=$(readlink "$1/committed" 2>/dev/null || true)
	case $committed in
	generations/[0-9][0-9][0-9][0-9][0-9][0-9])
		if whole "$1/$committed"; then
			echo "$1/$committed"
			return
		fi
		echo "<3>configuration ${committed#generations/} is damaged: using the built-in one" >&2
		;;
	'') ;;
	*) echo "<3>committed points at '$committed', which is no generation: using the built-in one" >&2 ;;
	esac
	echo "$builtin"
}
