/* The signature pass in C, as the yardstick of the library's own: texts in, signatures out.
 *
 * For every text: its words (runs of ASCII letters and digits, and of any byte above 0x7F) in
 * lower case, xxHash64 of each, the polynomial hash of every five words in a row, and for each of
 * 128 slots the smallest a * fmix32(upper half of the hash) + b. For ASCII texts these are the
 * signatures of dedup.lsh; others are only tokenised as if they were.
 *
 * The buffer has to be readable for 64 bytes beyond its last text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#define SLOTS 128
#define K 5
#define BLOCK 1024
#define SEGMENT 16384

static const uint64_t MULTIPLIER = 0x9E3779B97F4A7C15ULL;
static const uint64_t P1 = 0x9E3779B185EBCA87ULL, P2 = 0xC2B2AE3D27D4EB4FULL,
                      P3 = 0x165667B19E3779F9ULL, P4 = 0x85EBCA77C2B2AE63ULL,
                      P5 = 0x27D4EB2F165667C5ULL;

static inline uint64_t rotate(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }
static inline uint64_t read64(const uint8_t *p) { uint64_t x; memcpy(&x, p, 8); return x; }
static inline uint32_t read32(const uint8_t *p) { uint32_t x; memcpy(&x, p, 4); return x; }
static inline uint64_t lane(uint64_t h, uint64_t x) { return rotate(h + x * P2, 31) * P1; }

/* xxHash64 with seed 0, for words of 32 bytes and more. */
static uint64_t long_start(const uint8_t **p, size_t *left) {
    uint64_t v[4] = {P1 + P2, P2, 0, -P1};
    for (; *left >= 32; *p += 32, *left -= 32)
        for (int i = 0; i < 4; i++) v[i] = lane(v[i], read64(*p + 8 * i));
    uint64_t h = rotate(v[0], 1) + rotate(v[1], 7) + rotate(v[2], 12) + rotate(v[3], 18);
    for (int i = 0; i < 4; i++) h = (h ^ lane(0, v[i])) * P1 + P4;
    return h;
}

/* One of two values without a branch, which compilers make of ?: as they please. */
static inline uint64_t chosen(uint64_t first, uint64_t a, uint64_t b) {
    return b ^ ((a ^ b) & -first);
}

/* xxHash64 with seed 0. Lengths of words cannot be predicted, so the steps of the last three bytes
 * are all computed, and those that do not apply are not chosen. */
static inline uint64_t word_hash(const uint8_t *p, size_t length) {
    size_t left = length;
    uint64_t h = P5;
    if (__builtin_expect(left >= 16, 0)) {
        if (left >= 32) h = long_start(&p, &left);
        h += length;
        for (; left >= 16; p += 8, left -= 8) h = rotate(h ^ lane(0, read64(p)), 27) * P1 + P4;
    } else {
        h += length;
    }
    if (left & 8) {
        h = rotate(h ^ lane(0, read64(p)), 27) * P1 + P4;
        p += 8;
    }
    if (left & 4) {
        h = rotate(h ^ (read32(p) * P1), 23) * P2 + P3;
        p += 4;
    }
    left &= 3;
    uint64_t next = rotate(h ^ (p[0] * P5), 11) * P1;
    h = chosen(left > 0, next, h);
    next = rotate(h ^ (p[1] * P5), 11) * P1;
    h = chosen(left > 1, next, h);
    next = rotate(h ^ (p[2] * P5), 11) * P1;
    h = chosen(left > 2, next, h);
    h = (h ^ (h >> 33)) * P2;
    h = (h ^ (h >> 29)) * P3;
    return h ^ (h >> 32);
}

static inline uint32_t fmix32(uint32_t x) {
    x = (x ^ (x >> 16)) * 0x85EBCA6BU;
    x = (x ^ (x >> 13)) * 0xC2B2AE35U;
    return x ^ (x >> 16);
}

/* Lower-cases a segment and marks the bytes of words: one bit a byte, 64 a word of the mask. */
static void classify(const uint8_t *text, size_t length, uint8_t *lower, uint64_t *mask) {
    uint8_t in_word[64];
    for (size_t at = 0; at < length; at += 64) {
        const uint8_t *from = text + at;
        uint8_t *to = lower + at;
        for (int i = 0; i < 64; i++) {
            uint8_t c = from[i], folded = c | 0x20;
            uint8_t letter = (uint8_t)(folded - 'a') < 26 ? 0xFF : 0;
            uint8_t digit = (uint8_t)(c - '0') < 10 ? 0xFF : 0;
            to[i] = c | (letter & 0x20);
            in_word[i] = letter | digit | (c & 0x80);
        }
        uint64_t bits = 0;
#ifdef __AVX2__
        uint32_t low = _mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)in_word));
        uint32_t high = _mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)(in_word + 32)));
        bits = ((uint64_t)high << 32) | low;
#else
        for (int i = 0; i < 8; i++)
            bits |= (((read64(in_word + 8 * i) >> 7) & 0x0101010101010101ULL) *
                     0x0102040810204080ULL >> 56) << (8 * i);
#endif
        if (length - at < 64) bits &= (1ULL << (length - at)) - 1;
        mask[at / 64] = bits;
    }
}

/* Minimises a block of mixed hashes into a row; slots in groups that stay in registers. */
static void minimise(const uint32_t *mixed, size_t count, const uint32_t *a, const uint32_t *b,
                     uint32_t *row) {
#ifdef __AVX2__
    enum { GROUP = 4 };
    for (int slot = 0; slot < SLOTS; slot += 8 * GROUP) {
        __m256i va[GROUP], vb[GROUP], least[GROUP];
        for (int i = 0; i < GROUP; i++) {
            va[i] = _mm256_loadu_si256((const __m256i *)(a + slot + 8 * i));
            vb[i] = _mm256_loadu_si256((const __m256i *)(b + slot + 8 * i));
            least[i] = _mm256_loadu_si256((const __m256i *)(row + slot + 8 * i));
        }
        for (size_t at = 0; at < count; at++) {
            __m256i x = _mm256_set1_epi32((int)mixed[at]);
            for (int i = 0; i < GROUP; i++)
                least[i] = _mm256_min_epu32(
                    least[i], _mm256_add_epi32(_mm256_mullo_epi32(va[i], x), vb[i]));
        }
        for (int i = 0; i < GROUP; i++)
            _mm256_storeu_si256((__m256i *)(row + slot + 8 * i), least[i]);
    }
#else
    for (size_t at = 0; at < count; at++)
        for (int slot = 0; slot < SLOTS; slot++) {
            uint32_t x = a[slot] * mixed[at] + b[slot];
            row[slot] = x < row[slot] ? x : row[slot];
        }
#endif
}

/* Places where words begin and end, in turns; eight are written at a time, wanted or not. */
static size_t edges_of(const uint64_t *mask, size_t blocks, uint32_t *edges) {
    size_t count = 0;
    uint64_t inside = 0;
    for (size_t block = 0; block < blocks; block++) {
        uint64_t bits = mask[block], turns = bits ^ (bits << 1 | inside);
        inside = bits >> 63;
        uint32_t base = (uint32_t)(block * 64);
        size_t end = count + (size_t)__builtin_popcountll(turns);
        while (count < end) {
            for (int i = 0; i < 8; i++) {
                edges[count + i] = base + (uint32_t)__builtin_ctzll(turns | 1ULL << 63);
                turns &= turns - 1;
            }
            count += 8;
        }
        count = end;
    }
    return count;
}

typedef struct {
    size_t room; /* bytes of a segment */
    uint8_t *lower;
    uint64_t *mask;
    uint32_t *edges;
    uint64_t *hashes; /* the last four of the segment before come first */
    uint32_t *mixed;
} Scratch;

static void release(Scratch *s) {
    free(s->lower), free(s->mask), free(s->edges), free(s->hashes), free(s->mixed);
}

static int reserve(Scratch *s, size_t room) {
    size_t words = room / 2 + K + 1;
    s->room = room;
    s->lower = malloc(room + 128);
    s->mask = malloc((room / 64 + 2) * sizeof *s->mask);
    s->edges = malloc((2 * words + 16) * sizeof *s->edges);
    s->hashes = malloc(words * sizeof *s->hashes);
    s->mixed = malloc(words * sizeof *s->mixed);
    return s->lower && s->mask && s->edges && s->hashes && s->mixed;
}

/* How much of a segment can be taken: a word that reaches its end is left to the next one. */
static size_t whole_words(const uint64_t *mask, size_t length) {
    while (length && (mask[(length - 1) / 64] >> ((length - 1) % 64) & 1)) length--;
    return length;
}

/* Signatures of n texts: text i is bytes bounds[i] to bounds[i + 1]. Returns 0, or 1 for want of
 * memory. */
int raw_pass(const uint8_t *text, const int64_t *bounds, int64_t n, const uint32_t *a,
             const uint32_t *b, uint32_t *out) {
    uint64_t power = 1;
    for (int i = 0; i < K; i++) power *= MULTIPLIER;
    Scratch s;
    int found = reserve(&s, SEGMENT);
    for (int64_t i = 0; i < n && found; i++) {
        const uint8_t *from = text + bounds[i];
        size_t left = (size_t)(bounds[i + 1] - bounds[i]), kept = 0, total = 0;
        uint32_t *row = out + i * SLOTS;
        memset(row, 0xFF, SLOTS * sizeof *row);
        while (left && found) {
            size_t used = left < s.room ? left : s.room;
            classify(from, used, s.lower, s.mask);
            if (used < left) {
                used = whole_words(s.mask, used);
                if (!used) { /* one word longer than the room */
                    uint64_t carried[K];
                    memcpy(carried, s.hashes, kept * sizeof *carried);
                    size_t room = 2 * s.room;
                    release(&s);
                    found = reserve(&s, room);
                    if (found) memcpy(s.hashes, carried, kept * sizeof *carried);
                    continue;
                }
            }
            size_t blocks = (used + 63) / 64;
            if (used % 64) s.mask[blocks - 1] &= (1ULL << (used % 64)) - 1;
            s.mask[blocks++] = 0;
            size_t words = edges_of(s.mask, blocks, s.edges) / 2;
            for (size_t word = 0; word < words; word++) {
                uint32_t start = s.edges[2 * word];
                s.hashes[kept + word] = word_hash(s.lower + start, s.edges[2 * word + 1] - start);
            }
            total += words;
            words += kept;
            uint64_t value = 0;
            for (size_t word = 0; word < words && word < K - 1; word++)
                value = value * MULTIPLIER + s.hashes[word];
            /* Fewer words than five in all are one shingle. */
            if (used == left && total && total < K) {
                s.mixed[0] = fmix32((uint32_t)(value >> 32));
                minimise(s.mixed, 1, a, b, row);
            }
            uint64_t gone = 0;
            for (size_t word = K - 1; word < words; word++) {
                value = value * MULTIPLIER + s.hashes[word] - gone * power;
                gone = s.hashes[word - (K - 1)];
                s.mixed[word - (K - 1)] = fmix32((uint32_t)(value >> 32));
            }
            for (size_t at = 0; at + K - 1 < words; at += BLOCK) {
                size_t rest = words - (K - 1) - at;
                minimise(s.mixed + at, rest < BLOCK ? rest : BLOCK, a, b, row);
            }
            kept = words < K - 1 ? words : K - 1;
            memmove(s.hashes, s.hashes + words - kept, kept * sizeof *s.hashes);
            from += used;
            left -= used;
        }
    }
    release(&s);
    return !found;
}
