package dev.weft.nn.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of a safetensors header: objects, arrays, strings and whole numbers that are not
 * negative. Nothing else occurs in one, so nothing else is read. Nesting is bounded and names must
 * differ, so that no header can exhaust the stack or hide an entry.
 */
final class HeaderJson {
  private static final int MAX_DEPTH = 8;

  private final String text;
  private int at;

  private HeaderJson(String text) {
    this.text = text;
  }

  /**
   * The object that the text is.
   *
   * @throws IllegalArgumentException saying what stands where
   */
  static Map<String, Object> parse(String text) {
    HeaderJson json = new HeaderJson(text);
    Object value = json.value(0);
    json.blanks();
    if (json.at != text.length()) {
      throw json.wrong("the end");
    }
    if (value instanceof Map<?, ?>) {
      Map<String, Object> object = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((name, entry) -> object.put((String) name, entry));
      return object;
    }
    throw new IllegalArgumentException("the header is no JSON object");
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("at most " + MAX_DEPTH + " levels");
    }
    blanks();
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> entries = new LinkedHashMap<>();
    at++;
    blanks();
    while (peek() != '}') {
      blanks();
      String name = string();
      expect(':');
      if (entries.put(name, value(depth + 1)) != null) {
        throw wrong("different names, not " + name + " twice");
      }
      blanks();
      if (peek() != '}') {
        expect(',');
        blanks();
        if (peek() == '}') {
          throw wrong("a name");
        }
      }
    }
    at++;
    return entries;
  }

  private List<Object> array(int depth) {
    List<Object> items = new ArrayList<>();
    at++;
    blanks();
    while (peek() != ']') {
      items.add(value(depth + 1));
      blanks();
      if (peek() != ']') {
        expect(',');
        blanks();
        if (peek() == ']') {
          throw wrong("a value");
        }
      }
    }
    at++;
    return items;
  }

  private String string() {
    if (peek() != '"') {
      throw wrong("a string");
    }
    at++;
    StringBuilder out = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        throw wrong("no control character in a string");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    at++;
    return out.toString();
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an escape");
    };
  }

  private char unicode() {
    if (at + 4 > text.length()) {
      throw wrong("four hexadecimal digits");
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(text.charAt(at++), 16);
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private Long number() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (start == at || at - start > 18) {
      throw wrong("a whole number of at most 18 digits");
    }
    return Long.parseLong(text, start, at, 10);
  }

  private void expect(char c) {
    blanks();
    if (peek() != c) {
      throw wrong("'" + c + "'");
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "the header is not valid at character " + at + "; expected " + expected);
  }

  /** The text as a JSON string, with its quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
