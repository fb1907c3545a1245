/* Whole-driver orders, on /dev/dahdi/ctl. */
struct dahdi_versioninfo { char version[...]; char echo_canceller[...]; ...; };
struct dahdi_spaninfo {
	int spanno; char name[...]; char desc[...]; int alarms; int txlevel; int rxlevel;
	int bpvcount; int crc4count; int ebitcount; int fascount;
	uint32_t fecount; uint32_t cvcount; uint32_t becount; uint32_t prbs; uint32_t errsec;
	int irqmisses; int syncsrc; int numchans; int totalchans; int totalspans; int lbo; int lineconfig;
	char lboname[...]; char location[...]; char manufacturer[...]; char devicetype[...];
	int irq; int linecompat; char spantype[...];
	...;
};
struct dahdi_chanconfig {
	int chan; char name[...]; int sigtype; int deflaw; int master; int idlebits; char netdev_name[...]; ...;
};
struct dahdi_dynamic_span { char driver[...]; char addr[...]; int numchans; int timing; int spanno; ...; };

int ctl_version(int fd, struct dahdi_versioninfo *version);
int ctl_span_status(int fd, struct dahdi_spaninfo *span);
int ctl_channel_config(int fd, struct dahdi_chanconfig *config);
int ctl_channel_params(int fd, struct dahdi_params *params);
int ctl_dynamic_create(int fd, struct dahdi_dynamic_span *span);
int ctl_dynamic_destroy(int fd, struct dahdi_dynamic_span *span);
