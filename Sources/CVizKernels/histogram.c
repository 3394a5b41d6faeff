#include "histogram.h"

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
  // What is near an edge may have been rounded across it.
  if (__builtin_expect((rest < 1e-9) | (rest > 1 - 1e-9), 0)) {
    if (bin > bins->last) bin = bins->last;
    while (bin > 0 && x < bins->edges[bin]) bin--;
    while (bin < bins->last && x >= bins->edges[bin + 1]) bin++;
  }
  return bin;
}

// Several tables, so that neighbours in one bin do not wait for each other.
#define COUNT_PLAIN                                                        \
  struct bin_edges all = make_bins(low, high, bins);                            \
  unsigned int tables[4][VIZ_MOST_BINS] = {{0}};                           \
  long i = 0;                                                              \
  for (; i + 4 <= count; i += 4)                                           \
    for (int k = 0; k < 4; k++) tables[k][bin_of(&all, in[i + k])]++;      \
  for (; i < count; i++) tables[0][bin_of(&all, in[i])]++;                 \
  for (int bin = 0; bin < bins; bin++)                                     \
    counts[bin] += (tables[0][bin] + tables[1][bin]) + (tables[2][bin] + tables[3][bin]);

static void plain_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts) {
  COUNT_PLAIN
}

void viz_histogram_d(
    const double *in, long count, double low, double high, int bins, unsigned int *counts) {
  COUNT_PLAIN
}

#if defined(__x86_64__)
typedef float f8 __attribute__((vector_size(32)));
typedef int i8 __attribute__((vector_size(32)));

// Eight floats at a time, in eight tables. Numbers so near to an edge that rounding decides are
// counted one by one. 0 where single precision does not tell bins apart.
__attribute__((target("avx2,fma"))) static int avx2_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts) {
#pragma clang fp contract(off)
  const float least = (float)low, greatest = (float)high;
  const float scale = (float)(bins / (high - low));
  if (least != low || greatest != high || !__builtin_isfinite(greatest - least) ||
      !__builtin_isfinite(scale) || !(scale > 0))
    return 0;
  // More than single precision rounds off of a place among so few bins.
  const float margin = 1e-4f;
  struct bin_edges all = make_bins(low, high, bins);
  unsigned int tables[8][VIZ_MOST_BINS + 1] = {{0}};
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    f8 x;
    __builtin_memcpy(&x, in + i, sizeof x);
    f8 place = (x - least) * scale;
    i8 bin = __builtin_convertvector(place, i8);
    f8 rest = place - __builtin_convertvector(bin, f8);
    // What touches the lowest edge from above is in the first bin.
    i8 is_unsure = ((rest < margin) & (place > 0.5f)) | (rest > 1 - margin);
    if (__builtin_ia32_movmskps256((f8)is_unsure) == 0) {
      for (int lane = 0; lane < 8; lane++) tables[lane][bin[lane]]++;
    } else {
      for (int lane = 0; lane < 8; lane++)
        tables[lane][is_unsure[lane] ? bin_of(&all, x[lane]) : bin[lane]]++;
    }
  }
  for (; i < count; i++) tables[0][bin_of(&all, in[i])]++;
  for (int bin = 0; bin < bins; bin++)
    for (int lane = 0; lane < 8; lane++) counts[bin] += tables[lane][bin];
  return 1;
}
#endif

void viz_histogram_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts) {
#if defined(__x86_64__)
  int width = viz_width();
  if (width == VIZ_AVX512 && viz_avx512_histogram_f(in, count, low, high, bins, counts)) return;
  if (width >= VIZ_AVX2 && avx2_f(in, count, low, high, bins, counts)) return;
#endif
  plain_f(in, count, low, high, bins, counts);
}
