/*
 * Follows the signals of an engine and prints each as a line of JSON.
 *
 *     tail [--dir DIR] [--instance NAME] [--from latest|oldest|SEQUENCE] [--count N] [--timeout SECONDS]
 *
 * Ends after N frames, or after so many seconds (10) without one; exit code 5 when there is no region to follow.
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
    const char *from = option(count, arguments, "--from", "latest");
    long wanted = strtol(option(count, arguments, "--count", "0"), NULL, 10);
    int64_t timeout_ns = (int64_t)(strtod(option(count, arguments, "--timeout", "10"), NULL) * 1e9);
    uc_signals signals;
    uc_status status = uc_wait_ready(&signals, option(count, arguments, "--dir", NULL),
                                     option(count, arguments, "--instance", NULL), timeout_ns);
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", signals.region.path, uc_status_text(status));
        return 5;
    }

    uc_start start = strcmp(from, "latest") == 0 ? UC_FROM_LATEST : strcmp(from, "oldest") == 0 ? UC_FROM_OLDEST : UC_FROM_SEQUENCE;
    uc_history history;
    uc_history_start(&history, &signals, start, strtoll(from, NULL, 10));
    for (long printed = 0; wanted == 0 || printed < wanted;) {
        uc_signal_frame frame;
        uc_read read = uc_history_poll(&history, &frame);
        if (read == UC_READ_OK) {
            char line[UC_SIGNAL_JSON_BYTES];
            (void)uc_format_signal(&signals, &frame, line, sizeof line);
            (void)printf("%s\n", line);
            printed++;
        } else if (read == UC_READ_NOT_YET && (fflush(stdout) != 0 || !uc_history_wait(&history, timeout_ns))) {
            break;
        }
    }

    if (history.lost != 0) {
        (void)fprintf(stderr, "lost %llu\n", (unsigned long long)history.lost);
    }

    uc_signals_close(&signals);
    return 0;
}
