#ifndef VIZBP_COPENBLAS_SHIM_H
#define VIZBP_COPENBLAS_SHIM_H

#include <cblas.h>

#endif
