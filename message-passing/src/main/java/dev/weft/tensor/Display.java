package dev.weft.tensor;

import java.util.Locale;

/** Tensors and programs as text and as HTML for notebooks. */
final class Display {
  private static final int ROWS = 8;
  private static final int COLUMNS = 12;

  private Display() {}

  static String title(Tensor tensor) {
    return "Tensor "
        + what(tensor.op())
        + " over "
        + tensor.space()
        + ", rows of shape "
        + tensor.shape()
        + ", "
        + tensor.dtype();
  }

  private static String what(Op op) {
    String kind = op.getClass().getSimpleName();
    return switch (op) {
      case Op.Unary(var f, var _) -> kind + " " + f;
      case Op.Binary(var f, var _, var _) -> kind + " " + f;
      case Op.Fold(var how, var _, var _) -> kind + " " + how;
      case Op.Total(var how, var _) -> kind + " " + how;
      case Op.Reduce(var _, var _, var how, var _) -> kind + " " + how;
      case Op.Read(var parameter, var _) -> kind + " " + parameter.name();
      default -> kind;
    };
  }

  /** A table of the first rows and columns. */
  static String table(Tensor tensor, Value value) {
    StringBuilder html =
        new StringBuilder("<div class=\"weft-tensor\"><p>")
            .append(escape(title(tensor)))
            .append("</p>\n<table>\n");
    double[][] rows = Values.firstRows(value, ROWS);
    for (int i = 0; i < rows.length; i++) {
      html.append("<tr><th>").append(i).append("</th>");
      for (int j = 0; j < Math.min(COLUMNS, rows[i].length); j++) {
        html.append("<td>").append(number(rows[i][j])).append("</td>");
      }
      html.append(rows[i].length > COLUMNS ? "<td>…</td></tr>\n" : "</tr>\n");
    }
    long hidden = tensor.space().size() - rows.length;
    return html.append("</table>\n")
        .append(hidden > 0 ? "<p>… " + hidden + " more rows</p>\n" : "")
        .append("</div>")
        .toString();
  }

  private static String number(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e7
        ? String.valueOf((long) x)
        : String.format(Locale.ROOT, "%.5g", x);
  }

  static String explanation(Explanation explanation) {
    StringBuilder html = new StringBuilder("<div class=\"weft-program\"><ol start=\"0\">\n");
    explanation
        .steps()
        .forEach(step -> html.append("<li><code>").append(escape(step)).append("</code></li>\n"));
    html.append("</ol>\n");
    explanation.notes().forEach(note -> html.append("<p>").append(escape(note)).append("</p>\n"));
    return html.append(
            String.format(
                Locale.ROOT,
                "<p>peak %,d bytes, largest buffer %,d bytes</p></div>",
                explanation.peakBytes(),
                explanation.largestBufferBytes()))
        .toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
