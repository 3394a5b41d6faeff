#ifndef VIZBP_CSLEEF_SHIM_H
#define VIZBP_CSLEEF_SHIM_H

// Loops over SLEEF's functions for AVX2 and FMA, whose error is at most 1 ulp ("u10"). sleef.h
// declares them only where the whole compilation may use AVX, and these are chosen at run time.

#if defined(__x86_64__) && defined(__linux__)
#define VIZBP_VECTORS __attribute__((target("avx2,fma")))

typedef double vizbp_d __attribute__((vector_size(32)));
typedef float vizbp_f __attribute__((vector_size(32)));
typedef long long vizbp_id __attribute__((vector_size(32)));
typedef int vizbp_if __attribute__((vector_size(32)));

// The last few numbers are padded, so that every number goes through the same instructions.
#define VIZBP_LOOP(name, type, vector, body)                                            \
  VIZBP_VECTORS static inline void vizbp_##name(const type *in, type *out, long count) { \
    enum { lanes = sizeof(vector) / sizeof(type) };                                     \
    for (long i = 0; i < count; i += lanes) {                                           \
      unsigned long size =                                                              \
          sizeof(type) * (unsigned long)(count - i < lanes ? count - i : lanes);        \
      vector x = {0};                                                                   \
      if (size == sizeof x) __builtin_memcpy(&x, in + i, sizeof x);                     \
      else __builtin_memcpy(&x, in + i, size);                                          \
      vector y = body;                                                                  \
      if (size == sizeof y) __builtin_memcpy(out + i, &y, sizeof y);                    \
      else __builtin_memcpy(out + i, &y, size);                                         \
    }                                                                                   \
  }

#define VIZBP_DOUBLE(name)                                        \
  VIZBP_VECTORS extern vizbp_d Sleef_##name##d4_u10avx2(vizbp_d); \
  VIZBP_LOOP(name, double, vizbp_d, Sleef_##name##d4_u10avx2(x))
#define VIZBP_FLOAT(name)                                         \
  VIZBP_VECTORS extern vizbp_f Sleef_##name##f8_u10avx2(vizbp_f); \
  VIZBP_LOOP(name##f, float, vizbp_f, Sleef_##name##f8_u10avx2(x))
#define VIZBP_BOTH(name) VIZBP_DOUBLE(name) VIZBP_FLOAT(name)

VIZBP_BOTH(exp)
VIZBP_BOTH(sin)
VIZBP_BOTH(cos)
VIZBP_BOTH(tan)
VIZBP_DOUBLE(tanh)
VIZBP_BOTH(expm1)
VIZBP_FLOAT(log)
VIZBP_FLOAT(erf)

VIZBP_VECTORS extern vizbp_d Sleef_log1pd4_u10avx2(vizbp_d);
VIZBP_VECTORS extern vizbp_f Sleef_log1pf8_u10avx2(vizbp_f);

// SLEEF's is infinite where x is near the greatest number; what large numbers lack of 1 + x is nothing.
VIZBP_VECTORS static inline vizbp_f vizbp_log_after_one(vizbp_f x) {
  vizbp_if is_large = x > 1e30f;
  return (vizbp_f)((is_large & (vizbp_if)Sleef_logf8_u10avx2(x)) |
                   (~is_large & (vizbp_if)Sleef_log1pf8_u10avx2(x)));
}

VIZBP_LOOP(log1pf, float, vizbp_f, vizbp_log_after_one(x))

// Its error is at most 1.5 ulp.
VIZBP_VECTORS extern vizbp_f Sleef_erfcf8_u15avx2(vizbp_f);
VIZBP_LOOP(erfcf, float, vizbp_f, Sleef_erfcf8_u15avx2(x))

// The processor's own, without the detour by which the C library's sets errno.
VIZBP_LOOP(sqrt, double, vizbp_d, __builtin_elementwise_sqrt(x))
VIZBP_LOOP(sqrtf, float, vizbp_f, __builtin_elementwise_sqrt(x))

// What is made of these. Only numbers that are not positive reach exp, so that nothing overflows.

VIZBP_VECTORS static inline vizbp_d vizbp_choose(vizbp_id which, vizbp_d a, vizbp_d b) {
  return (vizbp_d)((which & (vizbp_id)a) | (~which & (vizbp_id)b));
}

// a / (1 + e), with what the sum and the division round off put back.
VIZBP_VECTORS static inline vizbp_d vizbp_share(vizbp_d a, vizbp_d e) {
  vizbp_d sum = 1 + e, lost = (1 - sum) + e, q = a / sum;
  vizbp_d rest = __builtin_elementwise_fma(-q, sum, a);
  return q + __builtin_elementwise_fma(-q, lost, rest) / sum;
}

VIZBP_VECTORS static inline vizbp_d vizbp_logistic(vizbp_d x) {
  vizbp_d e = Sleef_expd4_u10avx2(vizbp_choose(x < 0, x, -x)), one = (vizbp_d){0} + 1;
  return vizbp_share(vizbp_choose(x < 0, e, one), e);
}

VIZBP_VECTORS static inline vizbp_d vizbp_logistic_slope(vizbp_d x) {
  vizbp_d e = Sleef_expd4_u10avx2(vizbp_choose(x < 0, x, -x));
  return vizbp_share(vizbp_share(e, e), e);
}

// 1 / cosh(x)^2.
VIZBP_VECTORS static inline vizbp_d vizbp_tanh_slope(vizbp_d x) {
  return 4 * vizbp_logistic_slope(x + x);
}

// log(1 + exp(x)). By sign: max(x, 0) + log(1 + exp(-|x|)).
VIZBP_VECTORS static inline vizbp_d vizbp_ramp(vizbp_d x) {
  vizbp_d e = Sleef_expd4_u10avx2(vizbp_choose(x < 0, x, -x));
  return vizbp_choose(x < 0, (vizbp_d){0}, x) + Sleef_log1pd4_u10avx2(e);
}

// Its errors do not add up to more than 2 ulp in single precision either.
VIZBP_VECTORS static inline vizbp_f vizbp_rampf(vizbp_f x) {
  vizbp_if is_negative = x < 0;
  vizbp_f rising = (vizbp_f)(~is_negative & (vizbp_if)x);
  vizbp_f falling = (vizbp_f)(is_negative & (vizbp_if)x);
  return rising + Sleef_log1pf8_u10avx2(Sleef_expf8_u10avx2(falling - rising));
}

// The normal distribution and its density. In the lower tail the errors of -x/sqrt(2) and of x*x
// grow with x*x; what these round off is put back, by the slopes of erfc and exp.
struct vizbp_normal {
  vizbp_f distribution, density;
};

VIZBP_VECTORS static inline struct vizbp_normal vizbp_normalf(vizbp_f x) {
  vizbp_f zero = {0}, root = zero - 0.70710677f, half = zero + 0.5f;
  vizbp_f square = x * x, lost = __builtin_elementwise_fma(x, x, -square);
  vizbp_f bell = Sleef_expf8_u10avx2(-half * square);
  // Far out, where the rest is infinite or no number, the bell is 0.
  bell = (vizbp_f)((bell > zero) & (vizbp_if)(bell - bell * half * lost));
  vizbp_f at = root * x, rest = __builtin_elementwise_fma(root, x, -at) - 1.2101617e-8f * x;
  vizbp_f missing = 1.1283792f * bell * rest;
  missing = (vizbp_f)((bell > zero) & (vizbp_if)missing);
  return (struct vizbp_normal){half * (Sleef_erfcf8_u15avx2(at) - missing), 0.39894228f * bell};
}

// Where the distribution or the density is 0, the number may be infinite, and the product NaN.
VIZBP_VECTORS static inline vizbp_f vizbp_gelu_f(vizbp_f x) {
  vizbp_f part = vizbp_normalf(x).distribution;
  return (vizbp_f)((part != (vizbp_f){0}) & (vizbp_if)(x * part));
}

VIZBP_VECTORS static inline vizbp_f vizbp_gelu_slope_f(vizbp_f x) {
  struct vizbp_normal normal = vizbp_normalf(x);
  vizbp_if is_near = normal.density != (vizbp_f){0};
  return normal.distribution + (vizbp_f)(is_near & (vizbp_if)(x * normal.density));
}

VIZBP_LOOP(geluf, float, vizbp_f, vizbp_gelu_f(x))
VIZBP_LOOP(geluSlopef, float, vizbp_f, vizbp_gelu_slope_f(x))

VIZBP_LOOP(sigmoid, double, vizbp_d, vizbp_logistic(x))
VIZBP_LOOP(sigmoidSlope, double, vizbp_d, vizbp_logistic_slope(x))
VIZBP_LOOP(tanhSlope, double, vizbp_d, vizbp_tanh_slope(x))

// The same in single precision. What is rounded off on the way is put back, so that little more is
// wrong than exp itself: 2 ulp at most, and 3 for slopes.

VIZBP_VECTORS static inline vizbp_f vizbp_choose_f(vizbp_if which, vizbp_f a, vizbp_f b) {
  return (vizbp_f)((which & (vizbp_if)a) | (~which & (vizbp_if)b));
}

// 1 / (1 + e) is value + rest.
struct vizbp_inverse {
  vizbp_f value, rest;
};

VIZBP_VECTORS static inline struct vizbp_inverse vizbp_inverse_f(vizbp_f e) {
  vizbp_f one = (vizbp_f){0} + 1, sum = one + e, lost = (one - sum) + e, value = one / sum;
  vizbp_f missing = __builtin_elementwise_fma(-value, sum, one);
  return (struct vizbp_inverse){value, value * __builtin_elementwise_fma(-value, lost, missing)};
}

VIZBP_VECTORS static inline vizbp_f vizbp_logistic_f(vizbp_f x) {
  vizbp_f e = Sleef_expf8_u10avx2(vizbp_choose_f(x < 0, x, -x)), one = (vizbp_f){0} + 1;
  struct vizbp_inverse inverse = vizbp_inverse_f(e);
  vizbp_f part = vizbp_choose_f(x < 0, e, one), product = part * inverse.value;
  vizbp_f lost = __builtin_elementwise_fma(part, inverse.value, -product);
  return product + __builtin_elementwise_fma(part, inverse.rest, lost);
}

// e / (1 + e)^2.
VIZBP_VECTORS static inline vizbp_f vizbp_bell_f(vizbp_f e) {
  struct vizbp_inverse inverse = vizbp_inverse_f(e);
  vizbp_f square = inverse.value * inverse.value;
  vizbp_f rest = __builtin_elementwise_fma(inverse.value, inverse.value, -square);
  rest = __builtin_elementwise_fma(inverse.value + inverse.value, inverse.rest, rest);
  vizbp_f product = e * square, lost = __builtin_elementwise_fma(e, square, -product);
  return product + __builtin_elementwise_fma(e, rest, lost);
}

VIZBP_VECTORS static inline vizbp_f vizbp_logistic_slope_f(vizbp_f x) {
  return vizbp_bell_f(Sleef_expf8_u10avx2(vizbp_choose_f(x < 0, x, -x)));
}

VIZBP_VECTORS static inline vizbp_f vizbp_tanh_slope_f(vizbp_f x) {
  vizbp_f twice = x + x, falling = vizbp_choose_f(twice < 0, twice, -twice);
  // Far out 4 exp(-2|x|) is all of it, and exp alone may be too small to have all its digits.
  vizbp_if is_far = falling < -64;
  vizbp_f e = Sleef_expf8_u10avx2(vizbp_choose_f(is_far, falling + 64, falling));
  return vizbp_choose_f(is_far, 6.41524386e-28f * e, 4 * vizbp_bell_f(e));
}

// Near 0 a polynomial (Moshier, Cephes, tanhf.c), elsewhere 1 - 2 / (1 + exp(2|x|)).
VIZBP_VECTORS static inline vizbp_f vizbp_hyperbolic_f(vizbp_f x) {
  vizbp_if sign = (vizbp_if)x & ((vizbp_if){0} - 2147483647 - 1);
  vizbp_f size = (vizbp_f)((vizbp_if)x ^ sign), square = size * size, zero = {0};
  vizbp_f near = __builtin_elementwise_fma(square, zero - 5.70498872745e-3f, zero + 2.06390887954e-2f);
  near = __builtin_elementwise_fma(near, square, zero - 5.37397155531e-2f);
  near = __builtin_elementwise_fma(near, square, zero + 1.33314422036e-1f);
  near = __builtin_elementwise_fma(near, square, zero - 3.33332819422e-1f);
  near = __builtin_elementwise_fma(near * square, size, size);
  vizbp_f e = Sleef_expf8_u10avx2(-2 * size);
  vizbp_f far = 1 - (e + e) / (1 + e);
  return (vizbp_f)((vizbp_if)vizbp_choose_f(size < 0.625f, near, far) | sign);
}

VIZBP_LOOP(sigmoidf, float, vizbp_f, vizbp_logistic_f(x))
VIZBP_LOOP(sigmoidSlopef, float, vizbp_f, vizbp_logistic_slope_f(x))
VIZBP_LOOP(tanhSlopef, float, vizbp_f, vizbp_tanh_slope_f(x))
VIZBP_LOOP(tanhf, float, vizbp_f, vizbp_hyperbolic_f(x))
VIZBP_LOOP(softplus, double, vizbp_d, vizbp_ramp(x))
VIZBP_LOOP(softplusf, float, vizbp_f, vizbp_rampf(x))
#endif

#endif
