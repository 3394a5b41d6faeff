// The loops of CVizKernels.h that measure distances, for one width; sums.h has what they need.

// The squared distances of some numbers, a multiple of 16, from two others, added to four sums.
// Differences of single precision are rounded to it, as those of the optimiser are.
HELPER void NAME(add_distances)(
    D8 sums[4], const float *in, const float *first, const float *second, long count) {
  for (long i = 0; i < count; i += 16) {
    F16 x = NAME(load)(in + i);
    F16 a = x - NAME(load)(first + i), b = x - NAME(load)(second + i);
    D8 z[4] = {NAME(low)(a), NAME(high)(a), NAME(low)(b), NAME(high)(b)};
    UNROLL for (int part = 0; part < 4; part++)
      sums[part] = NAME(add_square)(z[part], sums[part]);
  }
}

// The rest of the numbers, from `i` on, and all of them together.
HELPER struct viz_distances NAME(all_distances)(
    D8 sums[4], const float *in, const float *first, const float *second, long i, long count) {
  if (i + 16 <= count) {
    NAME(add_distances)(sums, in + i, first + i, second + i, 16);
    i += 16;
  }
  struct viz_distances all = {NAME(total)(sums[0] + sums[1]), NAME(total)(sums[2] + sums[3])};
  for (; i < count; i++) {
    float a = in[i] - first[i], b = in[i] - second[i];
    double y = a, z = b;
    all.from_first += y * y;
    all.from_second += z * z;
  }
  return all;
}

static WIDE struct viz_distances NAME(distances_f)(
    const float *in, const float *first, const float *second, long count) {
  D8 sums[4] = {{0}};
  long whole = count / 32 * 32;
  NAME(add_distances)(sums, in, first, second, whole);
  return NAME(all_distances)(sums, in, first, second, whole, count);
}

static WIDE struct viz_distances NAME(distances_d)(
    const double *in, const double *first, const double *second, long count) {
  D8 sums[4] = {{0}};
  long i = 0;
  for (; i + 16 <= count; i += 16) {
    UNROLL for (int part = 0; part < 2; part++) {
      D8 x = NAME(load_d)(in + i + 8 * part);
      D8 a = x - NAME(load_d)(first + i + 8 * part), b = x - NAME(load_d)(second + i + 8 * part);
      sums[part] += a * a;
      sums[2 + part] += b * b;
    }
  }
  struct viz_distances all = {NAME(total)(sums[0] + sums[1]), NAME(total)(sums[2] + sums[3])};
  for (; i < count; i++) {
    double a = in[i] - first[i], b = in[i] - second[i];
    double y = a * a, z = b * b;
    all.from_first += y;
    all.from_second += z;
  }
  return all;
}
