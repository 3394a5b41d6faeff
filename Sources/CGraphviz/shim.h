#ifndef VIZBP_CGRAPHVIZ_SHIM_H
#define VIZBP_CGRAPHVIZ_SHIM_H

#include <gvc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

// What Swift cannot import: macros over internal records, and functions that take a mutable
// `char *` for text that they only read.

static inline Agraph_t *vizbp_read_graph(const char *dot) { return agmemread(dot); }

static inline int vizbp_layout(GVC_t *context, Agraph_t *graph) {
  return gvLayout(context, graph, "dot");
}

/// The number that follows the one-letter prefix of a node's name, or -1.
static inline long vizbp_node_number(Agnode_t *node) {
  const char *name = agnameof(node);
  return name && name[0] == 'n' ? strtol(name + 1, NULL, 10) : -1;
}

static inline const char *vizbp_attribute(void *object, const char *name) {
  return agget(object, (char *)name);
}

static inline pointf vizbp_node_center(Agnode_t *node) { return ND_coord(node); }
static inline int vizbp_node_rank(Agnode_t *node) { return ND_rank(node); }
static inline boxf vizbp_bounds(Agraph_t *graph) { return GD_bb(graph); }
static inline int vizbp_cluster_count(Agraph_t *graph) { return GD_n_cluster(graph); }
/// Clusters are counted from 1, as Graphviz does.
static inline Agraph_t *vizbp_cluster(Agraph_t *graph, int index) { return GD_clust(graph)[index]; }

static inline int vizbp_spline_count(Agedge_t *edge) { return ED_spl(edge) ? ED_spl(edge)->size : 0; }
static inline int vizbp_point_count(Agedge_t *edge, int spline) {
  return ED_spl(edge)->list[spline].size;
}
static inline pointf vizbp_point(Agedge_t *edge, int spline, int index) {
  return ED_spl(edge)->list[spline].list[index];
}

/// Runs `body` on a detached thread with a stack of the given size; false if none could be started.
static inline bool vizbp_run_on_large_stack(size_t size, void *(*body)(void *), void *argument) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_t thread;
  bool started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                 pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0 &&
                 pthread_create(&thread, &attributes, body, argument) == 0;
  pthread_attr_destroy(&attributes);
  return started;
}

/// Keeps Graphviz from writing to the standard error of its host; the last message stays readable.
static inline void vizbp_silence(void) { agseterr(AGMAX); }

#endif
