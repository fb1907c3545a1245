/* One typed function per driver order, so that the compiler knows every layout and every request number. */
#include <stdint.h>
#include <sys/ioctl.h>
#include <dahdi/user.h>
#include <dahdi/tonezone.h>

/* Packed, and its size is part of the request number: a header of another layout must stop the build. */
_Static_assert(sizeof(struct dahdi_spaninfo) == 314, "struct dahdi_spaninfo of DAHDI 3.4");

#define ORDER_POINTER(name, request, type) static int name(int fd, type *p) { return ioctl(fd, request, p); }
#define ORDER_NUMBER(name, request) static int name(int fd, int n) { return ioctl(fd, request, &n); }

ORDER_POINTER(ctl_version, DAHDI_GETVERSION, struct dahdi_versioninfo)
ORDER_POINTER(ctl_span_status, DAHDI_SPANSTAT, struct dahdi_spaninfo)
ORDER_POINTER(ctl_channel_config, DAHDI_CHANCONFIG, struct dahdi_chanconfig)
ORDER_POINTER(ctl_channel_params, DAHDI_GET_PARAMS, struct dahdi_params)
ORDER_NUMBER(ctl_default_zone, DAHDI_DEFAULTZONE)
ORDER_POINTER(ctl_dynamic_create, DAHDI_DYNAMIC_CREATE, struct dahdi_dynamic_span)
ORDER_POINTER(ctl_dynamic_destroy, DAHDI_DYNAMIC_DESTROY, struct dahdi_dynamic_span)

ORDER_NUMBER(chan_specify, DAHDI_SPECIFY)
ORDER_NUMBER(chan_hook, DAHDI_HOOK)
ORDER_POINTER(chan_get_event, DAHDI_GETEVENT, int)
ORDER_POINTER(chan_dial, DAHDI_DIAL, struct dahdi_dialoperation)
ORDER_NUMBER(chan_send_tone, DAHDI_SENDTONE)
ORDER_NUMBER(chan_flush, DAHDI_FLUSH)
ORDER_NUMBER(chan_linear, DAHDI_SETLINEAR)
ORDER_NUMBER(chan_law, DAHDI_SETLAW)
ORDER_NUMBER(chan_audio_mode, DAHDI_AUDIOMODE)
ORDER_POINTER(chan_set_buffers, DAHDI_SET_BUFINFO, struct dahdi_bufferinfo)
ORDER_NUMBER(chan_loop_back, DAHDI_LOOPBACK)

ORDER_NUMBER(timer_period, DAHDI_TIMERCONFIG)
ORDER_NUMBER(timer_acknowledge, DAHDI_TIMERACK)
ORDER_POINTER(timer_get_event, DAHDI_GETEVENT, int)
