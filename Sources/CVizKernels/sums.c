#include "CVizKernels.h"

#define WIDE
#define NAME(name) viz_plain_##name
#define FUSED 0
#define ROOMY 0
#include "sums.h"
#undef WIDE
#undef NAME
#undef FUSED
#undef ROOMY

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,fma")))
#define NAME(name) viz_avx2_##name
#define FUSED 1
#define ROOMY 0
#include "sums.h"
#undef WIDE
#undef NAME
#undef FUSED
#undef ROOMY

#define WIDE __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")))
#define NAME(name) viz_avx512_##name
#define FUSED 1
#define ROOMY 1
#include "sums.h"

#define BY_WIDTH(call)                          \
  switch (viz_width()) {                        \
    case VIZ_AVX512: return viz_avx512_##call;  \
    case VIZ_AVX2: return viz_avx2_##call;      \
    default: return viz_plain_##call;           \
  }
#else
#define BY_WIDTH(call) return viz_plain_##call;
#endif

struct viz_moments viz_moments_f(const float *in, long count) { BY_WIDTH(moments_f(in, count)) }

struct viz_moments viz_moments_d(const double *in, long count) { BY_WIDTH(moments_d(in, count)) }

struct viz_moments viz_followed_f(
    const float *in, float *before, const float *origin, long count, struct viz_distances *apart) {
  BY_WIDTH(followed_f(in, before, origin, count, apart))
}

struct viz_deviations viz_deviations_f(const float *in, long count, double centre) {
  BY_WIDTH(deviations_f(in, count, centre))
}

struct viz_deviations viz_deviations_d(const double *in, long count, double centre) {
  BY_WIDTH(deviations_d(in, count, centre))
}

int viz_are_finite_f(const float *in, long count) { BY_WIDTH(are_finite_f(in, count)) }

int viz_are_finite_d(const double *in, long count) { BY_WIDTH(are_finite_d(in, count)) }

struct viz_distances viz_distances_f(
    const float *in, const float *first, const float *second, long count) {
  BY_WIDTH(distances_f(in, first, second, count))
}

struct viz_distances viz_distances_d(
    const double *in, const double *first, const double *second, long count) {
  BY_WIDTH(distances_d(in, first, second, count))
}
