#include "CVizKernels.h"

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,fma")))
#define NAME(name) viz_avx2_##name
#define MOST_VECTORS 1
#define MOST_TERMS 3
#define LANES 8
#include "shifted.h"
#undef WIDE
#undef NAME
#undef MOST_VECTORS
#undef MOST_TERMS
#undef LANES

#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define NAME(name) viz_avx512_##name
#define MOST_VECTORS 5
#define MOST_TERMS 6
#define LANES 16
#include "shifted.h"

#define BY_WIDTH(call)                  \
  if (viz_width() == VIZ_AVX512)        \
    viz_avx512_##call;                  \
  else                                  \
    viz_avx2_##call;

int viz_can_shift(void) { return viz_width() >= VIZ_AVX2; }
#else
// Nobody calls what says that it is not there.
#define BY_WIDTH(call)

int viz_can_shift(void) { return 0; }
#endif

void viz_shifted_products(
    const float *in, const int *offsets, long depth, const float *weights, long filters, float *out,
    long pitch) {
  BY_WIDTH(shifted_products(in, offsets, depth, weights, filters, out, pitch))
}

void viz_shifted_sums(
    const struct viz_planes *out, const struct viz_planes *in, const int *offsets, const int *mask,
    long filters, float *weights, long depth) {
  BY_WIDTH(shifted_sums(out, in, offsets, mask, filters, weights, depth))
}

void viz_copy_rows(
    const float *in, long in_pitch, float *out, long out_pitch, long rows, long columns,
    const float *shift) {
  BY_WIDTH(copy_rows(in, in_pitch, out, out_pitch, rows, columns, shift))
}
