#ifndef VIZBP_CCAIRO_SHIM_H
#define VIZBP_CCAIRO_SHIM_H

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#ifdef __linux__
/* Declared here because defining _GNU_SOURCE in one module changes types that all share. */
extern int memfd_create(const char *name, unsigned int flags);
#endif

static inline int vizbp_write_all(int file, const void *bytes, size_t count) {
  const char *next = (const char *)bytes;
  while (count > 0) {
    ssize_t written = write(file, next, count);
    if (written <= 0) return 0;
    next += written;
    count -= (size_t)written;
  }
  return 1;
}

/* Stores bytes where a path reaches them for as long as the process lives. Linux keeps them in
   memory; elsewhere (or where /proc is not mounted) they go into a temporary file. Returns 0 on
   failure. The file stays open: the fonts of a process live as long as it does. */
static inline int vizbp_store(const void *bytes, size_t count, char *path, size_t capacity) {
#ifdef __linux__
  int memory = memfd_create("vizbp-font", 1 /* MFD_CLOEXEC */);
  if (memory >= 0) {
    snprintf(path, capacity, "/proc/self/fd/%d", memory);
    if (vizbp_write_all(memory, bytes, count) && access(path, R_OK) == 0) return 1;
    close(memory);
  }
#endif
  const char *folder = getenv("TMPDIR");
  snprintf(path, capacity, "%s/vizbp-font-XXXXXX", folder && *folder ? folder : "/tmp");
  int file = mkstemp(path);
  if (file < 0) return 0;
  int whole = vizbp_write_all(file, bytes, count);
  close(file);
  if (!whole) unlink(path);
  return whole;
}

/* A font map of its own for one fontconfig configuration; one unit of size is one point.
   A shim because the casts between GObject classes are macros. */
static inline PangoFontMap *vizbp_font_map_create(FcConfig *config) {
  PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
  if (!map) return NULL;
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
  return map;
}

/* The characters of the fonts that were added to a configuration: those that all of them have.
   The caller destroys the set. */
static inline FcCharSet *vizbp_common_characters(FcConfig *config) {
  FcFontSet *fonts = FcConfigGetFonts(config, FcSetApplication);
  FcCharSet *common = NULL;
  for (int i = 0; fonts && i < fonts->nfont; i++) {
    FcCharSet *characters = NULL;
    if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &characters) != FcResultMatch)
      continue;
    FcCharSet *both =
        common ? FcCharSetIntersect(common, characters) : FcCharSetCopy(characters);
    if (common) FcCharSetDestroy(common);
    common = both;
  }
  return common;
}

#endif
