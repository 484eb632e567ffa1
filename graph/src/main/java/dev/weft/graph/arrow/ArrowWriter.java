package dev.weft.graph.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Writes items as an Arrow IPC file: magic, schema message, one record batch of one row, end mark,
 * footer. Every buffer begins at a multiple of 64 bytes in the file, so that a mapped file is
 * aligned for vector loads.
 */
final class ArrowWriter {
  static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  static final int ALIGNMENT = 64;
  private static final int PIECE = 1 << 28;

  /** A buffer's place in the body. */
  private record Place(long offset, Item.Bytes bytes) {}

  private record Node(long length) {}

  private final List<Item> items;
  private final Map<String, String> metadata;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private long bodyBytes;

  ArrowWriter(List<Item> items, Map<String, String> metadata) {
    this.items = items;
    this.metadata =
        new TreeMap<>(
            Map.of("weft.format", "graph", "weft.version", Integer.toString(GraphFile.VERSION)));
    metadata.forEach((key, value) -> this.metadata.put("meta." + key, value));
  }

  void write(FileChannel channel) throws IOException {
    items.forEach(this::lay);
    put(channel, ByteBuffer.wrap(java.util.Arrays.copyOf(MAGIC, 8)));
    put(channel, message(schemaMessage(), channel.position(), 8));
    long batchStart = channel.position();
    ByteBuffer batch = message(batchMessage(), batchStart, ALIGNMENT);
    int batchBytes = batch.remaining();
    put(channel, batch);
    body(channel);
    put(channel, little(8).putInt(-1).putInt(0).flip());
    ByteBuffer footer = footer(batchStart, batchBytes);
    int footerBytes = footer.remaining();
    put(channel, footer);
    put(channel, little(4).putInt(footerBytes).flip());
    put(channel, ByteBuffer.wrap(MAGIC));
  }

  /** Notes an item's Arrow nodes and buffers, in the order of a walk through its field. */
  private void lay(Item item) {
    nodes.add(new Node(1));
    empty();
    MemorySegment offsets = MemorySegment.ofArray(new long[] {0, item.rows()});
    place(Item.Bytes.of(offsets));
    switch (item.element()) {
      case Item.Element.Numbers numbers -> {
        if (numbers.shape().rank() > 0) {
          nodes.add(new Node(item.rows()));
          empty();
        }
        nodes.add(new Node(Math.multiplyExact(item.rows(), (long) numbers.shape().width())));
      }
      case Item.Element.Text text -> nodes.add(new Node(item.rows()));
    }
    empty();
    item.buffers().forEach(this::place);
  }

  /** No validity bits: nothing is null. */
  private void empty() {
    place(new Item.Bytes(List.of()));
  }

  private void place(Item.Bytes bytes) {
    places.add(new Place(bodyBytes, bytes));
    bodyBytes = align(Math.addExact(bodyBytes, bytes.size()), ALIGNMENT);
  }

  private FlatBufferBuilder schemaMessage() {
    FlatBufferBuilder builder = new FlatBufferBuilder(1024);
    int schema = schema(builder);
    builder.finish(
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    return builder;
  }

  private int schema(FlatBufferBuilder builder) {
    int[] fields = items.stream().mapToInt(item -> Fields.write(builder, item)).toArray();
    int fieldVector = Schema.createFieldsVector(builder, fields);
    int custom = Schema.createCustomMetadataVector(builder, Fields.keyValues(builder, metadata));
    return Schema.createSchema(builder, (short) 0, fieldVector, custom, 0);
  }

  // Flat buffers grow backwards, so vectors of structs are written from their end.
  private FlatBufferBuilder batchMessage() {
    FlatBufferBuilder builder = new FlatBufferBuilder(1024);
    RecordBatch.startNodesVector(builder, nodes.size());
    for (Node node : nodes.reversed()) {
      FieldNode.createFieldNode(builder, node.length(), 0);
    }
    int nodeVector = builder.endVector();
    RecordBatch.startBuffersVector(builder, places.size());
    for (Place place : places.reversed()) {
      Buffer.createBuffer(builder, place.offset(), place.bytes().size());
    }
    int bufferVector = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, 1);
    RecordBatch.addNodes(builder, nodeVector);
    RecordBatch.addBuffers(builder, bufferVector);
    int batch = RecordBatch.endRecordBatch(builder);
    builder.finish(
        Message.createMessage(
            builder, MetadataVersion.V5, MessageHeader.RecordBatch, batch, bodyBytes, 0));
    return builder;
  }

  private ByteBuffer footer(long batchStart, int batchBytes) {
    FlatBufferBuilder builder = new FlatBufferBuilder(1024);
    int schema = schema(builder);
    Footer.startDictionariesVector(builder, 0);
    int dictionaries = builder.endVector();
    Footer.startRecordBatchesVector(builder, 1);
    Block.createBlock(builder, batchStart, batchBytes, bodyBytes);
    int batches = builder.endVector();
    builder.finish(
        Footer.createFooter(builder, MetadataVersion.V5, schema, dictionaries, batches, 0));
    return builder.dataBuffer();
  }

  /**
   * A message with its prefix, padded so that what follows lies at a multiple of {@code alignment}
   * in the file.
   */
  private static ByteBuffer message(FlatBufferBuilder builder, long position, int alignment) {
    ByteBuffer content = builder.dataBuffer();
    int length =
        Math.toIntExact(align(position + 8 + content.remaining(), alignment) - position - 8);
    return little(8 + length).putInt(-1).putInt(length).put(content).clear();
  }

  private void body(FileChannel channel) throws IOException {
    long start = channel.position();
    for (Place place : places) {
      pad(channel, start + place.offset());
      for (MemorySegment piece : place.bytes().pieces()) {
        for (long at = 0; at < piece.byteSize(); at += PIECE) {
          MemorySegment part = piece.asSlice(at, Math.min(PIECE, piece.byteSize() - at));
          put(channel, bytes(part));
        }
      }
    }
    pad(channel, start + bodyBytes);
  }

  private static ByteBuffer bytes(MemorySegment part) {
    return part.isNative()
        ? part.asByteBuffer()
        : ByteBuffer.wrap(part.toArray(ValueLayout.JAVA_BYTE));
  }

  private static void pad(FileChannel channel, long position) throws IOException {
    put(channel, ByteBuffer.allocate(Math.toIntExact(position - channel.position())));
  }

  private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long align(long value, int multiple) {
    return Math.addExact(value, multiple - 1) & -multiple;
  }
}
