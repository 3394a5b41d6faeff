#include "histogram.h"

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef double d8 __attribute__((vector_size(64)));
typedef float f16 __attribute__((vector_size(64)));
typedef int i16 __attribute__((vector_size(64)));
typedef unsigned int u16 __attribute__((vector_size(64)));
typedef short s32 __attribute__((vector_size(64)));
typedef char c64 __attribute__((vector_size(64)));
typedef float f8 __attribute__((vector_size(32)));
typedef unsigned int u4 __attribute__((vector_size(16)));

WIDE static inline f16 load(const float *in) {
  f16 x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

// Even bins between the least and the greatest number.
struct bins {
  double low, high;
  int count;
  // A place among the bins is `factor` times a number plus an offset, of which rounding makes a
  // little more or less.
  f16 factor, under, over;
  i16 last;
  // For each bin the least float that is not below its edge; computed when it is first needed.
  int has_edges;
  f16 edges[2];
};

// The edges 2 (low/2 + (high/2 - low/2) / count i); the first one is below everything.
WIDE static __attribute__((noinline)) void set_edges(struct bins *bins) {
#pragma clang fp contract(off)
  d8 half = (d8){0} + bins->low / 2;
  d8 width = (d8){0} + (bins->high / 2 - bins->low / 2) / bins->count;
  float edges[32];
UNROLL
  for (int part = 0; part < 4; part++) {
    d8 place = (d8){0, 1, 2, 3, 4, 5, 6, 7} + 8 * part;
    d8 steps = width * place;
    d8 edge = half + steps;
    // Rounded up.
    f8 rounded = __builtin_ia32_cvtpd2ps512_mask(
        edge + edge, (f8){0}, (unsigned char)-1, 10);
    __builtin_memcpy(edges + 8 * part, &rounded, sizeof rounded);
  }
  edges[0] = -__builtin_inff();
  __builtin_memcpy(bins->edges, edges, sizeof edges);
  bins->has_edges = 1;
}

// A bit for the bin of each of sixteen numbers. Where the places a little too low and a little too
// high are in one bin, that is right; `unsure` gets bits where they are not.
WIDE static inline u16 quick_bits(
    const struct bins *bins, f16 x, i16 *unsure) {
  i16 under = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->under), i16);
  i16 over = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->over), i16);
  over = __builtin_elementwise_min(over, bins->last);
  // unsure | (under ^ over)
  *unsure = __builtin_ia32_pternlogd512_mask(*unsure, under, over, 0xf6, (unsigned short)-1);
  return ((u16){0} + 1) << (u16)under;
}

// The same with the edge to say which bin is right.
WIDE static inline u16 exact_bits(const struct bins *bins, f16 x) {
  i16 over = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->over), i16);
  over = __builtin_elementwise_min(over, bins->last);
  f16 edge = __builtin_ia32_vpermi2varps512(bins->edges[0], over, bins->edges[1]);
  return ((u16){0} + 1) << (u16)(over + (x < edge));
}

WIDE static inline u16 parity(u16 a, u16 b, u16 c) {
  return (u16)__builtin_ia32_pternlogd512_mask(
      (i16)a, (i16)b, (i16)c, 0x96, (unsigned short)-1);
}

WIDE static inline u16 majority(u16 a, u16 b, u16 c) {
  return (u16)__builtin_ia32_pternlogd512_mask(
      (i16)a, (i16)b, (i16)c, 0xe8, (unsigned short)-1);
}

// Adds each of 32 bits, times a power of two, to a byte of its own: bit 8 j + k to byte j of each
// of the lanes of sums[k].
WIDE static inline void add_bits(c64 *sums, u16 bits, int power) {
  const u16 ones = (u16){0} + 0x01010101;
UNROLL
  for (int k = 0; k < 8; k++) sums[k] += (c64)(((bits >> k) & ones) << power);
}

// Adds the bytes of all lanes, times a weight, to the counts, and clears them.
WIDE static inline void collect(c64 *sums, unsigned int *counts, int weight) {
  const c64 order = {
      0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5,
      9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14,
      3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
UNROLL
  for (int k = 0; k < 8; k++) {
    c64 ordered = __builtin_ia32_pshufb512(sums[k], order);
    u16 four = (u16)__builtin_ia32_pmaddwd512(
        __builtin_ia32_pmaddubsw512(ordered, (c64){0} + 1), (s32){0} + 1);
    u4 all = __builtin_shufflevector(four, four, 0, 1, 2, 3) +
                   __builtin_shufflevector(four, four, 4, 5, 6, 7) +
                   __builtin_shufflevector(four, four, 8, 9, 10, 11) +
                   __builtin_shufflevector(four, four, 12, 13, 14, 15);
UNROLL
    for (int j = 0; j < 4; j++) counts[8 * j + k] += (unsigned int)weight * all[j];
    sums[k] = (c64){0};
  }
}

// Counts fewer than 4096 numbers as bytes in `sums`.
WIDE static inline void count_few(
    struct bins *bins, float low, const float *in, long count, c64 *sums,
    unsigned int *counts) {
  for (long i = 0; i < count; i += 16) {
    long part = count - i < 16 ? count - i : 16;
    f16 x = __builtin_ia32_loadups512_mask(
        in + i, (f16){0} + low, (unsigned short)((1u << part) - 1));
    i16 unsure = {0};
    u16 bits = quick_bits(bins, x, &unsure);
    if (__builtin_reduce_or((u16)unsure) != 0) {
      if (!bins->has_edges) set_edges(bins);
      bits = exact_bits(bins, x);
    }
    add_bits(sums, bits, 0);
    // What the last ones are filled up with is in the first bin.
    counts[0] -= (unsigned int)(16 - part);
  }
}

// Sums of bits: how many ones, twos, fours, and eights.
struct sums_of_bits {
  u16 ones, twos, fours, eights;
};

// Adds the bits of 256 numbers; the sixteens go to `sixteens`. Answers whether all were sure.
WIDE static inline __attribute__((always_inline)) int add_block(
    const struct bins *bins, const float *in, int is_exact, struct sums_of_bits *sums,
    u16 *sixteens) {
  struct sums_of_bits all = *sums;
  i16 unsure = {0};
  u16 four[2], eight[2];
UNROLL
  for (int quarter = 0; quarter < 4; quarter++) {
    u16 two[2];
UNROLL
    for (int half = 0; half < 2; half++) {
      f16 x = load(in + 64 * quarter + 32 * half);
      f16 y = load(in + 64 * quarter + 32 * half + 16);
      u16 a = is_exact ? exact_bits(bins, x) : quick_bits(bins, x, &unsure);
      u16 b = is_exact ? exact_bits(bins, y) : quick_bits(bins, y, &unsure);
      two[half] = majority(all.ones, a, b);
      all.ones = parity(all.ones, a, b);
    }
    four[quarter & 1] = majority(all.twos, two[0], two[1]);
    all.twos = parity(all.twos, two[0], two[1]);
    if (quarter & 1) {
      eight[quarter >> 1] = majority(all.fours, four[0], four[1]);
      all.fours = parity(all.fours, four[0], four[1]);
    }
  }
  if (!is_exact && __builtin_reduce_or((u16)unsure) != 0) return 0;
  *sixteens = majority(all.eights, eight[0], eight[1]);
  all.eights = parity(all.eights, eight[0], eight[1]);
  *sums = all;
  return 1;
}

// Adds how many of the numbers, none of which is below `low` or above `high`, stand in each of at
// most 32 even bins between them; 0 where single precision does not tell bins apart. `counts` has
// 32 places.
//
// Each number becomes a word with the bit of its bin, and bits are added up by carry-save adders
// (Muła, Kurz and Lemire, "Faster Population Counts Using AVX2 Instructions", 2018, turned by 90°:
// Klarqvist, Muła and Lemire, "Efficient Computation of Positional Population Counts Using SIMD
// Instructions", 2021): no table is touched, and no number waits for another in its bin.
WIDE int viz_avx512_histogram_f(
    const float *in, long count, double low, double high, int bin_count, unsigned int *counts) {
  if ((float)low != low || (float)high != high) return 0;
  double exact = bin_count / ((double)high - (double)low);
  float factor = (float)exact;
  double offset = -(low * (double)factor);
  // More than rounding the factor, the offset and the place may change the place.
  double margin = (2 * bin_count + (offset < 0 ? -offset : offset)) * 0x1p-23;
  if (!(exact < 0x1p120 && exact > 0x1p-120 && margin < 0.25)) return 0;
  struct bins bins;
  bins.low = low;
  bins.high = high;
  bins.count = bin_count;
  bins.factor = (f16){0} + factor;
  bins.under = (f16){0} + (float)(offset - margin);
  bins.over = (f16){0} + (float)(offset + margin);
  bins.last = (i16){0} + (bin_count - 1);
  bins.has_edges = 0;
  c64 sums[8] = {{0}};
  struct sums_of_bits bits = {{0}, {0}, {0}, {0}};
  long i = 0;
  int blocks = 0, doubts = 0;
  for (; i + 256 <= count; i += 256) {
    u16 sixteens;
    // What is often in doubt is not tried first.
    if (doubts > 4 || !add_block(&bins, in + i, 0, &bits, &sixteens)) {
      if (!bins.has_edges) set_edges(&bins);
      add_block(&bins, in + i, 1, &bits, &sixteens);
      doubts += doubts < 5 ? 2 : -1;
    } else if (doubts > 0) {
      doubts--;
    }
    add_bits(sums, sixteens, 0);
    if (++blocks == 255) {
      collect(sums, counts, 16);
      blocks = 0;
    }
  }
  if (i > 0) {
    collect(sums, counts, 16);
    add_bits(sums, bits.ones, 0);
    add_bits(sums, bits.twos, 1);
    add_bits(sums, bits.fours, 2);
    add_bits(sums, bits.eights, 3);
  }
  count_few(&bins, low, in + i, count - i, sums, counts);
  collect(sums, counts, 1);
  return 1;
}
#endif
