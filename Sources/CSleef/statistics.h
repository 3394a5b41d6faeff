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
#endif

#endif
