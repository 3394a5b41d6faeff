// The loops of CVizKernels.h that convolve, for one width. Whoever includes this defines
//
//   WIDE           the attributes of its functions: the target that they are compiled for
//   NAME(name)     what they are called
//   MOST_VECTORS   how many vectors of the output are summed up at a time, for 4 filters: 1 or 5
//   MOST_TERMS     for how many numbers of 4 filters the output is summed up at a time: 3 or 6
//   LANES          how many of 16 lanes these sums have at a time
//
// There are 16 lanes for all widths, and every product is fused with its addition, so that all
// widths add the same numbers in the same order.

// Nothing here is called from elsewhere with a vector.
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang fp contract(off)

typedef float NAME(v16) __attribute__((vector_size(64)));
typedef float NAME(v8) __attribute__((vector_size(32)));
typedef float NAME(part) __attribute__((vector_size(4 * LANES)));
typedef int NAME(mask) __attribute__((vector_size(4 * LANES)));
#define V16 NAME(v16)
#define V8 NAME(v8)
#define PART NAME(part)
#define MASK NAME(mask)

#define HELPER WIDE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

HELPER V16 NAME(load)(const float *in) {
  V16 x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

HELPER V16 NAME(all)(float x) {
  return (V16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

HELPER PART NAME(load_part)(const float *in) {
  PART x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

HELPER float NAME(sum)(const float *lanes) {
  V16 x = NAME(load)(lanes);
  V8 y = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
         __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  return ((y[0] + y[4]) + (y[2] + y[6])) + ((y[1] + y[5]) + (y[3] + y[7]));
}

// Some filters at some vectors of the output.
HELPER void NAME(products)(
    const float *in, const int *offsets, long depth, const float *weights, float *out, long pitch,
    const int filters, const int vectors) {
  V16 sums[4][MOST_VECTORS];
  UNROLL for (int f = 0; f < filters; f++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[f][v] = (V16){0};
  }
  for (long d = 0; d < depth; d++) {
    const float *x = in + offsets[d];
    V16 pixels[MOST_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) pixels[v] = NAME(load)(x + 16 * v);
    UNROLL for (int f = 0; f < filters; f++) {
      V16 weight = NAME(all)(weights[f * depth + d]);
      UNROLL for (int v = 0; v < vectors; v++)
        sums[f][v] = __builtin_elementwise_fma(weight, pixels[v], sums[f][v]);
    }
  }
  UNROLL for (int f = 0; f < filters; f++) {
    UNROLL for (int v = 0; v < vectors; v++)
      __builtin_memcpy(out + f * pitch + 16 * v, &sums[f][v], sizeof(V16));
  }
}

#define OF_VECTORS(filters, count)                                                               \
  if (vectors == count)                                                                          \
    NAME(products)(in + p, offsets, depth, weights + f * depth, out + f * pitch + p, pitch,      \
                   filters, count);

static WIDE void NAME(shifted_products)(
    const float *in, const int *offsets, long depth, const float *weights, long filters, float *out,
    long pitch) {
  for (long p = 0, vectors; p < pitch; p += 16 * vectors) {
    vectors = (pitch - p) / 16 < MOST_VECTORS ? (pitch - p) / 16 : MOST_VECTORS;
    long f = 0;
    for (; f + 4 <= filters; f += 4) {
      OF_VECTORS(4, 1)
#if MOST_VECTORS > 1
      OF_VECTORS(4, 2) OF_VECTORS(4, 3) OF_VECTORS(4, 4) OF_VECTORS(4, 5)
#endif
    }
    for (; f < filters; f++) {
      OF_VECTORS(1, 1)
#if MOST_VECTORS > 1
      OF_VECTORS(1, 2) OF_VECTORS(1, 3) OF_VECTORS(1, 4) OF_VECTORS(1, 5)
#endif
    }
  }
}

// Some numbers of some filters.
HELPER void NAME(sums)(
    const struct viz_planes *out, const struct viz_planes *in, const int *offsets, const int *mask,
    float *weights, long depth, const int filters, const int terms) {
  float lanes[4][MOST_TERMS][16];
  for (int first = 0; first < 16; first += LANES) {
    PART sums[4][MOST_TERMS];
    UNROLL for (int f = 0; f < filters; f++) {
      UNROLL for (int t = 0; t < terms; t++) sums[f][t] = (PART){0};
    }
    for (long image = 0; image < in->images; image++) {
      const float *x = in->start + image * in->image + first;
      const float *y = out->start + image * out->image + first;
      for (long p = 0; p < out->plane; p += 16) {
        MASK is_there;
        __builtin_memcpy(&is_there, mask + first + p, sizeof is_there);
        PART pixels[MOST_TERMS];
        UNROLL for (int t = 0; t < terms; t++)
          pixels[t] = (PART)(is_there & (MASK)NAME(load_part)(x + offsets[t] + p));
        UNROLL for (int f = 0; f < filters; f++) {
          PART cotangent = NAME(load_part)(y + f * out->plane + p);
          UNROLL for (int t = 0; t < terms; t++)
            sums[f][t] = __builtin_elementwise_fma(cotangent, pixels[t], sums[f][t]);
        }
      }
    }
    UNROLL for (int f = 0; f < filters; f++) {
      UNROLL for (int t = 0; t < terms; t++)
        __builtin_memcpy(&lanes[f][t][first], &sums[f][t], sizeof(PART));
    }
  }
  for (int f = 0; f < filters; f++) {
    for (int t = 0; t < terms; t++) weights[f * depth + t] += NAME(sum)(lanes[f][t]);
  }
}

#define OF_TERMS(filters, count)                                                            \
  for (; t + count <= depth; t += count)                                                    \
    NAME(sums)(&part, in, offsets + t, mask, weights + f * depth + t, depth, filters, count);

static WIDE void NAME(shifted_sums)(
    const struct viz_planes *out, const struct viz_planes *in, const int *offsets, const int *mask,
    long filters, float *weights, long depth) {
  struct viz_planes part = *out;
  for (long f = 0; f < filters;) {
    part.start = out->start + f * out->plane;
    long t = 0;
    if (f + 4 <= filters) {
      OF_TERMS(4, MOST_TERMS)
      OF_TERMS(4, 3)
      OF_TERMS(4, 1)
      f += 4;
    } else {
      OF_TERMS(1, MOST_TERMS)
      OF_TERMS(1, 3)
      OF_TERMS(1, 1)
      f++;
    }
  }
}

static WIDE void NAME(copy_rows)(
    const float *in, long in_pitch, float *out, long out_pitch, long rows, long columns,
    const float *shift) {
  float s = shift ? *shift : 0;
  V8 all = {s, s, s, s, s, s, s, s};
  for (long row = 0; row < rows; row++, in += in_pitch, out += out_pitch) {
    long i = 0;
#pragma clang loop unroll(disable)
    for (; i + 8 <= columns; i += 8) {
      V8 x;
      __builtin_memcpy(&x, in + i, sizeof x);
      if (shift) x += all;
      __builtin_memcpy(out + i, &x, sizeof x);
    }
#pragma clang loop unroll(disable) vectorize(disable)
    for (; i < columns; i++) out[i] = shift ? in[i] + s : in[i];
  }
}
