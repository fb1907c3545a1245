/* libtonezone: the countries' call progress tones. */
struct tone_zone_sound { int toneid; char data[...]; ...; };
struct tone_zone {
	int zone; char country[...]; char description[...]; int ringcadence[...];
	struct tone_zone_sound tones[...];
	int dtmf_high_level; int dtmf_low_level; int mfr1_level; int mfr2_level;
	...;
};
struct tone_zone *tone_zone_find(char *country);
int tone_zone_register_zone(int fd, struct tone_zone *zone);
int ctl_default_zone(int fd, int number);
