# Sourced by clock and identity: whether the box knows the time. The clock on the board counts as right unless its battery
# was dead: then it shows a time before this image was made.
# shellcheck shell=sh

day=86400

trusted() { # by the clock on the board, or by servers of the network (chrony's rtcsync tells the kernel)
	board=$(cat /sys/class/rtc/rtc0/since_epoch 2>/dev/null || echo 0)
	[ "$((board + day))" -ge "$(stat -c %Y /usr/lib/os-release)" ] ||
		[ "$(timedatectl show --property=NTPSynchronized --value)" = yes ]
}
