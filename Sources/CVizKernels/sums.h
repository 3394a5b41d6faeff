// The loops of CVizKernels.h that add up, for one width. Whoever includes this defines
//
//   WIDE           the attributes of its functions: the target that they are compiled for
//   NAME(name)     what they are called
//   FUSED          1 where a product and an addition may be one instruction
//   ROOMY          1 where the sums of 32 numbers fit into the registers at once
//
// Vectors are 64 bytes long for all widths; the compiler makes of them as many registers as they
// take. So all widths add the same numbers in the same order.

// Nothing here is called from elsewhere with a vector.
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang fp contract(off)

typedef double NAME(d8) __attribute__((vector_size(64)));
typedef long long NAME(l8) __attribute__((vector_size(64)));
typedef float NAME(f16) __attribute__((vector_size(64)));
typedef int NAME(i16) __attribute__((vector_size(64)));
typedef float NAME(f8) __attribute__((vector_size(32)));
typedef int NAME(i8) __attribute__((vector_size(32)));
typedef float NAME(f4) __attribute__((vector_size(16)));
typedef int NAME(i4) __attribute__((vector_size(16)));
#define D8 NAME(d8)
#define L8 NAME(l8)
#define F16 NAME(f16)
#define I16 NAME(i16)
#define F8 NAME(f8)
#define I8 NAME(i8)
#define F4 NAME(f4)
#define I4 NAME(i4)

#define HELPER WIDE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

// `a` where the mask is set, `b` elsewhere.
#define CHOOSE(I, F, mask, a, b) ((F)(((mask) & (I)(a)) | (~(mask) & (I)(b))))

// Whichever is less, or greater; `b` where they are equal or `a` is NaN.

HELPER F16 NAME(min16)(F16 a, F16 b) { return CHOOSE(I16, F16, a < b, a, b); }
HELPER F16 NAME(max16)(F16 a, F16 b) { return CHOOSE(I16, F16, a > b, a, b); }
HELPER F8 NAME(min8)(F8 a, F8 b) { return CHOOSE(I8, F8, a < b, a, b); }
HELPER F8 NAME(max8)(F8 a, F8 b) { return CHOOSE(I8, F8, a > b, a, b); }
HELPER F4 NAME(min4)(F4 a, F4 b) { return CHOOSE(I4, F4, a < b, a, b); }
HELPER F4 NAME(max4)(F4 a, F4 b) { return CHOOSE(I4, F4, a > b, a, b); }
HELPER D8 NAME(mind)(D8 a, D8 b) { return CHOOSE(L8, D8, a < b, a, b); }
HELPER D8 NAME(maxd)(D8 a, D8 b) { return CHOOSE(L8, D8, a > b, a, b); }

HELPER F16 NAME(load)(const float *in) {
  F16 x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

HELPER D8 NAME(load_d)(const double *in) {
  D8 x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

HELPER D8 NAME(low)(F16 x) {
  return __builtin_convertvector(__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7), D8);
}

HELPER D8 NAME(high)(F16 x) {
  return __builtin_convertvector(
      __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15), D8);
}

HELPER double NAME(total)(D8 x) {
  return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

// sum + x x, where x is of single precision, so that its square is exact.
HELPER D8 NAME(add_square)(D8 x, D8 sum) {
#if FUSED
  return __builtin_elementwise_fma(x, x, sum);
#else
  return sum + x * x;
#endif
}

// What `moments` finds of 32 numbers at a time.
struct NAME(lanes) {
  D8 sum[4], squares[4];
  F16 least[2], greatest[2];
  I16 zeros[2];
};

// Some of the halves of each of some blocks of 32.
HELPER void NAME(add_halves)(
    struct NAME(lanes) *all, const float *in, long blocks, int first, int count) {
  D8 sum[4], squares[4];
  F16 least[2], greatest[2];
  I16 zeros[2];
  UNROLL for (int half = 0; half < count; half++) {
    UNROLL for (int part = 2 * half; part < 2 * half + 2; part++) {
      sum[part] = all->sum[2 * first + part];
      squares[part] = all->squares[2 * first + part];
    }
    least[half] = all->least[first + half];
    greatest[half] = all->greatest[first + half];
    zeros[half] = all->zeros[first + half];
  }
  for (long block = 0; block < blocks; block++) {
    UNROLL for (int half = 0; half < count; half++) {
      F16 x = NAME(load)(in + 32 * block + 16 * (first + half));
      D8 z[2] = {NAME(low)(x), NAME(high)(x)};
      UNROLL for (int part = 0; part < 2; part++) {
        sum[2 * half + part] += z[part];
        squares[2 * half + part] = NAME(add_square)(z[part], squares[2 * half + part]);
      }
      least[half] = NAME(min16)(x, least[half]);
      greatest[half] = NAME(max16)(x, greatest[half]);
      zeros[half] -= x == 0;
    }
  }
  UNROLL for (int half = 0; half < count; half++) {
    UNROLL for (int part = 2 * half; part < 2 * half + 2; part++) {
      all->sum[2 * first + part] = sum[part];
      all->squares[2 * first + part] = squares[part];
    }
    all->least[first + half] = least[half];
    all->greatest[first + half] = greatest[half];
    all->zeros[first + half] = zeros[half];
  }
}

#include "distances.h"

// The moments; where there is a `before`, the distances from it and from `origin` as well, and then
// the numbers stand in `before`. What is in the nearest cache is gone through once more there.
HELPER struct viz_moments NAME(follow_f)(
    const float *in, long count, float *before, const float *origin, struct viz_distances *apart) {
  D8 distances[4] = {{0}};
  struct viz_moments all = {0, 0, __builtin_inff(), -__builtin_inff(), 0};
  float lowest = __builtin_inff(), highest = -lowest;
  long i = 0;
  if (count >= 32) {
    struct NAME(lanes) lanes = {{{0}}, {{0}}, {{0}}, {{0}}, {{0}}};
    lanes.least[0] = lanes.least[1] = (F16){0} + lowest;
    lanes.greatest[0] = lanes.greatest[1] = (F16){0} + highest;
    // Few enough for the nearest cache.
    const long most = 64;
    while (i + 32 <= count) {
      long blocks = (count - i) / 32 < most ? (count - i) / 32 : most;
      if (ROOMY) {
        NAME(add_halves)(&lanes, in + i, blocks, 0, 2);
      } else {
        NAME(add_halves)(&lanes, in + i, blocks, 0, 1);
        NAME(add_halves)(&lanes, in + i, blocks, 1, 1);
      }
      if (before) {
        NAME(add_distances)(distances, in + i, before + i, origin + i, 32 * blocks);
        __builtin_memcpy(before + i, in + i, (unsigned long)blocks * 32 * sizeof *in);
      }
      i += 32 * blocks;
    }
    all.sum = NAME(total)((lanes.sum[0] + lanes.sum[1]) + (lanes.sum[2] + lanes.sum[3]));
    all.squares =
        NAME(total)((lanes.squares[0] + lanes.squares[1]) + (lanes.squares[2] + lanes.squares[3]));
    I16 both = lanes.zeros[0] + lanes.zeros[1];
    for (int lane = 0; lane < 16; lane++) all.zeros += (unsigned int)both[lane];
    F16 low = NAME(min16)(lanes.least[0], lanes.least[1]);
    F16 high = NAME(max16)(lanes.greatest[0], lanes.greatest[1]);
    F8 lows = NAME(min8)(__builtin_shufflevector(low, low, 0, 1, 2, 3, 4, 5, 6, 7),
                         __builtin_shufflevector(low, low, 8, 9, 10, 11, 12, 13, 14, 15));
    F8 highs = NAME(max8)(__builtin_shufflevector(high, high, 0, 1, 2, 3, 4, 5, 6, 7),
                          __builtin_shufflevector(high, high, 8, 9, 10, 11, 12, 13, 14, 15));
    F4 four_lows = NAME(min4)(__builtin_shufflevector(lows, lows, 0, 1, 2, 3),
                              __builtin_shufflevector(lows, lows, 4, 5, 6, 7));
    F4 four_highs = NAME(max4)(__builtin_shufflevector(highs, highs, 0, 1, 2, 3),
                               __builtin_shufflevector(highs, highs, 4, 5, 6, 7));
    for (int lane = 0; lane < 4; lane++) {
      if (four_lows[lane] < lowest) lowest = four_lows[lane];
      if (four_highs[lane] > highest) highest = four_highs[lane];
    }
  }
  if (before) {
    *apart = NAME(all_distances)(distances, in, before, origin, i, count);
    for (long k = i; k < count; k++) before[k] = in[k];
  }
  for (; i < count; i++) {
    double z = in[i];
    all.sum += z;
    all.squares += z * z;
    if (in[i] < lowest) lowest = in[i];
    if (in[i] > highest) highest = in[i];
    all.zeros += in[i] == 0;
  }
  all.least = lowest;
  all.greatest = highest;
  return all;
}

static WIDE struct viz_moments NAME(moments_f)(const float *in, long count) {
  return NAME(follow_f)(in, count, 0, 0, 0);
}

static WIDE struct viz_moments NAME(followed_f)(
    const float *in, float *before, const float *origin, long count, struct viz_distances *apart) {
  return NAME(follow_f)(in, count, before, origin, apart);
}

static WIDE struct viz_moments NAME(moments_d)(const double *in, long count) {
  struct viz_moments all = {0, 0, __builtin_inf(), -__builtin_inf(), 0};
  long i = 0;
  if (count >= 32) {
    D8 sum[4] = {{0}}, squares[4] = {{0}};
    D8 least[4], greatest[4];
    L8 zeros = {0};
    UNROLL for (int part = 0; part < 4; part++) {
      least[part] = (D8){0} + all.least;
      greatest[part] = (D8){0} + all.greatest;
    }
    for (; i + 32 <= count; i += 32) {
      UNROLL for (int part = 0; part < 4; part++) {
        D8 z = NAME(load_d)(in + i + 8 * part);
        sum[part] += z;
        squares[part] += z * z;
        least[part] = NAME(mind)(z, least[part]);
        greatest[part] = NAME(maxd)(z, greatest[part]);
        zeros -= z == 0;
      }
    }
    all.sum = NAME(total)((sum[0] + sum[1]) + (sum[2] + sum[3]));
    all.squares = NAME(total)((squares[0] + squares[1]) + (squares[2] + squares[3]));
    // As the sixteen lanes of single precision are: first those that stand 16 apart, then 8, 4.
    D8 low = NAME(mind)(NAME(mind)(least[0], least[2]), NAME(mind)(least[1], least[3]));
    D8 high = NAME(maxd)(NAME(maxd)(greatest[0], greatest[2]), NAME(maxd)(greatest[1], greatest[3]));
    for (int lane = 0; lane < 4; lane++) {
      double l = low[lane] < low[lane + 4] ? low[lane] : low[lane + 4];
      double h = high[lane] > high[lane + 4] ? high[lane] : high[lane + 4];
      if (l < all.least) all.least = l;
      if (h > all.greatest) all.greatest = h;
    }
    for (int lane = 0; lane < 8; lane++) all.zeros += zeros[lane];
  }
  for (; i < count; i++) {
    double z = in[i];
    all.sum += z;
    all.squares += z * z;
    if (z < all.least) all.least = z;
    if (z > all.greatest) all.greatest = z;
    all.zeros += z == 0;
  }
  return all;
}

static WIDE struct viz_deviations NAME(deviations_f)(const float *in, long count, double centre) {
  struct viz_deviations all = {0, 0};
  long i = 0;
  if (count >= 32) {
    D8 sum[4] = {{0}}, squares[4] = {{0}};
    for (; i + 32 <= count; i += 32) {
      UNROLL for (int half = 0; half < 2; half++) {
        F16 x = NAME(load)(in + i + 16 * half);
        D8 z[2] = {NAME(low)(x) - centre, NAME(high)(x) - centre};
        UNROLL for (int part = 0; part < 2; part++) {
          sum[2 * half + part] += z[part];
          squares[2 * half + part] += z[part] * z[part];
        }
      }
    }
    all.sum = NAME(total)((sum[0] + sum[1]) + (sum[2] + sum[3]));
    all.squares = NAME(total)((squares[0] + squares[1]) + (squares[2] + squares[3]));
  }
  for (; i < count; i++) {
    double z = in[i] - centre, square = z * z;
    all.sum += z;
    all.squares += square;
  }
  return all;
}

static WIDE struct viz_deviations NAME(deviations_d)(const double *in, long count, double centre) {
  struct viz_deviations all = {0, 0};
  long i = 0;
  if (count >= 32) {
    D8 sum[4] = {{0}}, squares[4] = {{0}};
    for (; i + 32 <= count; i += 32) {
      UNROLL for (int part = 0; part < 4; part++) {
        D8 z = NAME(load_d)(in + i + 8 * part) - centre;
        sum[part] += z;
        squares[part] += z * z;
      }
    }
    all.sum = NAME(total)((sum[0] + sum[1]) + (sum[2] + sum[3]));
    all.squares = NAME(total)((squares[0] + squares[1]) + (squares[2] + squares[3]));
  }
  for (; i < count; i++) {
    double z = in[i] - centre, square = z * z;
    all.sum += z;
    all.squares += square;
  }
  return all;
}

// The bits of the greatest magnitude say it: an exponent of ones alone is of what is not finite.
static WIDE int NAME(are_finite_f)(const float *in, long count) {
  typedef unsigned int U16 __attribute__((vector_size(64)));
  const U16 magnitude = (U16){0} + 0x7fffffff, limit = (U16){0} + 0x7f7fffff;
  long i = 0;
  U16 beyond = {0};
  for (; i + 64 <= count; i += 64) {
    UNROLL for (int part = 0; part < 4; part++)
      beyond |= (U16)(((U16)NAME(load)(in + i + 16 * part) & magnitude) > limit);
  }
  unsigned int any = 0;
  for (int lane = 0; lane < 16; lane++) any |= beyond[lane];
  for (; i < count; i++) any |= !__builtin_isfinite(in[i]);
  return any == 0;
}

static WIDE int NAME(are_finite_d)(const double *in, long count) {
  typedef unsigned long long U8 __attribute__((vector_size(64)));
  const U8 magnitude = (U8){0} + 0x7fffffffffffffffULL, limit = (U8){0} + 0x7fefffffffffffffULL;
  long i = 0;
  U8 beyond = {0};
  for (; i + 32 <= count; i += 32) {
    UNROLL for (int part = 0; part < 4; part++)
      beyond |= (U8)(((U8)NAME(load_d)(in + i + 8 * part) & magnitude) > limit);
  }
  unsigned long long any = 0;
  for (int lane = 0; lane < 8; lane++) any |= beyond[lane];
  for (; i < count; i++) any |= !__builtin_isfinite(in[i]);
  return any == 0;
}
