/* Plain C loops, single-threaded: what a good C programmer writes in an afternoon. Sums stay in vector registers of the
 * width that the processor has; everything else is left to the compiler (-O3 -march=native -ffast-math, which also
 * vectorises expf). No cache blocking, no prefetch. Widths are multiples of 16, heads divide them. */
#include <math.h>
#include <string.h>
#ifdef __AVX__
#include <immintrin.h>
#endif

#include "arguments.h"

#ifdef __AVX512F__
#define LANES 16
#define BLOCK 4
#else
#define LANES 8
#define BLOCK 8
#endif

typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float whole __attribute__((vector_size(4 * LANES)));

/* The larger lane by lane: C has no conditional on vectors, and gcc does not see a maximum in masks. */
static inline whole larger(whole p, whole q) {
#if defined(__AVX512F__)
  return _mm512_max_ps(p, q);
#elif defined(__AVX__)
  return _mm256_max_ps(p, q);
#else
  for (int k = 0; k < LANES; k++) p[k] = p[k] > q[k] ? p[k] : q[k];
  return p;
#endif
}

#define GRAPH                                                                  \
  const int64_t n = a->n, f = a->f, heads = a->heads, d = f / heads;           \
  const int64_t *restrict indptr = a->indptr;                                  \
  const int32_t *restrict indices = a->indices, *restrict eids = a->eids;      \
  const float *restrict x = a->x, *restrict w = a->w;                          \
  float *restrict y = a->y, *restrict out = a->out;                            \
  (void)n, (void)f, (void)heads, (void)d, (void)indptr, (void)indices;         \
  (void)eids, (void)x, (void)w, (void)y, (void)out;

#define MAXIMUM(p, q) ((p) > (q) ? (p) : (q))

/* Columns from j on, K vectors at a time: START, then STEP for every in-edge, then the row times SCALE. */
#define COLUMNS(K, START, STEP, SCALE)                                         \
  for (; j + K * LANES <= f; j += K * LANES)                                   \
    for (int64_t v = 0; v < n; v++) {                                          \
      vec s[K];                                                                \
      for (int k = 0; k < K; k++) s[k] = (vec){0} + (START);                   \
      const vec *own = (const vec *)(x + v * f + j);                           \
      (void)own;                                                               \
      for (int64_t at = indptr[v]; at < indptr[v + 1]; at++) {                 \
        const vec *u = (const vec *)(x + indices[at] * f + j);                 \
        for (int k = 0; k < K; k++) { STEP; }                                  \
      }                                                                        \
      const int64_t degree = indptr[v + 1] - indptr[v];                        \
      for (int k = 0; k < K; k++)                                              \
        ((vec *)(y + v * f + j))[k] = s[k] * (degree ? (SCALE) : 0.0f);        \
    }

#define REDUCE(START, STEP, SCALE)                                             \
  int64_t j = 0;                                                               \
  COLUMNS(BLOCK, START, STEP, SCALE)                                           \
  COLUMNS(2, START, STEP, SCALE)                                               \
  COLUMNS(1, START, STEP, SCALE)

void gspmm_copy_u(struct arguments *a) { GRAPH REDUCE(0, s[k] += u[k], 1) }

void gspmm_copy_u_mean(struct arguments *a) { GRAPH REDUCE(0, s[k] += u[k], 1.0f / degree) }

void gspmm_copy_u_max(struct arguments *a) { GRAPH REDUCE(-1e38f, s[k] = larger(s[k], u[k]), 1) }

void gspmm_u_mul_e_sum(struct arguments *a) { GRAPH REDUCE(0, s[k] += w[eids[at]] * u[k], 1) }

void relu_add_sum(struct arguments *a) {
  GRAPH REDUCE(0, vec t = u[k] + own[k]; s[k] += larger(t, (whole){0}), 1)
}

void edge_conv_max(struct arguments *a) {
  GRAPH REDUCE(0, vec t = u[k] - own[k]; s[k] = larger(s[k], t), 1)
}

void relu_edge_sum(struct arguments *a) {
  GRAPH const float *restrict e = a->e;
  REDUCE(0, vec t = u[k] + ((const vec *)(e + eids[at] * f + j))[k]; s[k] += larger(t, (whole){0}), 1)
}

void gspmm_u_mul_e_heads(struct arguments *a) {
  GRAPH memset(y, 0, n * f * 4);
  for (int64_t v = 0; v < n; v++)
    for (int64_t at = indptr[v]; at < indptr[v + 1]; at++) {
      const float *restrict u = x + indices[at] * f;
      for (int64_t h = 0; h < heads; h++)
        for (int64_t k = 0; k < d; k++) y[v * f + h * d + k] += w[eids[at] * heads + h] * u[h * d + k];
    }
}

static inline float dot(const float *restrict p, const float *restrict q, int64_t f) {
  float s = 0;
  for (int64_t k = 0; k < f; k++) s += p[k] * q[k];
  return s;
}

void gsddmm_u_dot_v(struct arguments *a) {
  GRAPH for (int64_t v = 0; v < n; v++)
    for (int64_t at = indptr[v]; at < indptr[v + 1]; at++) out[eids[at]] = dot(x + indices[at] * f, x + v * f, f);
}

void gsddmm_u_add_v(struct arguments *a) {
  GRAPH for (int64_t v = 0; v < n; v++)
    for (int64_t at = indptr[v]; at < indptr[v + 1]; at++) {
      float *restrict o = out + eids[at] * f;
      const float *restrict u = x + indices[at] * f, *restrict own = x + v * f;
      for (int64_t k = 0; k < f; k++) o[k] = u[k] + own[k];
    }
}

/* Scores of one node's in-edges, then their exponentials, in scratch that stays in cache. */
static float scratch[1 << 20];

void edge_softmax(struct arguments *a) {
  GRAPH for (int64_t v = 0; v < n; v++) {
    const int64_t from = indptr[v], degree = indptr[v + 1] - from;
    for (int64_t h = 0; h < heads; h++) {
      float top = -INFINITY, sum = 0;
      for (int64_t k = 0; k < degree; k++) {
        scratch[k] = w[eids[from + k] * heads + h];
        top = MAXIMUM(top, scratch[k]);
      }
      for (int64_t k = 0; k < degree; k++) sum += scratch[k] = expf(scratch[k] - top);
      for (int64_t k = 0; k < degree; k++) out[eids[from + k] * heads + h] = scratch[k] / sum;
    }
  }
}

void gat(struct arguments *a) {
  GRAPH const float *restrict left = a->left, *restrict right = a->right;
  memset(y, 0, n * f * 4);
  for (int64_t v = 0; v < n; v++) {
    const int64_t from = indptr[v], degree = indptr[v + 1] - from;
    for (int64_t h = 0; h < heads; h++) {
      float top = -INFINITY, sum = 0;
      for (int64_t k = 0; k < degree; k++) {
        float s = left[indices[from + k] * heads + h] + right[v * heads + h];
        s = s > 0 ? s : 0.2f * s;
        scratch[k * heads + h] = s;
        top = MAXIMUM(top, s);
      }
      for (int64_t k = 0; k < degree; k++) sum += scratch[k * heads + h] = expf(scratch[k * heads + h] - top);
      for (int64_t k = 0; k < degree; k++) scratch[k * heads + h] /= sum;
    }
    for (int64_t k = 0; k < degree; k++)
      for (int64_t h = 0; h < heads; h++)
        for (int64_t i = 0; i < d; i++)
          y[v * f + h * d + i] += scratch[k * heads + h] * x[indices[from + k] * f + h * d + i];
  }
}

void gated_sum(struct arguments *a) {
  GRAPH memset(y, 0, n * f * 4);
  for (int64_t v = 0; v < n; v++) {
    const int64_t from = indptr[v], degree = indptr[v + 1] - from;
    for (int64_t k = 0; k < degree; k++) scratch[k] = dot(x + indices[from + k] * f, x + v * f, f);
    for (int64_t k = 0; k < degree; k++) scratch[k] = 1 / (1 + expf(-scratch[k]));
    for (int64_t k = 0; k < degree; k++)
      for (int64_t i = 0; i < f; i++) y[v * f + i] += scratch[k] * x[indices[from + k] * f + i];
  }
}

void coo_to_csc(struct arguments *a) {
  const int64_t n = a->n, m = a->m;
  const int32_t *restrict src = a->src, *restrict dst = a->dst;
  int64_t *restrict indptr = a->made_indptr;
  memset(indptr, 0, (n + 1) * 8);
  for (int64_t e = 0; e < m; e++) indptr[dst[e] + 1]++;
  for (int64_t v = 0; v < n; v++) indptr[v + 1] += indptr[v];
  for (int64_t e = 0; e < m; e++) {
    int64_t at = indptr[dst[e]]++;
    a->made_indices[at] = src[e];
    a->made_eids[at] = (int32_t)e;
  }
  memmove(indptr + 1, indptr, n * 8);
  indptr[0] = 0;
}

/* A row of f numbers times an [f, f] matrix. */
static inline void row_times(const float *restrict p, const float *restrict q, float *restrict r, int64_t f) {
  for (int64_t k = 0; k < f; k++) r[k] = 0;
  for (int64_t i = 0; i < f; i++)
    for (int64_t k = 0; k < f; k++) r[k] += p[i] * q[i * f + k];
}

void segment_mm(struct arguments *a) {
  for (int64_t s = 0; s < a->segments; s++)
    for (int64_t i = a->offsets[s]; i < a->offsets[s + 1]; i++)
      row_times(a->a + i * a->f, a->b + s * a->f * a->f, a->c + i * a->f, a->f);
}

void gather_mm(struct arguments *a) {
  for (int64_t i = 0; i < a->rows; i++)
    row_times(a->a + i * a->f, a->b + a->types[i] * a->f * a->f, a->c + i * a->f, a->f);
}
