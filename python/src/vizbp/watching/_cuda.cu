// Measures tensors: see _cuda.py. Sums are in double precision, about the first element, so that
// they do not cancel; the last block of a tensor to be done adds up what all of them found, in the
// order of the blocks, so that the numbers are the same each time.

#define MOST 64
#define THREADS 256
#define BINS 30
#define ALL 0xffffffffu
#define INFINITE __longlong_as_double(0x7ff0000000000000LL)
#define NOT_A_NUMBER __longlong_as_double(0x7ff8000000000000LL)

struct Batch {
  const void *x[MOST];
  long long count[MOST];
  int kind[MOST];
};

struct Trios {
  const void *x[MOST];
  const void *before[MOST];
  const void *origin[MOST];
  long long count[MOST];
  int kind[MOST];
};

struct Sums {
  double first, second, squares, low, high, zeros, nan, inf;
};

__device__ float half_at(unsigned short bits) {
  float number;
  asm("cvt.f32.f16 %0, %1;" : "=f"(number) : "h"(bits));
  return number;
}

template <int KIND>
__device__ __forceinline__ double at(const void *x, long long i) {
  if (KIND == 0) return ((const float *)x)[i];
  if (KIND == 1) return ((const double *)x)[i];
  if (KIND == 2) return half_at(((const unsigned short *)x)[i]);
  if (KIND == 3) return __uint_as_float((unsigned)((const unsigned short *)x)[i] << 16);
  if (KIND == 4) return (double)((const long long *)x)[i];
  if (KIND == 5) return ((const int *)x)[i];
  if (KIND == 6) return ((const short *)x)[i];
  if (KIND == 7) return ((const signed char *)x)[i];
  return ((const unsigned char *)x)[i];
}

__device__ bool is_finite(double v) {
  return fabs(v) < INFINITE;
}

__device__ Sums nothing() {
  Sums none = {0, 0, 0, INFINITE, -INFINITE, 0, 0, 0};
  return none;
}

__device__ void merge(Sums &a, const Sums &b) {
  a.first += b.first;
  a.second += b.second;
  a.squares += b.squares;
  a.low = fmin(a.low, b.low);
  a.high = fmax(a.high, b.high);
  a.zeros += b.zeros;
  a.nan += b.nan;
  a.inf += b.inf;
}

// What all threads of the block have; right in the first one.
__device__ Sums of_block(Sums a) {
  __shared__ Sums held[THREADS / 32];
  for (int o = 16; o > 0; o >>= 1) {
    Sums b;
    b.first = __shfl_down_sync(ALL, a.first, o);
    b.second = __shfl_down_sync(ALL, a.second, o);
    b.squares = __shfl_down_sync(ALL, a.squares, o);
    b.low = __shfl_down_sync(ALL, a.low, o);
    b.high = __shfl_down_sync(ALL, a.high, o);
    b.zeros = __shfl_down_sync(ALL, a.zeros, o);
    b.nan = __shfl_down_sync(ALL, a.nan, o);
    b.inf = __shfl_down_sync(ALL, a.inf, o);
    merge(a, b);
  }
  if ((threadIdx.x & 31) == 0) held[threadIdx.x >> 5] = a;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int k = 1; k < THREADS / 32; k++) merge(a, held[k]);
  }
  __syncthreads();
  return a;
}

// What all blocks of the tensor have; true in the thread that shall write it.
__device__ bool of_tensor(Sums &a, Sums *parts, unsigned *done) {
  a = of_block(a);
  if (gridDim.x == 1) return threadIdx.x == 0;
  __shared__ bool is_last;
  Sums *own = parts + blockIdx.y * gridDim.x;
  if (threadIdx.x == 0) {
    own[blockIdx.x] = a;
    __threadfence();
    is_last = atomicAdd(done + blockIdx.y, 1u) == gridDim.x - 1;
  }
  __syncthreads();
  if (!is_last) return false;
  __threadfence();
  a = nothing();
  for (unsigned k = threadIdx.x; k < gridDim.x; k += THREADS) {
    const volatile double *from = (const volatile double *)(own + k);
    Sums b;
    b.first = from[0];
    b.second = from[1];
    b.squares = from[2];
    b.low = from[3];
    b.high = from[4];
    b.zeros = from[5];
    b.nan = from[6];
    b.inf = from[7];
    merge(a, b);
  }
  a = of_block(a);
  if (threadIdx.x == 0) done[blockIdx.y] = 0;
  return threadIdx.x == 0;
}

template <int KIND>
__device__ Sums measured(const void *x, long long count, double &origin) {
  origin = at<KIND>(x, 0);
  if (!is_finite(origin)) origin = 0;
  Sums a = nothing();
  long long zeros = 0, nan = 0, inf = 0;
  long long stride = (long long)gridDim.x * THREADS;
#pragma unroll 4
  for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < count; i += stride) {
    double v = at<KIND>(x, i);
    if (is_finite(v)) {
      double away = v - origin;
      a.first += away;
      a.second += away * away;
      a.squares += v * v;
      a.low = fmin(a.low, v);
      a.high = fmax(a.high, v);
      zeros += v == 0;
    } else if (v != v) {
      nan++;
    } else {
      inf++;
    }
  }
  a.zeros = zeros;
  a.nan = nan;
  a.inf = inf;
  return a;
}

template <int KIND>
__device__ Sums apart(const void *x, const void *before, const void *origin, long long count) {
  Sums a = nothing();
  long long stride = (long long)gridDim.x * THREADS;
#pragma unroll 4
  for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < count; i += stride) {
    double v = at<KIND>(x, i);
    double b = v - at<KIND>(before, i), o = v - at<KIND>(origin, i);
    a.first += b * b;
    a.second += o * o;
  }
  return a;
}

template <int KIND>
__device__ void counted(
    const void *x, long long count, const double *edges, unsigned *held) {
  double low = edges[0], reach = edges[BINS] / 2 - low / 2;
  long long stride = (long long)gridDim.x * THREADS;
  for (long long i = (long long)blockIdx.x * THREADS + threadIdx.x; i < count; i += stride) {
    double v = at<KIND>(x, i);
    if (!is_finite(v)) continue;
    int k = (int)floor((v / 2 - low / 2) * (BINS / reach));
    k = k < 0 ? 0 : k >= BINS ? BINS - 1 : k;
    while (k > 0 && v < edges[k]) k--;
    while (k < BINS - 1 && v >= edges[k + 1]) k++;
    atomicAdd(held + k, 1u);
  }
}

#define BY_KIND(kind, call) \
  switch (kind) { \
    case 0: call(0); break; \
    case 1: call(1); break; \
    case 2: call(2); break; \
    case 3: call(3); break; \
    case 4: call(4); break; \
    case 5: call(5); break; \
    case 6: call(6); break; \
    case 7: call(7); break; \
    default: call(8); \
  }

extern "C" __global__ void moments(Batch batch, double *out, Sums *parts, unsigned *done) {
  const void *x = batch.x[blockIdx.y];
  long long count = batch.count[blockIdx.y];
  double origin = 0;
  Sums a;
#define CALL(KIND) a = measured<KIND>(x, count, origin)
  BY_KIND(batch.kind[blockIdx.y], CALL)
#undef CALL
  if (!of_tensor(a, parts, done)) return;
  double finite = (double)count - a.nan - a.inf;
  double variance = (a.second - a.first * (a.first / finite)) / finite;
  out += 9 * blockIdx.y;
  out[0] = (double)count;
  out[1] = a.low == a.high ? a.low : finite > 0 ? origin + a.first / finite : NOT_A_NUMBER;
  out[2] = a.low == a.high || !(variance > 0) ? 0 : sqrt(variance);
  out[3] = a.low;
  out[4] = a.high;
  out[5] = sqrt(a.squares);
  out[6] = a.zeros;
  out[7] = a.nan;
  out[8] = a.inf;
}

extern "C" __global__ void distances(Trios batch, double *out, Sums *parts, unsigned *done) {
  unsigned t = blockIdx.y;
  Sums a;
#define CALL(KIND) a = apart<KIND>(batch.x[t], batch.before[t], batch.origin[t], batch.count[t])
  BY_KIND(batch.kind[t], CALL)
#undef CALL
  if (!of_tensor(a, parts, done)) return;
  out[2 * t] = sqrt(a.first);
  out[2 * t + 1] = sqrt(a.second);
}

extern "C" __global__ void spread(
    const void *x, long long count, int kind, const double *moments, double *out) {
  __shared__ unsigned held[BINS];
  __shared__ double edges[BINS + 1];
  double low = moments[3], high = moments[4];
  if (!(low < high)) return;
  // As the host computes them, to the last bit: without multiplications that add at once.
  if (threadIdx.x <= BINS) {
    double step = __ddiv_rn(__dsub_rn(high / 2, low / 2), BINS);
    edges[threadIdx.x] = threadIdx.x == 0 ? low
      : threadIdx.x == BINS ? high
      : 2 * __dadd_rn(low / 2, __dmul_rn(step, (double)threadIdx.x));
  }
  if (threadIdx.x < BINS) held[threadIdx.x] = 0;
  __syncthreads();
#define CALL(KIND) counted<KIND>(x, count, edges, held)
  BY_KIND(kind, CALL)
#undef CALL
  __syncthreads();
  if (threadIdx.x < BINS && held[threadIdx.x] > 0) {
    atomicAdd(out + threadIdx.x, (double)held[threadIdx.x]);
  }
}

extern "C" __global__ void put(const void *x, int kind, double *out) {
#define CALL(KIND) *out = at<KIND>(x, 0)
  BY_KIND(kind, CALL)
#undef CALL
}
