#include "CVizKernels.h"

double viz_even_edge(int i, double low, double high, int bins) {
#pragma clang fp contract(off)
  if (i <= 0) return low;
  if (i >= bins) return high;
  double step = (high / 2 - low / 2) / bins * i;
  return 2 * (low / 2 + step);
}

int viz_can_bin(double low, double high, int bins) {
  double reach = high / 2 - low / 2;
  if (!(reach > 0) || !__builtin_isfinite(reach) || !__builtin_isfinite(bins / reach)) return 0;
  double size = low < 0 ? -low : low;
  if (high > size) size = high;
  // Much wider than what rounding an edge may shift it.
  if (reach / bins > size * 0x1p-40) return 1;
  for (int i = 0; i < bins; i++)
    if (!(viz_even_edge(i, low, high, bins) < viz_even_edge(i + 1, low, high, bins))) return 0;
  return 1;
}

// What says in which bin a number is.
struct bin_edges {
  double low, scale;
  int last;
  double edges[VIZ_MOST_BINS + 1];
};

static struct bin_edges make_bins(double low, double high, int bins) {
  struct bin_edges all;
  // Halves, so that the width of the whole range of doubles does not overflow.
  all.low = low / 2;
  all.scale = bins / (high / 2 - low / 2);
  all.last = bins - 1;
  for (int i = 0; i <= bins; i++) all.edges[i] = viz_even_edge(i, low, high, bins);
  return all;
}

static inline int bin_of(const struct bin_edges *bins, double x) {
  double place = (x / 2 - bins->low) * bins->scale;
  int bin = (int)place;
  double rest = place - bin;
  // What is near an edge may have been rounded across it, but for the lowest, on which many may
  // stand: nothing is below it.
  if (__builtin_expect(((rest < 1e-9) & (bin > 0)) | (rest > 1 - 1e-9), 0)) {
    if (bin > bins->last) bin = bins->last;
    while (bin > 0 && x < bins->edges[bin]) bin--;
    while (bin < bins->last && x >= bins->edges[bin + 1]) bin++;
  }
  return bin;
}

// Numbers are placed before they are counted: placing takes vectors.
#define BLOCK 256

// The bins of a block of numbers, which are right where no number is near an edge; whether that is so.
#define PLACE(all, in, count, places)                                 \
  long doubts = 0;                                                    \
  for (long i = 0; i < count; i++) {                                  \
    double place = ((double)in[i] / 2 - (all)->low) * (all)->scale;   \
    int bin = (int)place;                                             \
    double rest = place - bin;                                        \
    places[i] = bin;                                                  \
    doubts |= ((rest < 1e-9) & (place >= 1)) | (rest > 1 - 1e-9);      \
  }                                                                   \
  return doubts == 0;

static int place_plain_d(
    const struct bin_edges *all, const double *in, long count, int *places) {
  PLACE(all, in, count, places)
}

static int place_plain_f(const struct bin_edges *all, const float *in, long count, int *places) {
  PLACE(all, in, count, places)
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static int place_avx2_d(
    const struct bin_edges *all, const double *in, long count, int *places) {
  PLACE(all, in, count, places)
}
#endif

// Several tables, so that neighbours in one bin do not wait for each other.
#define COUNT(place)                                                              \
  struct bin_edges all = make_bins(low, high, bins);                              \
  unsigned int tables[8][VIZ_MOST_BINS] = {{0}};                                  \
  for (long start = 0; start < count; start += BLOCK) {                           \
    int places[BLOCK];                                                            \
    long part = count - start < BLOCK ? count - start : BLOCK;                    \
    if (!place(&all, in + start, part, places))                                   \
      for (long i = 0; i < part; i++) places[i] = bin_of(&all, in[start + i]);    \
    for (long i = 0; i < part; i++) tables[i & 7][places[i]]++;                   \
  }                                                                               \
  for (int table = 0; table < 8; table++)                                         \
    for (int bin = 0; bin < bins; bin++) counts[bin] += tables[table][bin];

static void plain_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts) {
  COUNT(place_plain_f)
}

void viz_histogram_d(
    const double *in, long count, double low, double high, int bins, unsigned int *counts) {
#if defined(__x86_64__)
  if (viz_width() != VIZ_PLAIN) {
    COUNT(place_avx2_d)
    return;
  }
#endif
  COUNT(place_plain_d)
}

#if defined(__x86_64__)
// The least float above a finite one.
static float viz_next_float(float x) {
  int bits;
  if (x == 0) return 0x1p-149f;
  __builtin_memcpy(&bits, &x, sizeof bits);
  bits += x > 0 ? 1 : -1;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

#define WIDE __attribute__((target("avx2,fma")))
#define NAME(name) viz_avx2_##name
#define LANES 8
#define PARITY(a, b, c) ((a) ^ (b) ^ (c))
#define MAJORITY(a, b, c) (((b) & (c)) | ((a) & ((b) ^ (c))))
#define OR_XOR(a, b, c) ((a) | ((b) ^ (c)))
typedef float viz_avx2_table __attribute__((vector_size(32)));
typedef int viz_avx2_places __attribute__((vector_size(32)));

// The edges at some places, by their lowest three bits and then by the fourth and the fifth.
WIDE static inline __attribute__((always_inline)) viz_avx2_table viz_avx2_edge(
    const viz_avx2_table *edges, viz_avx2_places at) {
  viz_avx2_table fourth = (viz_avx2_table)(at << 28), fifth = (viz_avx2_table)(at << 27);
  viz_avx2_table low = __builtin_ia32_blendvps256(
      __builtin_ia32_permvarsf256(edges[0], at), __builtin_ia32_permvarsf256(edges[1], at), fourth);
  viz_avx2_table high = __builtin_ia32_blendvps256(
      __builtin_ia32_permvarsf256(edges[2], at), __builtin_ia32_permvarsf256(edges[3], at), fourth);
  return __builtin_ia32_blendvps256(low, high, fifth);
}

#include "histogram_bits.h"
#undef WIDE
#undef NAME
#undef LANES
#undef PARITY
#undef MAJORITY
#undef OR_XOR

#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,popcnt")))
#define NAME(name) viz_avx512_##name
#define LANES 16
#define TERNARY(a, b, c, table) \
  __builtin_ia32_pternlogd512_mask((I)(a), (I)(b), (I)(c), table, (unsigned short)-1)
#define PARITY(a, b, c) ((U)TERNARY(a, b, c, 0x96))
#define MAJORITY(a, b, c) ((U)TERNARY(a, b, c, 0xe8))
#define OR_XOR(a, b, c) TERNARY(a, b, c, 0xf6)
typedef float viz_avx512_table __attribute__((vector_size(64)));
typedef int viz_avx512_places __attribute__((vector_size(64)));

WIDE static inline __attribute__((always_inline)) viz_avx512_table viz_avx512_edge(
    const viz_avx512_table *edges, viz_avx512_places at) {
  return __builtin_ia32_vpermi2varps512(edges[0], at, edges[1]);
}

#include "histogram_bits.h"
#endif

void viz_histogram_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts) {
#if defined(__x86_64__)
  int width = viz_width();
  if (width == VIZ_AVX512 && viz_avx512_histogram_f(in, count, low, high, bins, counts)) return;
  if (width == VIZ_AVX2 && viz_avx2_histogram_f(in, count, low, high, bins, counts)) return;
#endif
  plain_f(in, count, low, high, bins, counts);
}
