# Shared by the start, recovery and the installer; busybox's shell.
# Words of the kernel's command line that are ours become variables: lineman.esp=… is $esp.
esp='' env='' slot='' verity='' recovery=''
for word in $(cat /proc/cmdline); do
	case $word in
	lineman.esp=*) esp=${word#*=} ;;
	lineman.env=*) env=${word#*=} ;;
	lineman.slot=*) slot=${word#*=} ;;
	lineman.verity=*) verity=${word#*=} ;;
	lineman.recovery=*) recovery=${word#*=} ;;
	esac
done

names='bios_grub esp recovery boot-a boot-b root-a root-b state data'
factory_esp=4c494e45-4d41-4e00-8000-000000000002

part() { # DISK NUMBER: the kernel's name of a partition
	case $1 in *[0-9]) echo "$1p$2" ;; *) echo "$1$2" ;; esac
}

number() { # NAME: its place in the partition table
	n=0
	for name in $names; do
		n=$((n + 1))
		[ "$name" = "$1" ] && echo $n && return
	done
	return 1
}

device() { # DISK NAME: /dev/sda3
	echo "/dev/$(part "$1" "$(number "$2")")"
}

identity() { # DEVICE: the GUID its partition table gives it
	blkid -p -s PART_ENTRY_UUID -o value "$1" 2>/dev/null
}

fills_disk() { # DISK NAME: no 16 MiB are free behind this partition, as `grow` counts
	place=/sys/class/block/$(part "$1" "$(number "$2")")
	[ $(($(cat "/sys/block/$1/size") - $(cat "$place/start") - $(cat "$place/size"))) -le 32801 ]
}

load_drivers() { # for every device that is there; quiet about those without a driver of ours
	now=$(find /sys/devices -name modalias -exec cat {} + 2>/dev/null | sort -u)
	[ "$now" = "${seen:-}" ] && return
	seen=$now
	# shellcheck disable=SC2086  # one argument each
	modprobe -qab $now 2>/dev/null
	modprobe -qa sd_mod usb_storage uas 2>/dev/null
}

disks() { # whole disks, by the kernel's names
	for entry in /sys/block/*; do
		case ${entry##*/} in
		loop* | ram* | dm-* | sr* | fd* | zram* | md* | mmcblk*boot* | mmcblk*rpmb) ;;
		*) echo "${entry##*/}" ;;
		esac
	done
}

running_disk() { # the disk GRUB came from, known by its ESP's identity and never by a label
	for disk in $(disks); do
		[ "$(identity "$(device "$disk" esp)")" = "$esp" ] && echo "$disk" && return
	done
	return 1
}

is_stick() { # DISK: can be pulled out
	[ "$(cat "/sys/block/$1/removable")" = 1 ] && return
	case $(readlink -f "/sys/block/$1") in */usb*) return 0 ;; *) return 1 ;; esac
}

slot_table() { # DEVICE VERITY [WHAT-ON-CORRUPTION]: a device-mapper line; VERITY is blocks:salt:hash
	blocks=${2%%:*} rest=${2#*:}
	echo "0 $((blocks * 8)) verity 1 $1 $1 4096 4096 $blocks $((blocks + 1)) sha256 ${rest#*:} ${rest%%:*}${3:+ 1 $3}"
}
