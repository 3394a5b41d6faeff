#include "CVizKernels.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// The parts of CBLAS (BLAS Technical Forum, annex B.1) that are called, with its numbers for row-major
// matrices, taken as they lie or transposed.
enum { row_major = 101, as_it_lies = 111, transposed = 112 };

typedef void sgemm(
    int, int, int, int m, int n, int k, float, const float *, int, const float *, int, float, float *,
    int);
typedef void dgemm(
    int, int, int, int m, int n, int k, double, const double *, int, const double *, int, double,
    double *, int);
typedef void sgemv(
    int, int, int m, int n, float, const float *, int, const float *, int, float, float *, int);
typedef void dgemv(
    int, int, int m, int n, double, const double *, int, const double *, int, double, double *, int);

static struct {
  sgemm *sgemm;
  dgemm *dgemm;
  sgemv *sgemv;
  dgemv *dgemv;
} blas;

static pthread_once_t search = PTHREAD_ONCE_INIT;
static atomic_bool is_missed = false;

static void *open_library(void) {
  static const char *const names[] = {
#ifdef __APPLE__
      "libopenblas.dylib",
      "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
      "/usr/local/opt/openblas/lib/libopenblas.dylib",
#else
      "libopenblas.so.0",
      "libopenblas.so",
#endif
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    void *library = dlopen(names[i], RTLD_NOW | RTLD_GLOBAL);
    if (library) return library;
  }
  return NULL;
}

// What to ask OpenBLAS for where it took the kernels of 2004, as a release does with each processor that
// is newer than itself: they have a quarter of the speed. NULL where it did not.
static const char *better_core(void *library) {
  char *(*name_of_core)(void) = (char *(*)(void))dlsym(library, "openblas_get_corename");
  if (!name_of_core || strcmp(name_of_core(), "Prescott") != 0) return NULL;
  switch (viz_width()) {
  case VIZ_AVX512: return "SkylakeX";
  case VIZ_AVX2: return "Haswell";
  default: return NULL;
  }
}

static bool is_there(void) { return blas.sgemm && blas.dgemm && blas.sgemv && blas.dgemv; }

static void load(void) {
  void *library = open_library();
  if (!library) return;
  const char *variable = "OPENBLAS_CORETYPE", *core = getenv(variable) ? NULL : better_core(library);
  // It reads the variable only while it is loaded.
  if (core && dlclose(library) == 0 && setenv(variable, core, 0) == 0) library = open_library();
  if (!library) return;
  blas.sgemm = (sgemm *)dlsym(library, "cblas_sgemm");
  blas.dgemm = (dgemm *)dlsym(library, "cblas_dgemm");
  blas.sgemv = (sgemv *)dlsym(library, "cblas_sgemv");
  blas.dgemv = (dgemv *)dlsym(library, "cblas_dgemv");
}

static void look_for_blas(void) {
  load();
  if (!is_there()) atomic_store(&is_missed, true);
}

bool viz_has_blas(void) {
  pthread_once(&search, look_for_blas);
  return is_there();
}

bool viz_misses_blas(void) { return atomic_load(&is_missed); }

void viz_product_f(
    int m, int k, int n, const float *a, bool a_is_turned, const float *b, bool b_is_turned, float *c) {
  blas.sgemm(
      row_major, a_is_turned ? transposed : as_it_lies, b_is_turned ? transposed : as_it_lies, m, n, k,
      1, a, a_is_turned ? m : k, b, b_is_turned ? k : n, 0, c, n);
}

void viz_product_d(
    int m, int k, int n, const double *a, bool a_is_turned, const double *b, bool b_is_turned,
    double *c) {
  blas.dgemm(
      row_major, a_is_turned ? transposed : as_it_lies, b_is_turned ? transposed : as_it_lies, m, n, k,
      1, a, a_is_turned ? m : k, b, b_is_turned ? k : n, 0, c, n);
}

void viz_row_product_f(int k, int n, const float *a, const float *b, bool b_is_turned, float *c) {
  blas.sgemv(
      row_major, b_is_turned ? as_it_lies : transposed, b_is_turned ? n : k, b_is_turned ? k : n, 1, b,
      b_is_turned ? k : n, a, 1, 1, c, 1);
}

void viz_row_product_d(int k, int n, const double *a, const double *b, bool b_is_turned, double *c) {
  blas.dgemv(
      row_major, b_is_turned ? as_it_lies : transposed, b_is_turned ? n : k, b_is_turned ? k : n, 1, b,
      b_is_turned ? k : n, a, 1, 1, c, 1);
}
