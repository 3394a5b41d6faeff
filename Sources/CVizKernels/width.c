#include "CVizKernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static int find_widest(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return VIZ_PLAIN;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("popcnt"))
    return VIZ_AVX512;
  return VIZ_AVX2;
#else
  return VIZ_PLAIN;
#endif
}

int viz_asked_width(void) {
  const char *asked = getenv("VIZBP_VECTORS");
  if (!asked || !*asked) return -1;
  if (strcmp(asked, "plain") == 0) return VIZ_PLAIN;
  if (strcmp(asked, "avx2") == 0) return VIZ_AVX2;
  if (strcmp(asked, "avx512") == 0) return VIZ_AVX512;
  return -2;
}

// One more than the width; 0 before it is known.
static _Atomic int widest = 0, current = 0;

int viz_widest(void) {
  int known = atomic_load_explicit(&widest, memory_order_relaxed);
  if (known == 0) {
    known = find_widest() + 1;
    atomic_store_explicit(&widest, known, memory_order_relaxed);
  }
  return known - 1;
}

void viz_set_width(int width) {
  int most = viz_widest();
  if (width < 0 || width > most) width = most;
  atomic_store_explicit(&current, width + 1, memory_order_relaxed);
}

int viz_width(void) {
  int known = atomic_load_explicit(&current, memory_order_relaxed);
  if (known != 0) return known - 1;
  int asked = viz_asked_width();
  int most = viz_widest();
  known = (asked >= 0 && asked < most ? asked : most) + 1;
  // Not over what another thread has set meanwhile.
  int none = 0;
  if (!atomic_compare_exchange_strong(&current, &none, known)) known = none;
  return known - 1;
}
