#include "CVizKernels.h"

#if defined(__x86_64__)
// As `viz_histogram_f`, by AVX-512; 0, and nothing counted, where single precision does not tell
// bins apart.
int viz_avx512_histogram_f(
    const float *in, long count, double low, double high, int bins, unsigned int *counts);
#endif
