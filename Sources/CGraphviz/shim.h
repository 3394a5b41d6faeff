#ifndef VIZBP_CGRAPHVIZ_SHIM_H
#define VIZBP_CGRAPHVIZ_SHIM_H

#include <gvc.h>

#endif
