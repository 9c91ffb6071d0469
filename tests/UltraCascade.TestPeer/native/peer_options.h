/* Options as pairs of --name value, and the exit codes that the peers of all languages share. */
#ifndef ULTRACASCADE_TESTPEER_PEER_OPTIONS_H
#define ULTRACASCADE_TESTPEER_PEER_OPTIONS_H

#include "ultracascade.h"

#include <stdlib.h>

enum { PEER_OK = 0, PEER_FAILURE = 1, PEER_TORN = 3, PEER_HELD = 75 };

static inline const char *peer_text(int count, char **arguments, const char *name, const char *otherwise)
{
    for (int i = 1; i + 1 < count; i += 2) {
        if (strcmp(arguments[i], name) == 0) {
            return arguments[i + 1];
        }
    }

    return otherwise;
}

static inline long peer_number(int count, char **arguments, const char *name, const char *otherwise)
{
    return strtol(peer_text(count, arguments, name, otherwise), NULL, 10);
}

#endif
