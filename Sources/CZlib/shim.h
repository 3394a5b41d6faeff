#ifndef VIZBP_CZLIB_SHIM_H
#define VIZBP_CZLIB_SHIM_H

#include <zlib.h>

// A macro, which Swift does not import. 15 bits of window and 16 for the header of gzip.
static inline int vizbp_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
