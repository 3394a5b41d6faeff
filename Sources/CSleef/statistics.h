#ifndef VIZBP_CSLEEF_STATISTICS_H
#define VIZBP_CSLEEF_STATISTICS_H

// What is measured of every tensor of a training step, eight floats at a time.

#include "shim.h"

#ifdef VIZBP_VECTORS
struct vizbp_sums {
  double deviations, squared_deviations, squares;
  float least, greatest;
  long zeros;
};

VIZBP_VECTORS static inline double vizbp_total(vizbp_d x) {
  return (x[0] + x[1]) + (x[2] + x[3]);
}

// The sums over the first numbers, as many as make whole vectors; deviations are from `centre`.
VIZBP_VECTORS static inline struct vizbp_sums vizbp_sumf(
    const float *in, long count, double centre) {
  vizbp_d deviations[2] = {{0}}, squared_deviations[2] = {{0}}, squares[2] = {{0}};
  vizbp_f least = (vizbp_f){0} + __builtin_inff(), greatest = -least;
  vizbp_if zeros = {0};
  for (long i = 0; i + 8 <= count; i += 8) {
    vizbp_f x;
    __builtin_memcpy(&x, in + i, sizeof x);
    least = __builtin_ia32_minps256(x, least);
    greatest = __builtin_ia32_maxps256(x, greatest);
    zeros -= x == 0;
    for (int half = 0; half < 2; half++) {
      vizbp_half y;
      __builtin_memcpy(&y, in + i + 4 * half, sizeof y);
      vizbp_d z = __builtin_convertvector(y, vizbp_d), deviation = z - centre;
      deviations[half] += deviation;
      squared_deviations[half] =
          __builtin_elementwise_fma(deviation, deviation, squared_deviations[half]);
      squares[half] = __builtin_elementwise_fma(z, z, squares[half]);
    }
  }
  struct vizbp_sums sums = {
      vizbp_total(deviations[0] + deviations[1]),
      vizbp_total(squared_deviations[0] + squared_deviations[1]),
      vizbp_total(squares[0] + squares[1]), least[0], greatest[0], 0};
  for (int lane = 0; lane < 8; lane++) {
    if (least[lane] < sums.least) sums.least = least[lane];
    if (greatest[lane] > sums.greatest) sums.greatest = greatest[lane];
    sums.zeros += (unsigned int)zeros[lane];
  }
  return sums;
}

// Counts the first numbers, as many as make whole vectors, in eight tables, each `stride` long, so
// that neighbours in one bin do not wait for each other. Numbers so near to an edge that rounding
// decides, and those outside, are not counted: their places are added to `unsure`, which has room
// for all; answers how many these are.
VIZBP_VECTORS static inline long vizbp_binf(
    const float *in, long count, float low, float high, float scale, long *tables, long stride,
    long *unsure) {
  // More than single precision rounds off of a place among at most 64 bins.
  const float margin = 1e-4f;
  long unsure_count = 0;
  for (long i = 0; i + 8 <= count; i += 8) {
    vizbp_f x;
    __builtin_memcpy(&x, in + i, sizeof x);
    vizbp_f place = (x - low) * scale;
    vizbp_if bin = __builtin_convertvector(place, vizbp_if);
    vizbp_f rest = place - __builtin_convertvector(bin, vizbp_f);
    // What touches the lowest edge from above is in the first bin.
    vizbp_if is_unsure = ((rest < margin) & (place > 0.5f)) | (rest > 1 - margin);
    is_unsure |= ~(x >= low) | ~(x <= high);
    if (__builtin_ia32_movmskps256((vizbp_f)is_unsure) == 0) {
      for (int lane = 0; lane < 8; lane++) tables[lane * stride + bin[lane]]++;
    } else {
      for (int lane = 0; lane < 8; lane++) {
        if (is_unsure[lane]) unsure[unsure_count++] = i + lane;
        else tables[lane * stride + bin[lane]]++;
      }
    }
  }
  return unsure_count;
}

// The same sixteen floats at a time, where the machine has AVX-512.
#define VIZBP_WIDE \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))

// What is compiled into Swift is not unrolled by itself, and sums would go through memory.
#define VIZBP_UNROLL _Pragma("clang loop unroll(full)")

static inline int vizbp_has_wide_vectors(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("popcnt") && vizbp_has_vectors();
}

typedef double vizbp_wd __attribute__((vector_size(64)));
typedef float vizbp_wf __attribute__((vector_size(64)));
typedef int vizbp_wi __attribute__((vector_size(64)));
typedef unsigned int vizbp_wu __attribute__((vector_size(64)));
typedef short vizbp_ws __attribute__((vector_size(64)));
typedef char vizbp_wc __attribute__((vector_size(64)));
typedef unsigned int vizbp_qu __attribute__((vector_size(16)));

struct vizbp_moments {
  double sum, squares;
  float least, greatest;
  long zeros;
};

VIZBP_WIDE static inline vizbp_wd vizbp_low(vizbp_wf x) {
  return __builtin_convertvector(__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7), vizbp_wd);
}

VIZBP_WIDE static inline vizbp_wd vizbp_high(vizbp_wf x) {
  return __builtin_convertvector(
      __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15), vizbp_wd);
}

VIZBP_WIDE static inline double vizbp_wide_total(vizbp_wd x) {
  return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

VIZBP_WIDE static inline vizbp_wf vizbp_wide_load(const float *in) {
  vizbp_wf x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

VIZBP_WIDE static inline long vizbp_wide_zeros(vizbp_wf x) {
  return __builtin_popcount((unsigned short)__builtin_ia32_cmpps512_mask(
      x, (vizbp_wf){0}, 0, (unsigned short)-1, 4));
}

// The sums over all numbers, and over their squares.
VIZBP_WIDE static inline struct vizbp_moments vizbp_momentsf(const float *in, long count) {
  struct vizbp_moments all = {0, 0, __builtin_inff(), -__builtin_inff(), 0};
  long i = 0;
  if (count >= 32) {
    vizbp_wd sum[4] = {{0}}, squares[4] = {{0}};
    vizbp_wf least[2], greatest[2];
    least[0] = least[1] = (vizbp_wf){0} + all.least;
    greatest[0] = greatest[1] = (vizbp_wf){0} + all.greatest;
    long zeros[2] = {0};
    for (; i + 32 <= count; i += 32) {
      vizbp_wf x[2] = {vizbp_wide_load(in + i), vizbp_wide_load(in + i + 16)};
VIZBP_UNROLL
      for (int half = 0; half < 2; half++) {
        least[half] = __builtin_ia32_minps512(x[half], least[half], 4);
        greatest[half] = __builtin_ia32_maxps512(x[half], greatest[half], 4);
        zeros[half] += vizbp_wide_zeros(x[half]);
      }
      vizbp_wd z[4] = {vizbp_low(x[0]), vizbp_high(x[0]), vizbp_low(x[1]), vizbp_high(x[1])};
VIZBP_UNROLL
      for (int part = 0; part < 4; part++) {
        sum[part] += z[part];
        squares[part] = __builtin_elementwise_fma(z[part], z[part], squares[part]);
      }
    }
    all.sum = vizbp_wide_total((sum[0] + sum[1]) + (sum[2] + sum[3]));
    all.squares = vizbp_wide_total((squares[0] + squares[1]) + (squares[2] + squares[3]));
    all.zeros = zeros[0] + zeros[1];
    vizbp_wf low = __builtin_ia32_minps512(least[0], least[1], 4);
    vizbp_wf high = __builtin_ia32_maxps512(greatest[0], greatest[1], 4);
    vizbp_f lows = __builtin_ia32_minps256(
        __builtin_shufflevector(low, low, 0, 1, 2, 3, 4, 5, 6, 7),
        __builtin_shufflevector(low, low, 8, 9, 10, 11, 12, 13, 14, 15));
    vizbp_f highs = __builtin_ia32_maxps256(
        __builtin_shufflevector(high, high, 0, 1, 2, 3, 4, 5, 6, 7),
        __builtin_shufflevector(high, high, 8, 9, 10, 11, 12, 13, 14, 15));
    vizbp_half four_lows = __builtin_ia32_minps(
        __builtin_shufflevector(lows, lows, 0, 1, 2, 3),
        __builtin_shufflevector(lows, lows, 4, 5, 6, 7));
    vizbp_half four_highs = __builtin_ia32_maxps(
        __builtin_shufflevector(highs, highs, 0, 1, 2, 3),
        __builtin_shufflevector(highs, highs, 4, 5, 6, 7));
VIZBP_UNROLL
    for (int lane = 0; lane < 4; lane++) {
      if (four_lows[lane] < all.least) all.least = four_lows[lane];
      if (four_highs[lane] > all.greatest) all.greatest = four_highs[lane];
    }
  }
  for (; i < count; i++) {
    double z = in[i];
    all.sum += z;
    all.squares += z * z;
    all.least = in[i] < all.least ? in[i] : all.least;
    all.greatest = in[i] > all.greatest ? in[i] : all.greatest;
    all.zeros += in[i] == 0;
  }
  return all;
}

// Whether all numbers are finite.
VIZBP_WIDE static inline int vizbp_are_finitef(const float *in, long count) {
  const vizbp_wu magnitude = (vizbp_wu){0} + 0x7fffffff;
  vizbp_wu most[4] = {{0}};
  long i = 0;
  for (; i + 64 <= count; i += 64)
VIZBP_UNROLL
    for (int part = 0; part < 4; part++)
      most[part] = __builtin_elementwise_max(
          most[part], (vizbp_wu)vizbp_wide_load(in + i + 16 * part) & magnitude);
  unsigned int greatest = __builtin_reduce_max(__builtin_elementwise_max(
      __builtin_elementwise_max(most[0], most[1]), __builtin_elementwise_max(most[2], most[3])));
  for (; i < count; i++) {
    unsigned int bits;
    __builtin_memcpy(&bits, in + i, sizeof bits);
    bits &= 0x7fffffff;
    greatest = bits > greatest ? bits : greatest;
  }
  return greatest < 0x7f800000;
}

struct vizbp_distances {
  double from_first, from_second;
};

// The squared distances of some numbers from two others each.
VIZBP_WIDE static inline struct vizbp_distances vizbp_distancesf(
    const float *in, const float *first, const float *second, long count) {
  vizbp_wd sums[4] = {{0}};
  long i = 0;
  for (; i + 16 <= count; i += 16) {
    vizbp_wf x = vizbp_wide_load(in + i);
    vizbp_wf a = x - vizbp_wide_load(first + i), b = x - vizbp_wide_load(second + i);
    vizbp_wd z[4] = {vizbp_low(a), vizbp_high(a), vizbp_low(b), vizbp_high(b)};
VIZBP_UNROLL
    for (int part = 0; part < 4; part++)
      sums[part] = __builtin_elementwise_fma(z[part], z[part], sums[part]);
  }
  struct vizbp_distances all = {
      vizbp_wide_total(sums[0] + sums[1]), vizbp_wide_total(sums[2] + sums[3])};
  for (; i < count; i++) {
    double a = in[i] - first[i], b = in[i] - second[i];
    all.from_first += a * a;
    all.from_second += b * b;
  }
  return all;
}

// Even bins between the least and the greatest number.
struct vizbp_bins {
  double low, high;
  int count;
  // A place among the bins is `factor` times a number plus an offset, of which rounding makes a
  // little more or less.
  vizbp_wf factor, under, over;
  vizbp_wi last;
  // For each bin the least float that is not below its edge; computed when it is first needed.
  int has_edges;
  vizbp_wf edges[2];
};

// The edges 2 (low/2 + (high/2 - low/2) / count i); the first one is below everything.
VIZBP_WIDE static __attribute__((noinline)) void vizbp_set_edges(struct vizbp_bins *bins) {
#pragma clang fp contract(off)
  vizbp_wd half = (vizbp_wd){0} + bins->low / 2;
  vizbp_wd width = (vizbp_wd){0} + (bins->high / 2 - bins->low / 2) / bins->count;
  float edges[32];
VIZBP_UNROLL
  for (int part = 0; part < 4; part++) {
    vizbp_wd place = (vizbp_wd){0, 1, 2, 3, 4, 5, 6, 7} + 8 * part;
    vizbp_wd steps = width * place;
    vizbp_wd edge = half + steps;
    // Rounded up.
    vizbp_f rounded = __builtin_ia32_cvtpd2ps512_mask(
        edge + edge, (vizbp_f){0}, (unsigned char)-1, 10);
    __builtin_memcpy(edges + 8 * part, &rounded, sizeof rounded);
  }
  edges[0] = -__builtin_inff();
  __builtin_memcpy(bins->edges, edges, sizeof edges);
  bins->has_edges = 1;
}

// A bit for the bin of each of sixteen numbers. Where the places a little too low and a little too
// high are in one bin, that is right; `unsure` gets bits where they are not.
VIZBP_WIDE static inline vizbp_wu vizbp_quick_bits(
    const struct vizbp_bins *bins, vizbp_wf x, vizbp_wi *unsure) {
  vizbp_wi under = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->under), vizbp_wi);
  vizbp_wi over = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->over), vizbp_wi);
  over = __builtin_elementwise_min(over, bins->last);
  // unsure | (under ^ over)
  *unsure = __builtin_ia32_pternlogd512_mask(*unsure, under, over, 0xf6, (unsigned short)-1);
  return ((vizbp_wu){0} + 1) << (vizbp_wu)under;
}

// The same with the edge to say which bin is right.
VIZBP_WIDE static inline vizbp_wu vizbp_exact_bits(const struct vizbp_bins *bins, vizbp_wf x) {
  vizbp_wi over = __builtin_convertvector(
      __builtin_elementwise_fma(x, bins->factor, bins->over), vizbp_wi);
  over = __builtin_elementwise_min(over, bins->last);
  vizbp_wf edge = __builtin_ia32_vpermi2varps512(bins->edges[0], over, bins->edges[1]);
  return ((vizbp_wu){0} + 1) << (vizbp_wu)(over + (x < edge));
}

VIZBP_WIDE static inline vizbp_wu vizbp_parity(vizbp_wu a, vizbp_wu b, vizbp_wu c) {
  return (vizbp_wu)__builtin_ia32_pternlogd512_mask(
      (vizbp_wi)a, (vizbp_wi)b, (vizbp_wi)c, 0x96, (unsigned short)-1);
}

VIZBP_WIDE static inline vizbp_wu vizbp_majority(vizbp_wu a, vizbp_wu b, vizbp_wu c) {
  return (vizbp_wu)__builtin_ia32_pternlogd512_mask(
      (vizbp_wi)a, (vizbp_wi)b, (vizbp_wi)c, 0xe8, (unsigned short)-1);
}

// Adds each of 32 bits, times a power of two, to a byte of its own: bit 8 j + k to byte j of each
// of the lanes of sums[k].
VIZBP_WIDE static inline void vizbp_add_bits(vizbp_wc *sums, vizbp_wu bits, int power) {
  const vizbp_wu ones = (vizbp_wu){0} + 0x01010101;
VIZBP_UNROLL
  for (int k = 0; k < 8; k++) sums[k] += (vizbp_wc)(((bits >> k) & ones) << power);
}

// Adds the bytes of all lanes, times a weight, to the counts, and clears them.
VIZBP_WIDE static inline void vizbp_collect(vizbp_wc *sums, unsigned int *counts, int weight) {
  const vizbp_wc order = {
      0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5,
      9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14,
      3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
VIZBP_UNROLL
  for (int k = 0; k < 8; k++) {
    vizbp_wc ordered = __builtin_ia32_pshufb512(sums[k], order);
    vizbp_wu four = (vizbp_wu)__builtin_ia32_pmaddwd512(
        __builtin_ia32_pmaddubsw512(ordered, (vizbp_wc){0} + 1), (vizbp_ws){0} + 1);
    vizbp_qu all = __builtin_shufflevector(four, four, 0, 1, 2, 3) +
                   __builtin_shufflevector(four, four, 4, 5, 6, 7) +
                   __builtin_shufflevector(four, four, 8, 9, 10, 11) +
                   __builtin_shufflevector(four, four, 12, 13, 14, 15);
VIZBP_UNROLL
    for (int j = 0; j < 4; j++) counts[8 * j + k] += (unsigned int)weight * all[j];
    sums[k] = (vizbp_wc){0};
  }
}

// Counts fewer than 4096 numbers as bytes in `sums`.
VIZBP_WIDE static inline void vizbp_count_few(
    struct vizbp_bins *bins, float low, const float *in, long count, vizbp_wc *sums,
    unsigned int *counts) {
  for (long i = 0; i < count; i += 16) {
    long part = count - i < 16 ? count - i : 16;
    vizbp_wf x = __builtin_ia32_loadups512_mask(
        in + i, (vizbp_wf){0} + low, (unsigned short)((1u << part) - 1));
    vizbp_wi unsure = {0};
    vizbp_wu bits = vizbp_quick_bits(bins, x, &unsure);
    if (__builtin_reduce_or((vizbp_wu)unsure) != 0) {
      if (!bins->has_edges) vizbp_set_edges(bins);
      bits = vizbp_exact_bits(bins, x);
    }
    vizbp_add_bits(sums, bits, 0);
    // What the last ones are filled up with is in the first bin.
    counts[0] -= (unsigned int)(16 - part);
  }
}

// Sums of bits: how many ones, twos, fours, and eights.
struct vizbp_sums_of_bits {
  vizbp_wu ones, twos, fours, eights;
};

// Adds the bits of 256 numbers; the sixteens go to `sixteens`. Answers whether all were sure.
VIZBP_WIDE static inline __attribute__((always_inline)) int vizbp_add_block(
    const struct vizbp_bins *bins, const float *in, int is_exact, struct vizbp_sums_of_bits *sums,
    vizbp_wu *sixteens) {
  struct vizbp_sums_of_bits all = *sums;
  vizbp_wi unsure = {0};
  vizbp_wu four[2], eight[2];
VIZBP_UNROLL
  for (int quarter = 0; quarter < 4; quarter++) {
    vizbp_wu two[2];
VIZBP_UNROLL
    for (int half = 0; half < 2; half++) {
      vizbp_wf x = vizbp_wide_load(in + 64 * quarter + 32 * half);
      vizbp_wf y = vizbp_wide_load(in + 64 * quarter + 32 * half + 16);
      vizbp_wu a = is_exact ? vizbp_exact_bits(bins, x) : vizbp_quick_bits(bins, x, &unsure);
      vizbp_wu b = is_exact ? vizbp_exact_bits(bins, y) : vizbp_quick_bits(bins, y, &unsure);
      two[half] = vizbp_majority(all.ones, a, b);
      all.ones = vizbp_parity(all.ones, a, b);
    }
    four[quarter & 1] = vizbp_majority(all.twos, two[0], two[1]);
    all.twos = vizbp_parity(all.twos, two[0], two[1]);
    if (quarter & 1) {
      eight[quarter >> 1] = vizbp_majority(all.fours, four[0], four[1]);
      all.fours = vizbp_parity(all.fours, four[0], four[1]);
    }
  }
  if (!is_exact && __builtin_reduce_or((vizbp_wu)unsure) != 0) return 0;
  *sixteens = vizbp_majority(all.eights, eight[0], eight[1]);
  all.eights = vizbp_parity(all.eights, eight[0], eight[1]);
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
VIZBP_WIDE static inline int vizbp_wide_binf(
    const float *in, long count, float low, float high, int bin_count, unsigned int *counts) {
  double exact = bin_count / ((double)high - (double)low);
  float factor = (float)exact;
  double offset = -(low * (double)factor);
  // More than rounding the factor, the offset and the place may change the place.
  double margin = (2 * bin_count + (offset < 0 ? -offset : offset)) * 0x1p-23;
  if (!(exact < 0x1p120 && exact > 0x1p-120 && margin < 0.25)) return 0;
  struct vizbp_bins bins;
  bins.low = low;
  bins.high = high;
  bins.count = bin_count;
  bins.factor = (vizbp_wf){0} + factor;
  bins.under = (vizbp_wf){0} + (float)(offset - margin);
  bins.over = (vizbp_wf){0} + (float)(offset + margin);
  bins.last = (vizbp_wi){0} + (bin_count - 1);
  bins.has_edges = 0;
  vizbp_wc sums[8] = {{0}};
  struct vizbp_sums_of_bits bits = {{0}, {0}, {0}, {0}};
  long i = 0;
  int blocks = 0, doubts = 0;
  for (; i + 256 <= count; i += 256) {
    vizbp_wu sixteens;
    // What is often in doubt is not tried first.
    if (doubts > 4 || !vizbp_add_block(&bins, in + i, 0, &bits, &sixteens)) {
      if (!bins.has_edges) vizbp_set_edges(&bins);
      vizbp_add_block(&bins, in + i, 1, &bits, &sixteens);
      doubts += doubts < 5 ? 2 : -1;
    } else if (doubts > 0) {
      doubts--;
    }
    vizbp_add_bits(sums, sixteens, 0);
    if (++blocks == 255) {
      vizbp_collect(sums, counts, 16);
      blocks = 0;
    }
  }
  if (i > 0) {
    vizbp_collect(sums, counts, 16);
    vizbp_add_bits(sums, bits.ones, 0);
    vizbp_add_bits(sums, bits.twos, 1);
    vizbp_add_bits(sums, bits.fours, 2);
    vizbp_add_bits(sums, bits.eights, 3);
  }
  vizbp_count_few(&bins, low, in + i, count - i, sums, counts);
  vizbp_collect(sums, counts, 1);
  return 1;
}
#endif

#endif
