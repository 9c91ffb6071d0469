/* torn_reader --dir D --instance I --reads N: the twin of the verb torn-read; TornFrame.cs explains the frames. */
#include "peer_options.h"

#define FACTOR UINT64_C(0x9E3779B97F4A7C15)

static uint64_t is_torn(const uc_signal_frame *frame, uint64_t version)
{
    uint64_t words[32];
    uint64_t wrong = 0;
    memcpy(words, frame, sizeof words);
    for (uint64_t i = 1; i < 32; i++) {
        wrong |= words[i] ^ (version + i) * FACTOR;
    }

    return wrong != 0;
}

int main(int count, char **arguments)
{
    enum { INSTRUMENT = 1, HISTORY_POLLS_PER_TURN = 4 };
    long reads = peer_number(count, arguments, "--reads", "1000000");
    uc_signals signals;
    uc_history history;
    uc_signal_frame frame;
    uc_status status = uc_signals_open(&signals, peer_text(count, arguments, "--dir", NULL), peer_text(count, arguments, "--instance", NULL));
    if (status != UC_READY) {
        (void)fprintf(stderr, "%s: %s\n", signals.region.path, uc_status_text(status));
        return PEER_FAILURE;
    }

    uc_history_start(&history, &signals, UC_FROM_OLDEST, 0);
    uint64_t first = history.next, torn = 0, frames = 0, latest = 0, lapped = 0;
    int64_t before = 0;
    while (latest + frames < (uint64_t)reads) {
        int64_t version = 0;
        if (uc_read_latest(&signals, INSTRUMENT, &frame, &version) == UC_READ_OK) {
            torn += is_torn(&frame, (uint64_t)version) | (version < before);
            before = version;
            latest++;
        }

        for (int i = 0; i < HISTORY_POLLS_PER_TURN; i++) {
            uc_read read = uc_history_poll(&history, &frame);
            if (read == UC_READ_OK) {
                torn += is_torn(&frame, (uint64_t)frame.sequence);
                frames++;
            }

            lapped += read == UC_READ_LAPPED;
        }
    }

    (void)printf("latest %llu history %llu lapped %llu lost %llu torn %llu\n", (unsigned long long)latest, (unsigned long long)frames,
                 (unsigned long long)lapped, (unsigned long long)history.lost, (unsigned long long)torn);
    return torn == 0 && frames + history.lost == history.next - first ? PEER_OK : PEER_TORN;
}
