/*
 * Prints the newest signal of every instrument, or of one.
 *
 *     latest [--dir DIR] [--instance NAME] [--symbol NAME] [--timeout SECONDS]
 *
 * Exit code 5 when there is no region, or when nobody keeps it any more (the frames are printed all the same).
 */
#include "ultracascade.h"

#include <stdlib.h>

static const char *option(int count, char **arguments, const char *name, const char *otherwise)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], name) == 0) {
            return arguments[i + 1];
        }
    }

    return otherwise;
}

int main(int count, char **arguments)
{
    int64_t timeout_ns = (int64_t)(strtod(option(count, arguments, "--timeout", "10"), NULL) * 1e9);
    const char *symbol = option(count, arguments, "--symbol", "");
    uc_signals signals;
    uc_status status = uc_wait_ready(&signals, option(count, arguments, "--dir", NULL),
                                     option(count, arguments, "--instance", NULL), timeout_ns);
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", signals.region.path, uc_status_text(status));
        return 5;
    }

    char name[65];
    for (uint32_t index = 0; uc_instrument_name(&signals, index, name); index++) {
        uc_signal_frame frame;
        char line[UC_SIGNAL_JSON_BYTES];
        if ((symbol[0] == '\0' || strcmp(symbol, name) == 0) && uc_read_latest(&signals, index, &frame, NULL) == UC_READ_OK) {
            (void)uc_format_signal(&signals, &frame, line, sizeof line);
            (void)printf("%s\n", line);
        }
    }

    int64_t age_ns = 0;
    int stale = uc_is_stale(&signals, &age_ns);
    if (stale) {
        (void)fprintf(stderr, "stale: last heartbeat %lld ms ago\n", (long long)(age_ns / 1000000));
    }

    uc_signals_close(&signals);
    return stale ? 5 : 0;
}
