#ifndef VIZBP_CGIF_SHIM_H
#define VIZBP_CGIF_SHIM_H

#include <gif_lib.h>

#endif
