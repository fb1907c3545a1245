/* Orders for the driver's own clock, on an open /dev/dahdi/timer. */
int timer_period(int fd, int samples);
int timer_acknowledge(int fd, int expiries);
int timer_get_event(int fd, int *event);
