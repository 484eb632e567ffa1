package dev.weft.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Shows a graph as one line and as an HTML table. */
final class GraphText {
  private GraphText() {}

  static String line(Graph graph) {
    StringJoiner parts = new StringJoiner(", ", graph.isBlock() ? "Block(" : "Graph(", ")");
    if (graph.isHomogeneous()) {
      parts.add("numNodes=" + graph.numNodes()).add("numEdges=" + graph.numEdges());
      parts
          .add("nodeData=" + columns(graph.nodeFrame()))
          .add("edgeData=" + columns(graph.edgeFrame()));
    } else {
      for (Row row : rows(graph)) {
        parts.add(
            row.kind
                + " "
                + row.name
                + "="
                + row.count
                + (row.columns.equals("{}") ? "" : " " + row.columns));
      }
    }
    if (graph.batchSize() != 1) {
      parts.add("batchSize=" + graph.batchSize());
    }
    return parts.toString();
  }

  static String html(Graph graph) {
    StringBuilder out =
        new StringBuilder(
            "<table><thead><tr><th>kind</th><th>name</th><th>count</th><th>columns</th></tr></thead><tbody>");
    for (Row row : rows(graph)) {
      out.append("<tr><td>").append(row.kind).append("</td><td>").append(escape(row.name));
      out.append("</td><td style=\"text-align:right\">").append(row.count).append("</td><td>");
      out.append(escape(row.columns.substring(1, row.columns.length() - 1))).append("</td></tr>");
    }
    return out.append("</tbody></table>").toString();
  }

  private record Row(String kind, String name, long count, String columns) {}

  private static List<Row> rows(Graph graph) {
    List<Row> out = new ArrayList<>();
    for (String type : graph.nodeTypes()) {
      NodeSet nodes = graph.srcNodes(type);
      out.add(
          new Row(
              graph.isBlock() ? "sources" : "nodes",
              type,
              nodes.size(),
              columns(graph.frame(nodes))));
    }
    for (String type : graph.isBlock() ? graph.nodeTypes() : List.<String>of()) {
      NodeSet nodes = graph.dstNodes(type);
      out.add(new Row("destinations", type, nodes.size(), columns(graph.frame(nodes))));
    }
    for (Relation relation : graph.relations()) {
      out.add(
          new Row(
              "edges",
              relation.type().toString(),
              relation.numEdges(),
              columns(graph.frame(relation.edges()))));
    }
    return out;
  }

  private static String columns(Frame frame) {
    StringJoiner out = new StringJoiner(", ", "{", "}");
    frame.columns().forEach((name, column) -> out.add(name + ": " + kind(column)));
    frame.texts().forEach((name, text) -> out.add(name + ": text"));
    return out.toString();
  }

  private static String kind(Column column) {
    String type = column.dtype().name().toLowerCase(java.util.Locale.ROOT) + column.shape();
    return switch (column) {
      case SparseColumn sparse -> type + " sparse, " + sparse.entries().size() + " entries";
      case CategoryColumn categories -> categories.categories().size() + " categories";
      case DenseColumn dense -> type;
    };
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
