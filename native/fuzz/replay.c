/*
 * Runs a fuzz target over the files of its corpus, without libFuzzer: what was found once is tried on every machine and by every
 * compiler. With a number in front it also tries that many random inputs.
 *
 *     TARGET_replay [NUMBER] DIRECTORY…
 */
#include "scratch.h"

static uint64_t s_random = UINT64_C(0x9E3779B97F4A7C15);

static uint64_t next_random(void)
{
    s_random ^= s_random << 13;
    s_random ^= s_random >> 7;
    s_random ^= s_random << 17;
    return s_random;
}

/* Patches that mean something: mostly the header, the rest anywhere, often the values that break arithmetic. */
static size_t random_input(uint8_t *input)
{
    static const uint64_t values[] = {0, 1, UINT64_MAX, INT64_MAX, UINT64_C(1) << 63, 4096, UINT32_MAX, UINT64_C(1) << 62, 8, 255};
    size_t size = 0;
    for (uint64_t patches = next_random() % 6 + 1; patches > 0; patches--) {
        uint64_t random = next_random();
        uint64_t value = (random & 7) < 6 ? values[next_random() % 10] + (random >> 3 & 3) - 1 : next_random();
        uint32_t offset = (uint32_t)((random & 8) != 0 ? (random >> 8) % 64 * 4 : (random >> 8) % 0x1fff);
        uint8_t head[5] = {(uint8_t)((random & 16) != 0 ? 0 : random >> 32 & 63), (uint8_t)(((random & 32) != 0 ? 8 : 4) | ((random & 64) != 0 && (random & 8) == 0 ? 64 : 0)),
                           (uint8_t)offset, (uint8_t)(offset >> 8), (uint8_t)(offset >> 16)};
        memcpy(input + size, head, sizeof head);
        memcpy(input + size + sizeof head, &value, sizeof value);
        size += sizeof head + (head[1] & 31u);
    }

    return size;
}

static unsigned replay_directory(const char *path)
{
    unsigned count = 0;
    DIR *directory = opendir(path);
    CHECK(directory != NULL);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char file[UC_PATH_BYTES];
        size_t bytes;
        (void)snprintf(file, sizeof file, "%.250s/%.250s", path, entry->d_name);
        if (entry->d_name[0] != '.') {
            unsigned char *input = scratch_bytes(file, &bytes);
            (void)LLVMFuzzerTestOneInput(input, bytes);
            free(input);
            count++;
        }
    }

    (void)closedir(directory);
    return count;
}

int main(int count, char **arguments)
{
    uint8_t input[256];
    unsigned replayed = 0;
    long random = count > 1 ? strtol(arguments[1], NULL, 10) : 0;
    for (int i = random > 0 ? 2 : 1; i < count; i++) {
        replayed += replay_directory(arguments[i]);
    }

    for (long i = 0; i < random; i++) {
        size_t size = random_input(input);
        (void)LLVMFuzzerTestOneInput(input, size);
    }

    (void)printf("%u inputs of the corpus, %ld random ones\n", replayed, random);
    return 0;
}
