# Writes a whole disk or both slots out of the recovery partition of the disk that was started from.
smallest=$((6 * 1024 * 1024 * 2)) # sectors: slots, state and 1 GiB of data
scratch=/run/lineman # memory

targets() { # disks inside the box that are not the one we started from
	for other in $(disks); do
		[ "$other" = "$disk" ] || is_stick "$other" && continue
		[ "$(cat "/sys/block/$other/size")" -ge $smallest ] && echo "$other"
	done
}

content() { # DISK: its partitions by name, or by what is in them; without partitions what is on it
	parts=$(sfdisk -d "/dev/$1" 2>/dev/null | sed -n 's/^\(\/dev\/[^ ]*\) : .*/\1/p')
	for each_part in ${parts:-/dev/$1}; do
		named=$(blkid -p -s PART_ENTRY_NAME -o value "$each_part" 2>/dev/null)
		[ -n "$named" ] || named=$(blkid -p -s TYPE -o value "$each_part" 2>/dev/null)
		[ -n "$named" ] || [ -z "$parts" ] || named=partition
		[ -z "$named" ] || echo "$named"
	done
}

ours() { # DISK: has our partitions, at our places
	[ "$(shape "$1")" = "$(shape "$disk")" ]
}

shape() { # DISK: starts, sizes and names of all partitions but the last, whose size differs
	sfdisk -d "/dev/$1" 2>/dev/null | sed -n 's/^.*start= *\([0-9]*\), size= *\([0-9]*\),.*name="\([^"]*\)".*/\1 \2 \3/p' | head -n 8
}

describe() { # DISK
	model=$(cat "/sys/block/$1/device/model" 2>/dev/null | tr -s ' ')
	echo "  $1: ${model:-disk}, $(($(cat "/sys/block/$1/size") / 2097152)) GiB"
	held=$(content "$1" | tr '\n' ',' | sed 's/,$//; s/,/, /g')
	echo "     holds: ${held:-nothing known}"
	if ours "$1"; then
		echo "     a Lineman; its state: $(blkid -p -s TYPE -o value "$(device "$1" state)" || echo none)"
	fi
}

piece=64 # MiB after which the person at the console is told how far it is

through() { # FROM TO WHAT [CONV]: all of FROM to TO, piece by piece
	if [ -b "$1" ]; then bytes=$(blockdev --getsize64 "$1"); else bytes=$(stat -L -c %s "$1"); fi 2>/dev/null || return 1
	mib=$(((bytes + 1048575) / 1048576)) at=0 later=
	printf '  %s ... ' "$3"
	while :; do
		dd if="$1" of="$2" bs=1M count=$piece iflag=fullblock skip=$at seek=$at ${4+conv="$4$later"} 2>/dev/null || { echo; return 1; }
		at=$((at + piece)) later=,notrunc
		[ $at -lt $mib ] || break
		printf '\r  %s ... %d %% ' "$3" $((at * 100 / mib))
	done
	printf '\r  %s ... 100 %%\n' "$3"
}

copy() { # FROM TO WHAT
	through "$1" "$2" "$3" fsync || { echo "  failed: $3"; return 1; }
}

format_state() { # DISK
	# By its path: the shell would take busybox's own, which knows no ext4.
	/bin/mke2fs -q -F -t ext4 -L lm-state -O quota,project -E quotatype=prjquota "$(device "$1" state)"
}

forget_data() { # DISK: the next start formats it, told so by data=new in the boot environment
	dd if=/dev/zero of="$(device "$1" data)" bs=1M count=1 conv=notrunc,fsync 2>/dev/null
}

proved() { # DEVICE WHAT: every block of the written root has its place in the hash tree
	dmsetup create check --readonly --table "$(slot_table "$1" "$(cat /mnt/verity)")" >/dev/null || return 1
	# The kernel's node: without udev nobody makes one by name.
	through "/dev/$(dmsetup info -c --noheadings -o blkdevname check)" /dev/null "proving what was written: $2"
	result=$?
	dmsetup remove check
	return $result
}

write_slots() { # DISK
	mount -t vfat -o ro "$(device "$disk" recovery)" /mnt || return 1
	for name in a b; do
		copy /mnt/root.img "$(device "$1" root-$name)" "system, slot $name" &&
			copy /mnt/boot.img "$(device "$1" boot-$name)" "start files, slot $name" &&
			proved "$(device "$1" root-$name)" "system, slot $name" || { umount /mnt; echo "The written system does not check."; return 1; }
	done
	umount /mnt
}

write_table() { # DISK: our partitions with identities of their own, data to the end of the disk
	sfdisk -d "/dev/$disk" | sed -e '/^label-id:\|^device:\|^last-lba:/d' -e 's/, uuid=[-0-9A-Fa-f]*//' \
		-e 's/^[^ ]* : //' -e '/name="lm-data"/s/size= *[0-9]*, //' >"$scratch/table"
	sfdisk -q --wipe always "/dev/$1" <"$scratch/table"
}

slots_in_order() { # the slot whose configuration the box had comes first; the boot environment is $LINEMAN_ESP's
	# Both get the same system, and each slot's configuration stays in its own folder: the letter chooses it.
	order=$(bootenv get order 2>/dev/null)
	case $order in 'A B' | 'B A') ;; *) order='A B' ;; esac
	for wanted in startable proved; do
		for letter in $order; do
			name=$(echo "$letter" | tr AB ab)
			[ "$(bootenv get ${name}_good 2>/dev/null)" = 1 ] || continue
			[ $wanted = startable ] && [ "$(bootenv get ${name}_left 2>/dev/null)" = 0 ] && continue
			case $letter in A) echo 'A B' ;; B) echo 'B A' ;; esac
			return
		done
	done
	echo "$order" # none ever proved itself
}

environment_of() { # DISK NAME: fails where there is no boot environment
	LINEMAN_ESP=$(device "$1" esp) bootenv get "$2" 2>/dev/null
}

holds_ext4() { # DISK NAME
	[ "$(blkid -p -s TYPE -o value "$(device "$1" "$2")" 2>/dev/null)" = ext4 ]
}

what_was() { # DISK: sets machine, data and slots to what the box had
	slots=$(LINEMAN_ESP=$(device "$1" esp); slots_in_order)
	if machine=$(environment_of "$1" machine_id); then
		data=$(environment_of "$1" data)
		return
	fi
	# An installation that erased was cut, or the sector is spoilt: what has a file system is kept.
	machine='' data=''
	holds_ext4 "$1" data || data=new
	holds_ext4 "$1" state || format_state "$1"
}

start_code() { # FROM DISK: what firmware without UEFI starts, beside the table in the first sector
	dd if="$1" of="/dev/$2" bs=440 count=1 conv=notrunc,fsync 2>/dev/null
}

erase() { # DISK: a new table, state and data; no firmware starts it any more
	start_code /dev/zero "$1" && write_table "$1" || return 1
	for wait in 1 2 3 4 5; do [ -b "$(device "$1" data)" ] && break; sleep 1; done
	# The old boot menu to its environment: that must not speak for the new state and data.
	dd if=/dev/zero of="$(device "$1" esp)" bs=512 count=$((LINEMAN_ENV + 1)) conv=notrunc,fsync 2>/dev/null
	format_state "$1" && forget_data "$1"
}

install_on() { # DISK KEEP
	machine='' slots='A B' data=new
	[ "$2" = no ] || what_was "$1" || return 1
	# The boot menu gets its environment in memory, for on the disk it must never have the stick's.
	copy "$(device "$disk" esp)" "$scratch/esp" "boot menu, to memory" &&
		LINEMAN_ESP=$scratch/esp bootenv set "order=$slots" a_left=3 b_left=3 a_good=0 b_good=0 \
			"machine_id=$machine" "data=$data" || return 1
	[ "$2" = yes ] || erase "$1" || return 1
	write_slots "$1" &&
		copy "$(device "$disk" recovery)" "$(device "$1" recovery)" recovery &&
		copy "$(device "$disk" bios_grub)" "$(device "$1" bios_grub)" "boot loader" || return 1
	# Last what starts the disk. A cut before leaves a disk that does not start if it was erased, and the environment it had
	# if it was kept; a cut after, the new one. A repeat reads what is right in each case.
	copy "$scratch/esp" "$(device "$1" esp)" "boot menu" && start_code "/dev/$disk" "$1" || return 1
	rm -f "$scratch/esp"
}

install_somewhere() {
	echo
	found=$(targets)
	if [ -z "$found" ]; then
		echo "There is no disk in this box to install on (at least 6 GiB, not removable)."
		return
	fi
	echo "Disks of this box:"
	for each in $found; do describe "$each"; done
	if [ "$(echo "$found" | wc -w)" = 1 ]; then target=$found; else ask "Install on which?"; target=$reply; fi
	case " $(echo "$found" | tr '\n' ' ') " in *" $target "*) ;; *) echo "No such disk."; return ;; esac
	keep=no
	if ours "$target"; then
		ask "Keep the configuration, history and recordings found there? [Y/n]"
		case $reply in n* | N*) ;; *) keep=yes ;; esac
	fi
	if [ $keep = yes ]; then
		echo "The system on $target is replaced; state and data stay."
	else
		echo "EVERYTHING on $target is erased."
	fi
	ask "Type $target to go on:"
	[ "$reply" = "$target" ] || { echo "Nothing was changed."; return; }
	if install_on "$target" $keep; then
		echo "Installed. Pull out the stick and press Enter to restart."
		read -r reply
		restart
	fi
	echo "The installation failed; the stick can be started again."
}
