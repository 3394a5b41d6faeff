#ifndef CVIZKERNELS_H
#define CVIZKERNELS_H

#include <stdbool.h>

// What is measured of every tensor of a training step, and convolutions, by the widest vectors that the
// machine has; and products of matrices, which are OpenBLAS's.
//
// Of what is our own each function has one entry point, which chooses the width at run time. The results do not depend
// on it, to the last bit: sums run in the same lanes and are added up in the same order, products
// of single precision are exact in double precision whether or not they are fused with an addition,
// and no other product is fused.

#ifdef __cplusplus
extern "C" {
#endif

// How wide the vectors are. `plain` is what the compiler's target has: SSE2 on x86-64, NEON on
// 64-bit ARM.
enum viz_width { VIZ_PLAIN = 0, VIZ_AVX2 = 1, VIZ_AVX512 = 2 };

// The widest that this machine has.
int viz_widest(void);
// What is used now: at first the widest, or what VIZBP_VECTORS (plain, avx2, avx512) says where the
// machine has that.
int viz_width(void);
// Uses another width, or the widest where the machine lacks it. The results are the same.
void viz_set_width(int width);
// What VIZBP_VECTORS says: a width; -1 where it is not set, -2 where it says something else.
int viz_asked_width(void);

struct viz_moments {
  double sum, squares;
  double least, greatest;
  long zeros;
};

// The sums over some numbers and over their squares, and their extremes: NaN, or anything, where a
// number is NaN or infinite, and then `squares` is not finite.
struct viz_moments viz_moments_f(const float *in, long count);
struct viz_moments viz_moments_d(const double *in, long count);

struct viz_deviations {
  double sum, squares;
};

// The sums over the deviations from a number and over their squares.
struct viz_deviations viz_deviations_f(const float *in, long count, double centre);
struct viz_deviations viz_deviations_d(const double *in, long count, double centre);

// Whether all numbers are finite.
int viz_are_finite_f(const float *in, long count);
int viz_are_finite_d(const double *in, long count);

struct viz_distances {
  double from_first, from_second;
};

// The squared distances of some numbers from as many others, and from others again. `second` may be
// the same as `first`.
struct viz_distances viz_distances_f(
    const float *in, const float *first, const float *second, long count);
struct viz_distances viz_distances_d(
    const double *in, const double *first, const double *second, long count);

// The moments of some numbers, and in `apart` their distances from what stands in `before` and from
// `origin`; then they stand in `before`. All as the functions above say, in one pass over memory.
struct viz_moments viz_followed_f(
    const float *in, float *before, const float *origin, long count, struct viz_distances *apart);

// The most bins of a histogram here.
enum { VIZ_MOST_BINS = 32 };

// The edge `i` of `bins` even bins: 2 (low/2 + (high/2 - low/2) / bins i), each step rounded; the
// outermost are exact.
double viz_even_edge(int i, double low, double high, int bins);

// Whether `bins` even bins from `low` to `high` have edges that ascend, and a width that is a number.
int viz_can_bin(double low, double high, int bins);

// Adds how many of the numbers stand in each of the even bins: from its edge up to, but not on, the
// next one; the last is closed. None of the numbers is NaN, below `low` or above `high`, and
// `viz_can_bin` says yes. `counts` has VIZ_MOST_BINS elements, `bins` is at most that.
void viz_histogram_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts);
void viz_histogram_d(
    const double *in, long count, double low, double high, int bins, unsigned int *counts);

// Convolutions of single precision by a window that moves by one pixel, straight from images that have
// their padding around them: each number of a filter meets the same image, moved by some pixels. Of an
// output of fewer columns than the padded image has, all columns of that are computed, and the last
// ones left out afterwards.

// Whether there are the functions that follow: not without vectors that fuse products and sums.
int viz_can_shift(void);

// For each filter the sum of `depth` products: out[f pitch + p] is the sum of
// weights[f depth + d] in[offsets[d] + p] over d, in its order, for all p below `pitch`, which is a
// multiple of 16.
void viz_shifted_products(
    const float *in, const int *offsets, long depth, const float *weights, long filters, float *out,
    long pitch);

// Some planes of `plane` numbers each, of images that lie `image` numbers apart.
struct viz_planes {
  const float *start;
  long plane, image, images;
};

// Adds to weights[f depth + d] the sum of out[f, p] in[offsets[d] + p] over the images and all p of a
// plane of `out`, a multiple of 16, where the mask is -1; it is 0 elsewhere, and so is `out`.
void viz_shifted_sums(
    const struct viz_planes *out, const struct viz_planes *in, const int *offsets, const int *mask,
    long filters, float *weights, long depth);

// Copies rows that lie some numbers apart; adds `shift` to each number, unless that is null.
void viz_copy_rows(
    const float *in, long in_pitch, float *out, long out_pitch, long rows, long columns,
    const float *shift);

// Whether OpenBLAS is there. The first call looks for it and loads it, which takes a tenth of the time in
// which a program starts and draws a small graph; the products below are to be asked for only then.
bool viz_has_blas(void);
// Whether it was looked for in vain.
bool viz_misses_blas(void);

// Writes the product of an m × k and a k × n matrix to c, all row by row; one that is turned lies
// transposed.
void viz_product_f(
    int m, int k, int n, const float *a, bool a_is_turned, const float *b, bool b_is_turned, float *c);
void viz_product_d(
    int m, int k, int n, const double *a, bool a_is_turned, const double *b, bool b_is_turned,
    double *c);

// Adds the product of k numbers in a row and a k × n matrix to c.
void viz_row_product_f(int k, int n, const float *a, const float *b, bool b_is_turned, float *c);
void viz_row_product_d(int k, int n, const double *a, const double *b, bool b_is_turned, double *c);

#ifdef __cplusplus
}
#endif

#endif
