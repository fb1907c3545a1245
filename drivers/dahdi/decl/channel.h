/* Orders for one channel, on an open channel file. */
struct dahdi_params {
	int channo; int spanno; int chanpos; int sigtype; int sigcap; int rxisoffhook; int rxbits; int txbits;
	int txhooksig; int rxhooksig; int curlaw; int idlebits; char name[...];
	int prewinktime; int preflashtime; int winktime; int flashtime; int starttime; int rxwinktime;
	int rxflashtime; int debouncetime; int pulsebreaktime; int pulsemaketime; int pulseaftertime;
	uint32_t chan_alarms;
	...;
};
struct dahdi_bufferinfo {
	int txbufpolicy; int rxbufpolicy; int numbufs; int bufsize; int readbufs; int writebufs; ...;
};
struct dahdi_dialoperation { int op; char dialstr[...]; ...; };

#define DAHDI_TONE_DTMF_BASE ...

int chan_specify(int fd, int channel);
int chan_hook(int fd, int order);
int chan_get_event(int fd, int *event);
int chan_dial(int fd, struct dahdi_dialoperation *operation);
int chan_send_tone(int fd, int tone);
int chan_flush(int fd, int what);
int chan_linear(int fd, int on);
int chan_law(int fd, int law);
int chan_audio_mode(int fd, int on);
int chan_set_buffers(int fd, struct dahdi_bufferinfo *buffers);
int chan_loop_back(int fd, int on);
