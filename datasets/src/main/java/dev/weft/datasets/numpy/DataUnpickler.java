package dev.weft.datasets.numpy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * The unpickling machine, restricted to data. Instructions that only build data go to the library;
 * those that name something, allocate by a number in the file, or call a method are done here
 * against fixed lists. The library's process-wide constructor table is never read.
 */
final class DataUnpickler extends Unpickler {
  /** An object whose content comes after its constructor. */
  interface Buildable {
    /** Takes the state that the pickle gives. */
    void build(Object state);
  }

  private static final Map<String, IObjectConstructor> CONSTRUCTORS = constructors();

  private static Map<String, IObjectConstructor> constructors() {
    Map<String, IObjectConstructor> known = new HashMap<>();
    for (String core : new String[] {"numpy.core.multiarray", "numpy._core.multiarray"}) {
      known.put(core + "._reconstruct", args -> new PickledArray());
    }
    for (String csr : new String[] {"scipy.sparse.csr", "scipy.sparse._csr"}) {
      known.put(csr + ".csr_matrix", args -> new PickledCsr());
    }
    known.put("numpy.dtype", args -> new PickledArray.Type((String) args[0]));
    // The two that only ever stand as an argument: what _reconstruct makes, and what a missing key
    // gives.
    known.put("numpy.ndarray", DataUnpickler::refuse);
    known.put("__builtin__.list", DataUnpickler::refuse);
    known.put("builtins.list", DataUnpickler::refuse);
    known.put("collections.defaultdict", args -> new HashMap<Object, Object>());
    known.put("collections.OrderedDict", args -> new HashMap<Object, Object>());
    // How Python 3 writes bytes in protocol 2.
    known.put("_codecs.encode", args -> ((String) args[0]).getBytes(StandardCharsets.ISO_8859_1));
    return Map.copyOf(known);
  }

  private static Object refuse(Object[] args) {
    throw new PickleException("it calls a constructor that Weft does not call");
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    switch (key) {
      case Opcodes.STOP -> {
        return super.dispatch(key);
      }
      case Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.MEMOIZE,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.MARK,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.EMPTY_DICT,
          Opcodes.REDUCE,
          Opcodes.NEWOBJ,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.SHORT_BINSTRING,
          Opcodes.SHORT_BINBYTES,
          Opcodes.SHORT_BINUNICODE ->
          super.dispatch(key);
      case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE -> {
        requireAvailable();
        super.dispatch(key);
      }
      case Opcodes.GLOBAL -> name(PickleUtils.readline(input), PickleUtils.readline(input));
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        name((String) stack.pop(), name);
      }
      case Opcodes.BUILD -> build(stack.pop());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(new ArrayList<>(java.util.Arrays.asList(stack.pop(), value)));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      default ->
          throw new PickleException(
              "instruction " + Integer.toHexString(key) + " is not one that data needs");
    }
    return NO_RETURN_VALUE;
  }

  /**
   * The library allocates what a length field says before it reads: let it say no more than the
   * file holds.
   */
  private void requireAvailable() throws IOException {
    input.mark(Integer.BYTES);
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, Integer.BYTES));
    if (length < 0 || length > input.available()) {
      throw new PickleException(
          "a string of "
              + (length & 0xFFFF_FFFFL)
              + " bytes, but only "
              + input.available()
              + " follow");
    }
    input.reset();
  }

  private void name(String module, String name) {
    IObjectConstructor known = CONSTRUCTORS.get(module + "." + name);
    if (known == null) {
      throw new PickleException(
          "it names " + module + "." + name + ", which is not data; nothing was run");
    }
    stack.add(known);
  }

  private void build(Object state) {
    if (!(stack.peek() instanceof Buildable target)) {
      throw new PickleException("it sets the state of something that has none");
    }
    target.build(state);
  }

  /** Keys are text or whole numbers: hashing nested lists could take for ever. */
  private void put(List<Object> keysAndValues) {
    @SuppressWarnings("unchecked")
    Map<Object, Object> map = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof Integer || key instanceof Long)) {
        throw new PickleException("a dictionary key that is neither text nor a whole number");
      }
      map.put(key, keysAndValues.get(i + 1));
    }
  }
}
