/* watch_peer --dir D --instance I: the twin of the verb watch. Says what changes about a region until it is killed. */
#include "peer_options.h"

static const char *state_of(const uc_signals *signals, int64_t *age_ns)
{
    static const char *const names[] = {"none", "starting", "live", "draining", "stopped", "faulted"};
    int stale = uc_is_stale(signals, age_ns);
    uint32_t state = uc_state(signals);
    return uc_is_superseded(signals) ? "superseded" : stale ? "stale" : state < 6 ? names[state] : "unknown";
}

int main(int count, char **arguments)
{
    uc_signals signals;
    uc_history history;
    uc_signal_frame frame;
    char now[160];
    char said[160] = "";
    unsigned long long frames = 0;
    uc_status status = uc_wait_ready(&signals, peer_text(count, arguments, "--dir", NULL), peer_text(count, arguments, "--instance", NULL),
                                     INT64_C(60000000000));
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", signals.region.path, uc_status_text(status));
        return PEER_FAILURE;
    }

    (void)setvbuf(stdout, NULL, _IOLBF, 4096);
    uc_history_start(&history, &signals, UC_FROM_OLDEST, 0);
    for (;;) {
        /* The state first: what a state implies was stored before it, so it is read after it. */
        int64_t age_ns = 0;
        const char *state = state_of(&signals, &age_ns);
        uint64_t generation = uc_generation(&signals);
        for (uc_read read = uc_history_poll(&history, &frame); read != UC_READ_NOT_YET; read = uc_history_poll(&history, &frame)) {
            frames += read == UC_READ_OK;
        }

        (void)snprintf(now, sizeof now, "%s generation %llu frames %llu lost %llu", state, (unsigned long long)generation, frames,
                       (unsigned long long)history.lost);
        if (strcmp(now, said) != 0) {
            (void)printf("%s age_ms %lld\n", now, (long long)(age_ns / 1000000));
            memcpy(said, now, sizeof said);
        }

        uc_sleep_ns_at_most(5000000);
    }
}
