#ifndef VIZBP_CGRAPHVIZ_SHIM_H
#define VIZBP_CGRAPHVIZ_SHIM_H

#include <dlfcn.h>
#include <glob.h>
#include <gvc.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What Swift cannot import: macros over internal records, and functions that take a mutable
// `char *` for text that they only read.

// Graphviz orders subgraphs by their ids, and its own ids of named objects are the addresses of the
// names: the same graph would be laid out in another way in another process, or beside other threads.
// Here they count up as the names are first given, behind those without a name, as addresses of a
// fresh process do.
struct vizbp_names {
  char **all;
  // Places in `all`, plus 1; by the hash of the name.
  long *slots;
  long count, capacity;
  IDTYPE unnamed;
};

enum { vizbp_first_named = 1 << 30 };

static inline void *vizbp_names_open(Agraph_t *graph, Agdisc_t *disc) {
  (void)graph, (void)disc;
  return calloc(1, sizeof(struct vizbp_names));
}

static inline void vizbp_names_close(void *state) {
  struct vizbp_names *names = (struct vizbp_names *)state;
  for (long i = 0; i < names->count; i++) free(names->all[i]);
  free(names->all);
  free(names->slots);
  free(names);
}

static inline long *vizbp_name_slot(struct vizbp_names *names, const char *name) {
  unsigned long hash = 14695981039346656037UL;
  for (const char *c = name; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211UL;
  long size = 2 * names->capacity, slot = (long)(hash % (unsigned long)size);
  while (names->slots[slot] && strcmp(names->all[names->slots[slot] - 1], name) != 0)
    slot = (slot + 1) % size;
  return &names->slots[slot];
}

static inline bool vizbp_names_grow(struct vizbp_names *names) {
  long capacity = names->capacity ? 2 * names->capacity : 64;
  char **all = (char **)realloc(names->all, (size_t)capacity * sizeof *all);
  if (!all) return false;
  names->all = all;
  long *slots = (long *)calloc(2 * (size_t)capacity, sizeof *slots);
  if (!slots) return false;
  free(names->slots);
  names->slots = slots;
  names->capacity = capacity;
  for (long i = 0; i < names->count; i++) *vizbp_name_slot(names, names->all[i]) = i + 1;
  return true;
}

static inline long vizbp_name_map(
    void *state, int kind, char *name, IDTYPE *id, int creates) {
  (void)kind;
  struct vizbp_names *names = (struct vizbp_names *)state;
  if (!name) {
    *id = 2 * names->unnamed++ + 1;
    return 1;
  }
  *id = 0;
  if (names->count == names->capacity && !vizbp_names_grow(names)) return 0;
  long *slot = vizbp_name_slot(names, name);
  if (!*slot) {
    if (!creates) return 1;
    char *copy = strdup(name);
    if (!copy) return 0;
    names->all[names->count++] = copy;
    *slot = names->count;
  }
  *id = vizbp_first_named + 2 * (IDTYPE)*slot;
  return 1;
}

static inline char *vizbp_name_print(void *state, int kind, IDTYPE id) {
  (void)kind;
  struct vizbp_names *names = (struct vizbp_names *)state;
  long index = ((long)id - vizbp_first_named) / 2 - 1;
  return id % 2 == 0 && index >= 0 && index < names->count ? names->all[index] : NULL;
}

static inline long vizbp_name_alloc(void *state, int kind, IDTYPE id) {
  (void)state, (void)kind, (void)id;
  return 0;
}

static inline void vizbp_name_free(void *state, int kind, IDTYPE id) {
  (void)state, (void)kind, (void)id;
}

static inline void vizbp_name_register(void *state, int kind, void *object) {
  (void)state, (void)kind, (void)object;
}

static inline Agraph_t *vizbp_open_graph(void) {
  static Agiddisc_t ids = {
      vizbp_names_open, vizbp_name_map,    vizbp_name_alloc,    vizbp_name_free,
      vizbp_name_print, vizbp_names_close, vizbp_name_register,
  };
  static Agdisc_t disc = {NULL, &ids, NULL};
  return agopen((char *)"g", Agdirected, &disc);
}

static inline Agsym_t *vizbp_declare(Agraph_t *graph, int kind, const char *name, const char *value) {
  return agattr(graph, kind, (char *)name, (char *)value);
}

static inline Agraph_t *vizbp_subgraph(Agraph_t *graph, const char *name) {
  return agsubg(graph, (char *)name, 1);
}

static inline Agnode_t *vizbp_node(Agraph_t *graph, const char *name) {
  return agnode(graph, (char *)name, 1);
}

static inline Agedge_t *vizbp_edge(Agraph_t *graph, Agnode_t *tail, Agnode_t *head) {
  Agedge_t *edge = agedge(graph, tail, head, NULL, 1);
  // Of its two ends, that which has the route.
  return edge ? AGMKOUT(edge) : NULL;
}

static inline void vizbp_set(void *object, Agsym_t *attribute, const char *value) {
  if (attribute) agxset(object, attribute, (char *)value);
}

// Graphviz 12 and later: there `agxset` takes a value for text, whatever it was made by.
extern int agxset_html(void *, Agsym_t *, const char *) __attribute__((weak));

/// Sets a label in Graphviz's language of tables.
static inline void vizbp_set_table(void *object, Agsym_t *attribute, const char *table) {
  if (!attribute) return;
  if (agxset_html) {
    agxset_html(object, attribute, table);
    return;
  }
  // It stays among the graph's strings until the graph is closed.
  agxset(object, attribute, agstrdup_html(agraphof(object), (char *)table));
}

/// The plugin that lays out, in the folder where Graphviz has its plugins; NULL where it is not found.
static inline gvplugin_library_t *vizbp_layout_plugin(GVC_t *context) {
  char *(*folder_of)(GVC_t *) = NULL;
  void *program = dlopen(NULL, RTLD_LAZY);
  if (program) folder_of = (char *(*)(GVC_t *))dlsym(program, "gvconfig_libdir");
  const char *folder = folder_of ? folder_of(context) : NULL;
  char pattern[PATH_MAX];
  int length = snprintf(pattern, sizeof pattern, "%s/libgvplugin_dot_layout.*", folder ? folder : "");
  glob_t found;
  if (!folder || length >= (int)sizeof pattern || glob(pattern, 0, NULL, &found) != 0) return NULL;
  void *plugin = NULL;
  for (size_t i = 0; i < found.gl_pathc && !plugin; i++)
    plugin = dlopen(found.gl_pathv[i], RTLD_NOW | RTLD_LOCAL);
  globfree(&found);
  return plugin ? (gvplugin_library_t *)dlsym(plugin, "gvplugin_dot_layout_LTX_library") : NULL;
}

/// A context that can lay out and do nothing else, or Graphviz's usual one, which reads its list of
/// plugins and loads the one that measures text: that takes longer than to lay a small graph out, and
/// no text is in ours.
static inline GVC_t *vizbp_context(void) {
  GVC_t *context = gvContextPlugins(NULL, 0);
  gvplugin_library_t *plugin = context ? vizbp_layout_plugin(context) : NULL;
  if (!plugin) {
    if (context) gvFreeContext(context);
    return gvContext();
  }
  gvAddLibrary(context, plugin);
  return context;
}

static inline int vizbp_layout(GVC_t *context, Agraph_t *graph) {
  return gvLayout(context, graph, "dot");
}

static inline pointf vizbp_node_center(Agnode_t *node) { return ND_coord(node); }
static inline int vizbp_node_rank(Agnode_t *node) { return ND_rank(node); }
static inline boxf vizbp_bounds(Agraph_t *graph) { return GD_bb(graph); }

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
