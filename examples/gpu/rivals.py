#!/usr/bin/env python3
"""What other libraries take for a row of `weft bench`, on the same graph and the same numbers.

    rivals.py copy_u_sum --graph DIR --width F --device cuda --json FILE
    rivals.py epoch MODEL --graph DIR --device cuda --json FILE          MODEL: gcn, gat, rgcn

Every implementation that runs here is timed, PyTorch Geometric's layers where it is installed; the fastest counts.
What can be kept (sparse matrices, normalised weights, edges by type) is made before. Formulas, graphs and models are
those of docs/benchmarks.md; parameters are each library's own random ones.
"""
import argparse
import json
import pathlib
import statistics
import sys
import time

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
except ImportError as e:
    sys.exit(f"{sys.executable} has no torch or no numpy: {e}")
try:
    import torch_geometric.nn as pyg
except ImportError:
    pyg = None

SMALL = 10_000  # below so many nodes a graph has sparse words, seven classes and 140 nodes in the loss
SECONDS = 1.0


class Graph:
    def __init__(self, folder, device):
        def ints(name):
            return torch.from_numpy(np.fromfile(folder / name, dtype="<i4").astype(np.int64)).to(device)

        self.n = json.loads((folder / "meta.json").read_text())["num_nodes"]
        self.src, self.dst = ints("src.bin"), ints("dst.bin")
        self.types = ints("etype.bin") if (folder / "etype.bin").exists() else None
        self.device = device

    def with_self_loops(self):
        loops = torch.arange(self.n, device=self.device)
        self.src, self.dst = torch.cat([self.src, loops]), torch.cat([self.dst, loops])
        return self

    def index(self):
        return torch.stack([self.src, self.dst])

    def in_degrees(self):
        return torch.bincount(self.dst, minlength=self.n)

    def csr(self, row, col, values):
        """The matrix with values at [row, col], compressed by row."""
        order = torch.argsort(row * self.n + col)
        start = torch.zeros(self.n + 1, dtype=torch.int64, device=self.device)
        start[1:] = torch.cumsum(torch.bincount(row, minlength=self.n), 0)
        size = (self.n, self.n)
        return torch.sparse_csr_tensor(start.int(), col[order].int(), values[order], size=size)


# ---- Inputs: as dev.weft.examples.bench.Inputs ----


def features(n, width, device):
    i, j = torch.arange(n, device=device)[:, None], torch.arange(width, device=device)[None, :]
    return ((i * 31 + j * 17) % 101).float() / 101 - 0.5


def words(n, width, device):
    """A bag of words: ones where SplitMix64's mix of the cell's number falls below the density, rows divided by their sum."""
    with np.errstate(over="ignore"):
        z = np.arange(n * width, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    there = ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * 2.0**-53 < 0.0127
    x = torch.from_numpy(there.reshape(n, width).astype(np.float32)).to(device)
    return x / x.sum(1, keepdim=True).clamp(min=1)


def parameter(*shape, device):
    p = torch.empty(*shape, device=device)
    return torch.nn.Parameter(torch.nn.init.xavier_uniform_(p) if len(shape) > 1 else p.zero_())


# ---- Operators ----


def copy_u_sum(graph, width):
    x = features(graph.n, width, graph.device)

    def by_csr():
        a = graph.csr(graph.dst, graph.src, torch.ones(len(graph.src), device=graph.device))
        return lambda: a @ x

    def by_index_add():
        return lambda: x.new_zeros(graph.n, width).index_add_(0, graph.dst, x[graph.src])

    return {"torch CSR": by_csr, "torch index_add": by_index_add}


# ---- Models without PyTorch Geometric ----


class Product(torch.autograd.Function):
    """A x with a sparse matrix whose transpose is kept too, for the backward pass."""

    @staticmethod
    def forward(ctx, a, transposed, x):
        ctx.transposed = transposed
        return a @ x

    @staticmethod
    def backward(ctx, g):
        return None, None, ctx.transposed @ g.contiguous()


class PlainGcn(torch.nn.Module):
    def __init__(self, graph, widths):
        super().__init__()
        self.norm = graph.in_degrees().float().rsqrt()
        self.weights = torch.nn.ParameterList([parameter(*w, device=graph.device) for w in zip(widths, widths[1:])])
        self.biases = torch.nn.ParameterList([parameter(w, device=graph.device) for w in widths[1:]])
        values = self.norm[graph.src] * self.norm[graph.dst]
        self.aggregate = self.aggregation(graph, values)

    def forward(self, x):
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = self.aggregate((F.relu(x) if i else x) @ w) + b
        return x


class CsrGcn(PlainGcn):
    @staticmethod
    def aggregation(graph, values):
        a, transposed = graph.csr(graph.dst, graph.src, values), graph.csr(graph.src, graph.dst, values)
        return lambda h: Product.apply(a, transposed, h)


class IndexAddGcn(PlainGcn):
    @staticmethod
    def aggregation(graph, values):
        return lambda h: torch.zeros_like(h).index_add(0, graph.dst, h[graph.src] * values[:, None])


class PlainGatConv(torch.nn.Module):
    def __init__(self, graph, width, out, heads):
        super().__init__()
        self.graph, self.heads, self.out = graph, heads, out
        self.w = parameter(width, heads * out, device=graph.device)
        self.left, self.right = (parameter(heads, out, device=graph.device) for _ in range(2))
        self.bias = parameter(heads * out, device=graph.device)

    def forward(self, x):
        src, dst = self.graph.src, self.graph.dst
        h = (x @ self.w).view(-1, self.heads, self.out)
        score = F.leaky_relu((h * self.left).sum(-1)[src] + (h * self.right).sum(-1)[dst], 0.2)
        # Shifting by any number of the row leaves the softmax as it is; one for all rows spares a pass over the edges.
        score = (score - score.detach().amax(0)).exp()
        total = score.new_zeros(self.graph.n, self.heads).index_add(0, dst, score)
        sent = h[src] * (score / total[dst])[:, :, None]
        return torch.zeros_like(h).index_add(0, dst, sent).flatten(1) + self.bias


class Attention(torch.nn.Module):
    def __init__(self, first, last):
        super().__init__()
        self.first, self.last = first, last

    def forward(self, x):
        return self.last(F.elu(self.first(x)))


class PlainRgcn(torch.nn.Module):
    """Every row times every relation's matrix, then one row for each edge."""

    def __init__(self, graph, width, types, norm):
        super().__init__()
        self.rows = parameter(graph.n, width, device=graph.device)
        self.weights = torch.nn.ParameterList([parameter(types, width, width, device=graph.device) for _ in range(2)])
        self.biases = torch.nn.ParameterList([parameter(width, device=graph.device) for _ in range(2)])
        self.sent, self.dst, self.norm = graph.types * graph.n + graph.src, graph.dst, norm[:, None]

    def forward(self):
        h = self.rows
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            all_products = torch.matmul(F.relu(h) if i else h, w).flatten(0, 1)
            h = torch.zeros_like(h).index_add(0, self.dst, all_products[self.sent] * self.norm) + b
        return h


# ---- Models with PyTorch Geometric ----


class Pyg(torch.nn.Module):
    """Two of its layers with a function between them; x is a parameter where none is given."""

    def __init__(self, first, between, last, *edges, rows=None):
        super().__init__()
        self.first, self.between, self.last, self.edges, self.rows = first, between, last, edges, rows

    def forward(self, *x):
        h = x[0] if x else self.rows
        return self.last(self.between(self.first(h, *self.edges)), *self.edges)


# ---- Training steps ----


def gcn(graph, x, classes):
    graph.with_self_loops()
    made = {"torch CSR": lambda: CsrGcn(graph, (x.shape[1], 16, classes)),
            "torch index_add": lambda: IndexAddGcn(graph, (x.shape[1], 16, classes))}
    if pyg:
        def conv(i, o):
            return pyg.GCNConv(i, o, cached=True, add_self_loops=False)
        ones = torch.ones(len(graph.src), device=graph.device)
        for name, edges in {"PyG GCNConv": graph.index(), "PyG GCNConv, CSR": graph.csr(graph.dst, graph.src, ones)}.items():
            made[name] = lambda edges=edges: Pyg(conv(x.shape[1], 16), F.relu, conv(16, classes), edges)
    return {name: lambda make=make: step(make().to(graph.device), x, classes) for name, make in made.items()}


def gat(graph, x, classes):
    graph.with_self_loops()
    heads, out = (8, 8) if graph.n < SMALL else (4, 32)
    made = {"torch index_add": lambda: Attention(PlainGatConv(graph, x.shape[1], out, heads),
                                                 PlainGatConv(graph, heads * out, classes, 1))}
    if pyg:
        def conv(i, o, h):
            return pyg.GATConv(i, o, heads=h, add_self_loops=False)
        made["PyG GATConv"] = lambda: Pyg(conv(x.shape[1], out, heads), F.elu, conv(heads * out, classes, 1), graph.index())
    return {name: lambda make=make: step(make().to(graph.device), x, classes) for name, make in made.items()}


def rgcn(graph, width=16):
    if graph.types is None:
        raise ValueError("the graph has no types of edges (etype.bin)")
    types = int(graph.types.max()) + 1
    groups = graph.dst * types + graph.types
    norm = 1 / torch.bincount(groups)[groups].float()
    made = {"torch index_add": lambda: PlainRgcn(graph, width, types, norm)}
    for name in ("RGCNConv", "FastRGCNConv") if pyg else ():
        def model(name=name):
            first, last = (getattr(pyg, name)(width, width, types, root_weight=False) for _ in range(2))
            rows = parameter(graph.n, width, device=graph.device)
            return Pyg(first, F.relu, last, graph.index(), graph.types, rows=rows)
        made["PyG " + name] = model
    return {name: lambda make=make: step(make().to(graph.device), None, width) for name, make in made.items()}


def step(model, x, classes):
    """Forward, cross entropy, backward, Adam."""
    x = () if x is None else (x,)
    device = next(model.parameters()).device
    fused = {"fused": True} if device.type == "cuda" else {}
    adam = torch.optim.Adam(model.parameters(), lr=0.01, **fused)
    n = len(x[0]) if x else len(model.rows)
    counted = slice(0, 140 if x and n < SMALL else n)
    labels = (torch.arange(n, device=device) % classes)[counted]

    def run():
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(model(*x)[counted], labels).backward()
        adam.step()

    return run


# ---- Time ----


def timed(run, device):
    """Median milliseconds of a run, and how many: between events on the GPU, which is never waited for meanwhile."""
    def wait():
        if device == "cuda":
            torch.cuda.synchronize()

    warm, begin = 0, time.perf_counter()
    while warm < 3 or time.perf_counter() - begin < SECONDS / 2:
        run()
        wait()
        warm += 1
    each = (time.perf_counter() - begin) / warm
    runs = int(min(max(SECONDS / each, 5), 2000))
    if device == "cuda":
        events = [torch.cuda.Event(enable_timing=True) for _ in range(runs + 1)]
        events[0].record()
        for event in events[1:]:
            run()
            event.record()
        wait()
        times = [a.elapsed_time(b) for a, b in zip(events, events[1:])]
    else:
        marks = [time.perf_counter()]
        for _ in range(runs):
            run()
            marks.append(time.perf_counter())
        times = [1e3 * (b - a) for a, b in zip(marks, marks[1:])]
    return statistics.median(times), runs


def measured(make, device):
    run, record = make(), {}
    out = run()
    if out is not None:
        record["check"] = {"sum": out.double().sum().item(), "abs_sum": out.double().abs().sum().item()}
    del out
    if device == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
    record["median_ms"], record["runs"] = timed(run, device)
    if device == "cuda":
        record["device_peak_bytes"] = torch.cuda.max_memory_allocated()
    return record


def contenders(args, graph):
    if args.op == "copy_u_sum":
        return copy_u_sum(graph, args.width)
    if args.op != "epoch" or args.model not in ("gcn", "gat", "rgcn"):
        raise ValueError(f"no rival for {args.op} {args.model or ''}; expected copy_u_sum, or epoch with gcn, gat or rgcn")
    if args.model == "rgcn":
        return rgcn(graph)
    small = graph.n < SMALL
    x = words(graph.n, 1433, graph.device) if small else features(graph.n, 100, graph.device)
    return {"gcn": gcn, "gat": gat}[args.model](graph, x, 7 if small else 47)


def written(records, failures, file):
    """The fastest's record, with the others' times or reasons."""
    fastest = min(records, key=lambda name: records[name]["median_ms"])
    versions = f"torch {torch.__version__}, " + (f"PyG {sys.modules['torch_geometric'].__version__}" if pyg else "no PyG")
    others = {name: r["median_ms"] for name, r in records.items() if name != fastest}
    record = {"library": fastest, "versions": versions, **records[fastest], "others": {**others, **failures}}
    if file:
        file.write_text(json.dumps(record, indent=1) + "\n")
    return record


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("op")
    parser.add_argument("model", nargs="?")
    parser.add_argument("--graph", type=pathlib.Path, required=True)
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--device", default="cuda", choices=("cuda", "cpu"))
    parser.add_argument("--json", type=pathlib.Path)
    args = parser.parse_args()
    if args.device == "cuda" and not torch.cuda.is_available():
        sys.exit(f"torch {torch.__version__} finds no GPU")
    records, failures, record = {}, {}, None
    try:
        torch.manual_seed(0)
        for name, make in contenders(args, Graph(args.graph, args.device)).items():
            try:
                records[name] = measured(make, args.device)
            except Exception as e:  # one that does not run here leaves the others
                failures[name] = f"{type(e).__name__}: {e}".splitlines()[0]
                continue
            record = written(records, failures, args.json)  # now, lest a slow one take the others' times along
    except (OSError, ValueError) as e:
        sys.exit(str(e))
    if not record:
        sys.exit("; ".join(f"{name}: {why}" for name, why in failures.items()))
    print(json.dumps(record, indent=1))


if __name__ == "__main__":
    main()
