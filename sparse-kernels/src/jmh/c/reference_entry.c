/* Doors into the plain loops of a file that is a program of its own: its functions are static, and so are the graph's
 * arrays. REFERENCE is that file, in quotes. */
#define main reference_main
#include REFERENCE
#undef main

#include "arguments.h"

static void enter(struct arguments *a) {
  n = (int)a->n;
  m = a->m;
  src = a->src;
  dst = a->dst;
  indptr = a->indptr;
  indices = a->indices;
  eids = a->eids;
}

void ref_gspmm_copy_u(struct arguments *a) { enter(a); copy_u_sum(a->x, a->y, a->f); }
void ref_gspmm_u_mul_e_sum(struct arguments *a) { enter(a); u_mul_e_sum(a->x, a->w, a->y, a->f); }
void ref_gsddmm_u_dot_v(struct arguments *a) { enter(a); u_dot_v(a->x, a->out, a->f); }
void ref_edge_softmax(struct arguments *a) { enter(a); edge_softmax(a->w, a->out); }

/* Builds into memory of its own, so that the graph that others read stays whole. */
void ref_coo_to_csc(struct arguments *a) {
  enter(a);
  indptr = a->made_indptr;
  indices = a->made_indices;
  eids = a->made_eids;
  build();
}
