/* libpri's event union flattened to one struct; silent, because its own messages go to stdout. */
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <libpri.h>

struct lineman_pri_event {
	int kind; int channel; int cause; int complete; int layer1;
	q931_call *call;
	char calling[256]; char name[256]; char called[256];
};

static void quiet(struct pri *pri, char *message)
{
	(void)pri;
	(void)message;
}

static struct pri *lineman_pri_new(int fd, int network)
{
	struct pri *pri;

	pri_set_message(quiet);
	pri_set_error(quiet);
	pri = pri_new(fd, network ? PRI_NETWORK : PRI_CPE, PRI_SWITCH_EUROISDN_E1);
	if (pri)
		pri_hangup_fix_enable(pri, 1);
	return pri;
}

#define COPY(to, from) (snprintf(to, sizeof(to), "%s", from))

static int flatten(pri_event *from, struct lineman_pri_event *to)
{
	memset(to, 0, sizeof(*to));
	if (!from)
		return 0;
	to->kind = from->e;
	switch (from->e) {
	case PRI_EVENT_RING:
		to->channel = from->ring.channel;
		to->call = from->ring.call;
		to->complete = from->ring.complete;
		to->layer1 = from->ring.layer1;
		COPY(to->calling, from->ring.callingnum);
		COPY(to->name, from->ring.callingname);
		COPY(to->called, from->ring.callednum);
		break;
	case PRI_EVENT_INFO_RECEIVED:
		to->channel = from->ring.channel;
		to->call = from->ring.call;
		to->complete = from->ring.complete;
		COPY(to->called, from->ring.callednum);
		break;
	case PRI_EVENT_HANGUP:
	case PRI_EVENT_HANGUP_ACK:
	case PRI_EVENT_HANGUP_REQ:
		to->channel = from->hangup.channel;
		to->cause = from->hangup.cause;
		to->call = from->hangup.call;
		break;
	case PRI_EVENT_RINGING:
		to->channel = from->ringing.channel;
		to->call = from->ringing.call;
		break;
	case PRI_EVENT_ANSWER:
		to->channel = from->answer.channel;
		to->call = from->answer.call;
		break;
	case PRI_EVENT_PROCEEDING:
	case PRI_EVENT_PROGRESS:
		to->channel = from->proceeding.channel;
		to->cause = from->proceeding.cause;
		to->call = from->proceeding.call;
		break;
	case PRI_EVENT_SETUP_ACK:
		to->channel = from->setup_ack.channel;
		to->call = from->setup_ack.call;
		break;
	case PRI_EVENT_RESTART:
		to->channel = from->restart.channel;
		break;
	}
	return 1;
}

static int lineman_pri_input(struct pri *pri, struct lineman_pri_event *event)
{
	return flatten(pri_check_event(pri), event);
}

static int lineman_pri_timers(struct pri *pri, struct lineman_pri_event *event)
{
	return flatten(pri_schedule_run(pri), event);
}

static int lineman_pri_setup(struct pri *pri, q931_call *call, int channel, char *called, char *calling, char *name)
{
	struct pri_sr *request = pri_sr_new();
	int result;

	if (!request)
		return -1;
	pri_sr_set_channel(request, channel, 1, 0);
	pri_sr_set_bearer(request, PRI_TRANS_CAP_3_1K_AUDIO, PRI_LAYER_1_ALAW);
	pri_sr_set_called(request, called, PRI_UNKNOWN, 1);
	pri_sr_set_caller(request, calling, name, PRI_NATIONAL_ISDN, PRES_ALLOWED_NETWORK_NUMBER);
	result = pri_setup(pri, call, request);
	pri_sr_free(request);
	return result;
}
