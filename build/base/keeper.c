/* exchange-keeper PROGRAM ARG...: runs the exchange in the sandbox that it stands in itself, and starts it anew when it dies.
 *
 * systemd makes a unit's sandbox anew at every start, which takes longer than the exchange's own way to dial tone. The keeper
 * stays in it and does nothing but wait. An exchange that ends by itself, or is told to, ends the keeper with its own status,
 * and what follows is systemd's again; so is the death of the keeper, which takes the exchange with it.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    USAGE = 64, CANNOT_FORK = 71, CANNOT_RUN = 127, BY_SIGNAL = 128, /* exit statuses, as of sysexits.h and sh(1) */
    STEADY_S = 10,         /* one that lived for longer died for once, not again and again */
    SOONEST_MS = 50,       /* after the second death in a row */
    LATEST_MS = 2000,
};

static const int handed_on[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

static pid_t begin(char **argv, const sigset_t *usual)
{
    const pid_t keeper = getpid(), child = fork();
    if (child != 0) return child;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != keeper) _exit(CANNOT_RUN);
    sigprocmask(SIG_SETMASK, usual, NULL);
    execv(argv[0], argv);
    perror(argv[0]);
    _exit(CANNOT_RUN);
}

/* Waits for the end of `child`, handing on what it is told; `told` becomes 1 when that was to end. Returns its status. */
static int stand_by(pid_t child, const sigset_t *waited, int *told)
{
    for (;;) {
        siginfo_t info;
        const int number = sigwaitinfo(waited, &info);
        int status;
        if (number == SIGCHLD && waitpid(child, &status, WNOHANG) == child) return status;
        if (number <= 0 || number == SIGCHLD) continue;
        if (number == SIGTERM || number == SIGINT || number == SIGQUIT) *told = 1;
        kill(child, number);
    }
}

static time_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Waits `ms`; 1 when it was told to end meanwhile. */
static int rest(int ms, const sigset_t *ends)
{
    const struct timespec time = {ms / 1000, ms % 1000 * 1000000L};
    return ms > 0 && sigtimedwait(ends, NULL, &time) > 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s PROGRAM ARG...\n", argv[0]);
        return USAGE;
    }
    sigset_t waited, ends, usual;
    sigemptyset(&waited);
    for (size_t each = 0; each < sizeof handed_on / sizeof *handed_on; each++) sigaddset(&waited, handed_on[each]);
    ends = waited;
    sigdelset(&ends, SIGHUP), sigdelset(&ends, SIGUSR1), sigdelset(&ends, SIGUSR2);
    sigaddset(&waited, SIGCHLD);
    sigprocmask(SIG_BLOCK, &waited, &usual);

    for (int pause = 0;;) {
        const time_t begun = seconds();
        int told = 0;
        const pid_t child = begin(argv + 1, &usual);
        if (child < 0) {
            perror("fork");
            return CANNOT_FORK;
        }
        const int status = stand_by(child, &waited, &told);
        if (WIFEXITED(status)) return WEXITSTATUS(status);
        if (told) return BY_SIGNAL + WTERMSIG(status);
        fprintf(stderr, "<4>%s died of signal %d (%s): it is started anew\n", argv[1], WTERMSIG(status),
                strsignal(WTERMSIG(status)));
        if (seconds() - begun >= STEADY_S) pause = 0;
        if (rest(pause, &ends)) return EXIT_SUCCESS;
        pause = pause == 0 ? SOONEST_MS : pause * 2 < LATEST_MS ? pause * 2 : LATEST_MS;
    }
}
