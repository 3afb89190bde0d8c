/* citizen-v1 in C: the dense loop of ours.py with the same draws, hence the same integers. Compiled by with_c.py where it runs; nothing compiled is shipped. */
#include <stdint.h>

static const int16_t TABLE[8] = {-60, -40, -30, -20, -10, 5, 10, 25};

static inline void philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, uint32_t k0, uint32_t k1, uint32_t *first, uint32_t *second) {
#pragma GCC unroll 10
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)p1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    *first = c0;
    *second = c1;
}

void dense_day(int16_t *score, int16_t *timer, int64_t agents, uint32_t key_0, uint32_t key_1, uint32_t day, uint32_t chance, int threads) {
#pragma omp parallel for schedule(static) num_threads(threads)
    for (int64_t start = 0; start < agents; start += 8192) {
        uint32_t decide[8192], choose[8192];
        int64_t count = agents - start < 8192 ? agents - start : 8192;
#pragma omp simd
        for (int64_t place = 0; place < count; place++)
            philox((uint32_t)(start + place), day, 0x8000, 0, key_0, key_1, &decide[place], &choose[place]);
        for (int64_t agent = start; agent < start + count; agent++) timer[agent] -= timer[agent] > 0;
        for (int64_t place = 0; place < count; place++)
            if (decide[place] < chance) {
                score[start + place] += TABLE[choose[place] >> 29];
                if (score[start + place] < 900) timer[start + place] = 90;
            }
    }
}
