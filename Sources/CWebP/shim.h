#ifndef VIZBP_CWEBP_SHIM_H
#define VIZBP_CWEBP_SHIM_H

#include <webp/encode.h>
#include <webp/mux.h>

#endif
