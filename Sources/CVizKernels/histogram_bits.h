// The histogram of single precision for vectors of LANES numbers. Whoever includes this defines
//
//   WIDE           the attributes of its functions: the target that they are compiled for
//   NAME(name)     what they are called
//   LANES          8 or 16
//   PARITY, MAJORITY, OR_XOR   a ^ b ^ c, the bits that two of three have, and a | (b ^ c)
//   NAME(edge)     looks numbers up in a table of 32
//
// Each number becomes a word with the bit of its bin, and bits are added up by carry-save adders
// (Muła, Kurz and Lemire, "Faster Population Counts Using AVX2 Instructions", 2018, turned by 90°:
// Klarqvist, Muła and Lemire, "Efficient Computation of Positional Population Counts Using SIMD
// Instructions", 2021): no table is touched, and no number waits for another in its bin.

#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang fp contract(off)

typedef float NAME(numbers) __attribute__((vector_size(4 * LANES)));
typedef int NAME(ints) __attribute__((vector_size(4 * LANES)));
typedef unsigned int NAME(words) __attribute__((vector_size(4 * LANES)));
#define F NAME(numbers)
#define I NAME(ints)
#define U NAME(words)
typedef unsigned int NAME(eight) __attribute__((vector_size(32)));
#define EIGHT NAME(eight)

#define HELPER WIDE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

HELPER F NAME(load)(const float *in) {
  F x;
  __builtin_memcpy(&x, in, sizeof x);
  return x;
}

// Even bins between the least and the greatest number.
struct NAME(bins) {
  double low, high;
  int count;
  // A place among the bins is `factor` times a number plus an offset, of which rounding makes a
  // little more or less.
  F factor, under, over;
  I last;
  // For each bin the least float that is not below its edge; computed when it is first needed.
  int has_edges;
  F edges[32 / LANES];
};

// The first edge is below everything.
WIDE static __attribute__((noinline)) void NAME(set_edges)(struct NAME(bins) *bins) {
  float edges[32];
  for (int bin = 0; bin < 32; bin++) {
    double edge = viz_even_edge(bin, bins->low, bins->high, bins->count);
    float rounded = (float)edge;
    edges[bin] = rounded < edge ? viz_next_float(rounded) : rounded;
  }
  edges[0] = -__builtin_inff();
  __builtin_memcpy(bins->edges, edges, sizeof edges);
  bins->has_edges = 1;
}

// A bit for the bin of each number. Where the places a little too low and a little too high are in
// one bin, that is right; `unsure` gets bits where they are not.
HELPER U NAME(quick_bits)(const struct NAME(bins) *bins, F x, I *unsure) {
  I under = __builtin_convertvector(__builtin_elementwise_fma(x, bins->factor, bins->under), I);
  I over = __builtin_convertvector(__builtin_elementwise_fma(x, bins->factor, bins->over), I);
  over = __builtin_elementwise_min(over, bins->last);
  *unsure = OR_XOR(*unsure, under, over);
  return ((U){0} + 1) << (U)under;
}

// The same with the edge to say which bin is right.
HELPER U NAME(exact_bits)(const struct NAME(bins) *bins, F x) {
  I over = __builtin_convertvector(__builtin_elementwise_fma(x, bins->factor, bins->over), I);
  over = __builtin_elementwise_min(over, bins->last);
  F edge = NAME(edge)(bins->edges, over);
  return ((U){0} + 1) << (U)(over + (x < edge));
}

// Adds two words of bits to the sums of one power of two, and answers what is carried.
HELPER U NAME(add_pair)(U *sum, U a, U b) {
  U carry = MAJORITY(*sum, a, b);
  *sum = PARITY(*sum, a, b);
  return carry;
}

// Sums of bits: how many ones, twos, fours, and eights.
struct NAME(bit_sums) {
  U ones, twos, fours, eights;
};

// Adds the bits of 16 vectors; the sixteens go to `sixteens`. Answers whether all were sure.
HELPER int NAME(add_block)(
    const struct NAME(bins) *bins, const float *in, int is_exact, struct NAME(bit_sums) *sums,
    U *sixteens) {
  struct NAME(bit_sums) all = *sums;
  I unsure = {0};
  U four[2], eight[2];
  UNROLL for (int quarter = 0; quarter < 4; quarter++) {
    U two[2];
    UNROLL for (int half = 0; half < 2; half++) {
      F x = NAME(load)(in + LANES * (4 * quarter + 2 * half));
      F y = NAME(load)(in + LANES * (4 * quarter + 2 * half + 1));
      U a = is_exact ? NAME(exact_bits)(bins, x) : NAME(quick_bits)(bins, x, &unsure);
      U b = is_exact ? NAME(exact_bits)(bins, y) : NAME(quick_bits)(bins, y, &unsure);
      two[half] = NAME(add_pair)(&all.ones, a, b);
    }
    four[quarter & 1] = NAME(add_pair)(&all.twos, two[0], two[1]);
    if (quarter & 1) eight[quarter >> 1] = NAME(add_pair)(&all.fours, four[0], four[1]);
  }
  if (!is_exact && __builtin_reduce_or((U)unsure) != 0) return 0;
  *sixteens = NAME(add_pair)(&all.eights, eight[0], eight[1]);
  *sums = all;
  return 1;
}

// Adds each of 32 bits, times a power of two, to a byte of its own: bit 8 j + k to byte j of each
// of the lanes of sums[k].
HELPER void NAME(add_bits)(U *sums, U bits, int power) {
  const U ones = (U){0} + 0x01010101;
  UNROLL for (int k = 0; k < 8; k++) sums[k] += ((bits >> k) & ones) << power;
}

// Adds up neighbours: two of each half of `a`, two of `b`.
HELPER EIGHT NAME(add_neighbours)(EIGHT a, EIGHT b) {
  return __builtin_shufflevector(a, b, 0, 2, 8, 10, 4, 6, 12, 14) +
         __builtin_shufflevector(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
}

// The sum of all lanes of each of eight words.
HELPER EIGHT NAME(add_lanes)(const U *words) {
  EIGHT x[8];
#if LANES == 8
  UNROLL for (int k = 0; k < 8; k++) x[k] = words[k];
#else
  UNROLL for (int k = 0; k < 8; k++)
    x[k] = __builtin_shufflevector(words[k], words[k], 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(words[k], words[k], 8, 9, 10, 11, 12, 13, 14, 15);
#endif
  UNROLL for (int k = 0; k < 8; k += 2) x[k] = NAME(add_neighbours)(x[k], x[k + 1]);
  EIGHT low = NAME(add_neighbours)(x[0], x[2]), high = NAME(add_neighbours)(x[4], x[6]);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 8, 9, 10, 11) +
         __builtin_shufflevector(low, high, 4, 5, 6, 7, 12, 13, 14, 15);
}

HELPER void NAME(add_counts)(unsigned int *counts, EIGHT more, int power) {
  EIGHT all;
  __builtin_memcpy(&all, counts, sizeof all);
  all += more << power;
  __builtin_memcpy(counts, &all, sizeof all);
}

// Adds the bytes of all lanes, times a power of two, to the counts, and clears them.
HELPER void NAME(collect)(U *sums, unsigned int *counts, int power) {
  const U every_other = (U){0} + 0x00ff00ff;
  U even[8], odd[8];
  UNROLL for (int k = 0; k < 8; k++) {
    // Two bytes have room for the sum of as many bytes as there are lanes.
    even[k] = sums[k] & every_other;
    odd[k] = (sums[k] >> 8) & every_other;
    sums[k] = (U){0};
  }
  EIGHT evens = NAME(add_lanes)(even), odds = NAME(add_lanes)(odd);
  NAME(add_counts)(counts, evens & 0xffff, power);
  NAME(add_counts)(counts + 8, odds & 0xffff, power);
  NAME(add_counts)(counts + 16, evens >> 16, power);
  NAME(add_counts)(counts + 24, odds >> 16, power);
}

// Counts the numbers from `i` on, fewer than a block has, as bytes in `sums`.
HELPER void NAME(count_few)(
    struct NAME(bins) *bins, const float *in, long i, long count, U *sums, unsigned int *counts) {
  for (; i < count; i += LANES) {
    long part = count - i < LANES ? count - i : LANES;
    // The lanes before this one hold what was counted.
    int first = 0;
    F x;
    if (part == LANES) {
      x = NAME(load)(in + i);
    } else if (count >= LANES) {
      x = NAME(load)(in + count - LANES);
      first = (int)(LANES - part);
    } else {
      float filled[LANES];
      for (int lane = 0; lane < LANES; lane++)
        filled[lane] = lane < part ? in[i + lane] : (float)bins->low;
      x = NAME(load)(filled);
      // What they are filled up with is in the first bin.
      counts[0] -= (unsigned int)(LANES - part);
    }
    I unsure = {0};
    U bits = NAME(quick_bits)(bins, x, &unsure);
    if (__builtin_reduce_or((U)unsure) != 0) {
      if (!bins->has_edges) NAME(set_edges)(bins);
      bits = NAME(exact_bits)(bins, x);
    }
    if (first > 0) {
      I lanes;
      UNROLL for (int lane = 0; lane < LANES; lane++) lanes[lane] = lane;
      bits &= (U)(lanes >= first);
    }
    NAME(add_bits)(sums, bits, 0);
  }
}

// As `viz_histogram_f`; 0, and nothing counted, where single precision does not tell bins apart.
WIDE static int NAME(histogram_f)(
    const float *in, long count, double low, double high, int bin_count, unsigned int *counts) {
  if ((float)low != low || (float)high != high) return 0;
  double exact = bin_count / (high - low);
  float factor = (float)exact;
  double offset = -(low * (double)factor);
  // More than rounding the factor, the offset and the place may change the place.
  double margin = (2 * bin_count + (offset < 0 ? -offset : offset)) * 0x1p-23;
  if (!(exact < 0x1p120 && exact > 0x1p-120 && margin < 0.25)) return 0;
  struct NAME(bins) bins;
  bins.low = low;
  bins.high = high;
  bins.count = bin_count;
  bins.factor = (F){0} + factor;
  bins.under = (F){0} + (float)(offset - margin);
  bins.over = (F){0} + (float)(offset + margin);
  bins.last = (I){0} + (bin_count - 1);
  bins.has_edges = 0;
  U sums[8] = {{0}};
  struct NAME(bit_sums) bits = {{0}, {0}, {0}, {0}};
  long i = 0;
  int blocks = 0, doubts = 0;
  for (; i + 16 * LANES <= count; i += 16 * LANES) {
    U sixteens;
    // What is often in doubt is not tried first.
    if (doubts > 4 || !NAME(add_block)(&bins, in + i, 0, &bits, &sixteens)) {
      if (!bins.has_edges) NAME(set_edges)(&bins);
      NAME(add_block)(&bins, in + i, 1, &bits, &sixteens);
      doubts += doubts < 5 ? 2 : -1;
    } else if (doubts > 0) {
      doubts--;
    }
    NAME(add_bits)(sums, sixteens, 0);
    if (++blocks == 255) {
      NAME(collect)(sums, counts, 4);
      blocks = 0;
    }
  }
  if (i > 0) {
    NAME(collect)(sums, counts, 4);
    NAME(add_bits)(sums, bits.ones, 0);
    NAME(add_bits)(sums, bits.twos, 1);
    NAME(add_bits)(sums, bits.fours, 2);
    NAME(add_bits)(sums, bits.eights, 3);
  }
  NAME(count_few)(&bins, in, i, count, sums, counts);
  NAME(collect)(sums, counts, 0);
  return 1;
}

#undef F
#undef I
#undef U
#undef EIGHT
#undef HELPER
#undef UNROLL
