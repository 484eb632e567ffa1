package dev.weft.graph.arrow;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Reads the items of a mapped Arrow IPC file. Every offset and length is checked against the part
 * of the file it points into, and nothing is allocated by a size that the file claims: a hostile
 * file gives an exception.
 */
final class ArrowReader {
  private static final long SMALLEST = 8L + 4 + ArrowWriter.MAGIC.length;

  private final Path path;
  private final MemorySegment file;
  private final Schema schema;
  private final RecordBatch batch;
  private final MemorySegment body;
  private final Texts texts;
  private final Map<String, String> metadata = new TreeMap<>();
  private int node;
  private int buffer;

  private ArrowReader(Path path, MemorySegment file) throws GraphFormatException {
    this.path = path;
    this.file = file;
    long footerBytes = footerBytes();
    Footer footer =
        Footer.getRootAsFooter(
            view(file.byteSize() - 4 - ArrowWriter.MAGIC.length - footerBytes, footerBytes));
    this.texts = new Texts(footerBytes);
    this.schema = require(footer.schema(), "a schema");
    if (schema.endianness() != 0) {
      throw bad("it was written big-endian; expected little-endian.");
    }
    checkVersion();
    if (footer.recordBatchesLength() != 1 || footer.dictionariesLength() != 0) {
      throw bad(
          footer.recordBatchesLength()
              + " record batches and "
              + footer.dictionariesLength()
              + " dictionaries; expected one record batch.");
    }
    Block block = footer.recordBatches(0);
    this.batch = batch(block);
    this.body =
        part("body", Math.addExact(block.offset(), block.metaDataLength()), block.bodyLength());
  }

  static ArrowReader map(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < SMALLEST) {
        throw new GraphFormatException(
            path,
            "the file has "
                + size
                + " bytes; a graph file has at least "
                + SMALLEST
                + ". Is it complete?");
      }
      // Unmapped when nothing refers to it any more: a column may outlive its graph, and reading
      // freed memory would end the process.
      return new ArrowReader(
          path, channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto()));
    }
  }

  /** Free texts of the graph. */
  Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  private long footerBytes() throws GraphFormatException {
    long end = file.byteSize() - ArrowWriter.MAGIC.length;
    if (!magic(0)) {
      throw bad("it does not begin as an Arrow file; expected a file written by GraphFile.save.");
    }
    if (!magic(end)) {
      throw bad("it does not end as an Arrow file. Is it complete? Write or copy it again.");
    }
    long length = file.get(JAVA_INT_UNALIGNED, end - 4);
    if (length <= 0 || length > end - 4 - 8) {
      throw bad(
          "the footer claims "
              + length
              + " bytes; the file has "
              + (end - 4 - 8)
              + " for it. Is it complete?");
    }
    return length;
  }

  private boolean magic(long at) {
    return file.asSlice(at, ArrowWriter.MAGIC.length)
            .mismatch(MemorySegment.ofArray(ArrowWriter.MAGIC))
        < 0;
  }

  private void checkVersion() throws GraphFormatException {
    Map<String, String> all = texts.read(schema.customMetadataLength(), schema::customMetadata);
    String version = all.getOrDefault("weft.version", "");
    if (!"graph".equals(all.get("weft.format"))) {
      throw bad(
          "it is an Arrow file, but holds no graph; expected a file written by GraphFile.save.");
    }
    if (!version.equals(Integer.toString(GraphFile.VERSION))) {
      throw bad(
          "its version is \""
              + version
              + "\"; this program reads version "
              + GraphFile.VERSION
              + ". Write it again with this version, or read it with a newer program.");
    }
    all.forEach(
        (key, value) -> {
          if (key.startsWith("meta.")) {
            metadata.put(key.substring(5), value);
          }
        });
  }

  private RecordBatch batch(Block block) throws GraphFormatException {
    MemorySegment message = part("record batch", block.offset(), block.metaDataLength());
    if (message.byteSize() < 8 || message.get(JAVA_INT_UNALIGNED, 0) != -1) {
      throw bad("the record batch does not begin with the mark of a message.");
    }
    Message header =
        Message.getRootAsMessage(view(block.offset() + 8, block.metaDataLength() - 8L));
    if (header.headerType() != MessageHeader.RecordBatch) {
      throw bad(
          "the footer points to a message of type "
              + header.headerType()
              + "; expected a record batch.");
    }
    RecordBatch found = (RecordBatch) require(header.header(new RecordBatch()), "a record batch");
    if (found.length() != 1 || found.compression() != null) {
      throw bad(
          "the record batch has "
              + found.length()
              + " rows"
              + (found.compression() == null ? "" : ", compressed")
              + "; expected 1, not compressed.");
    }
    return found;
  }

  private MemorySegment part(String what, long offset, long length) throws GraphFormatException {
    if (offset < 0 || length < 0 || offset > file.byteSize() || length > file.byteSize() - offset) {
      throw bad(
          "the "
              + what
              + " lies at byte "
              + offset
              + " with length "
              + length
              + "; the file has "
              + file.byteSize()
              + " bytes. Is it complete?");
    }
    return file.asSlice(offset, length);
  }

  private ByteBuffer view(long offset, long length) throws GraphFormatException {
    return part("metadata", offset, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All arrays of the file. */
  List<Item> items() throws GraphFormatException {
    List<Item> out = new ArrayList<>();
    for (int i = 0; i < schema.fieldsLength(); i++) {
      out.add(item(FieldReader.of(require(schema.fields(i), "a field"), texts)));
    }
    if (node != batch.nodesLength() || buffer != batch.buffersLength()) {
      throw bad(
          "the record batch has "
              + batch.nodesLength()
              + " nodes and "
              + batch.buffersLength()
              + " buffers; the schema says "
              + node
              + " and "
              + buffer
              + ".");
    }
    return List.copyOf(out);
  }

  private Item item(FieldReader field) throws GraphFormatException {
    nextNode(field, 1);
    nextBuffer(field);
    MemorySegment offsets = nextBuffer(field);
    if (offsets.byteSize() < 16 || offsets.get(JAVA_LONG_UNALIGNED, 0) != 0) {
      throw bad("array " + field.path() + ": the list's offsets are missing or do not begin at 0.");
    }
    long rows = offsets.get(JAVA_LONG_UNALIGNED, 8);
    if (rows < 0) {
      throw bad("array " + field.path() + ": the list has " + rows + " elements.");
    }
    return new Item(
        field.kind(),
        field.owner(),
        field.name(),
        field.element(),
        rows,
        buffers(field, rows),
        field.notes());
  }

  private List<Item.Bytes> buffers(FieldReader field, long rows) throws GraphFormatException {
    return switch (field.element()) {
      case Item.Element.Numbers numbers -> {
        if (numbers.shape().rank() > 0) {
          nextNode(field, rows);
          nextBuffer(field);
        }
        nextNode(field, Math.multiplyExact(rows, (long) numbers.shape().width()));
        nextBuffer(field);
        MemorySegment data = nextBuffer(field);
        long needed = numbers.bytes(rows);
        if (data.byteSize() < needed) {
          throw bad(
              "array "
                  + field.path()
                  + ": "
                  + data.byteSize()
                  + " bytes; "
                  + rows
                  + " rows of "
                  + numbers.dtype()
                  + numbers.shape()
                  + " need "
                  + needed
                  + ".");
        }
        yield List.of(Item.Bytes.of(data.asSlice(0, needed)));
      }
      case Item.Element.Text text -> {
        nextNode(field, rows);
        nextBuffer(field);
        MemorySegment offsets = nextBuffer(field);
        MemorySegment bytes = nextBuffer(field);
        if (offsets.byteSize() / 8 <= rows) {
          throw bad(
              "array "
                  + field.path()
                  + ": "
                  + offsets.byteSize() / 8
                  + " offsets; expected "
                  + (rows + 1)
                  + ".");
        }
        yield List.of(Item.Bytes.of(offsets), Item.Bytes.of(bytes));
      }
    };
  }

  private void nextNode(FieldReader field, long length) throws GraphFormatException {
    if (node >= batch.nodesLength()) {
      throw bad(
          "array "
              + field.path()
              + ": the record batch has only "
              + batch.nodesLength()
              + " nodes.");
    }
    long found = batch.nodes(node).length();
    long nulls = batch.nodes(node).nullCount();
    node++;
    if (found != length || nulls != 0) {
      throw bad(
          "array "
              + field.path()
              + ": length "
              + found
              + " with "
              + nulls
              + " nulls; expected length "
              + length
              + " without nulls.");
    }
  }

  private MemorySegment nextBuffer(FieldReader field) throws GraphFormatException {
    if (buffer >= batch.buffersLength()) {
      throw bad(
          "array "
              + field.path()
              + ": the record batch has only "
              + batch.buffersLength()
              + " buffers.");
    }
    long offset = batch.buffers(buffer).offset();
    long length = batch.buffers(buffer).length();
    buffer++;
    if (offset < 0 || length < 0 || offset > body.byteSize() || length > body.byteSize() - offset) {
      throw bad(
          "array "
              + field.path()
              + ": a buffer lies at byte "
              + offset
              + " with length "
              + length
              + "; the body has "
              + body.byteSize()
              + " bytes.");
    }
    MemorySegment found = body.asSlice(offset, length);
    if (length > 0 && found.address() % ArrowWriter.ALIGNMENT != 0) {
      throw bad(
          "array "
              + field.path()
              + ": a buffer at byte "
              + offset
              + " of the body is not aligned to "
              + ArrowWriter.ALIGNMENT
              + " bytes.");
    }
    return found;
  }

  private <T> T require(T found, String what) throws GraphFormatException {
    if (found == null) {
      throw bad("it lacks " + what + ".");
    }
    return found;
  }

  private GraphFormatException bad(String problem) {
    return new GraphFormatException(path, problem);
  }
}
