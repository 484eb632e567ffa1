package dev.weft.kernels.backend.cuda.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Special;
import dev.weft.kernels.backend.cuda.ptx.Type;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The interpreter finds what it is there to find. Kernels of 64 threads on 64 integers. */
class SimulatedDeviceTest {
  private static final int THREADS = 64;

  private final SimulatedDevice device = new SimulatedDevice(4);
  private final Code code = new Code(new Code.Names());
  private final Reg thread = code.where(Special.THREAD);
  private final Reg memory = code.parameter(Type.U64, 0);

  private Address global(Operand element) {
    Reg at = code.compute(Opcode.MUL_WIDE, Type.U32, element, Operand.of(4));
    return new Address(code.compute(Opcode.ADD, Type.S64, memory, at), 0);
  }

  private Address shared(Operand element) {
    return new Address(
        code.compute(Opcode.MAD, Type.S32, element, Operand.of(4), code.scratch()), 0);
  }

  private void store(Space space, Address address, Reg value) {
    code.store(space, Type.B32, address, value, Optional.empty());
  }

  /** The 64 integers after a run on 0, 1, 2, ... */
  private int[] run(int blocks) {
    code.add(new Insn.Return());
    Entry entry = new Entry("k", List.of(Type.U64), THREADS, 4 * THREADS, code.instructions());
    int[] numbers = new int[THREADS];
    java.util.Arrays.setAll(numbers, i -> i);
    long address = device.allocate(4L * THREADS);
    device.upload(MemorySegment.ofArray(numbers), address);
    device.load(new Module(List.of(entry))).launch("k", blocks, address);
    device.download(address, MemorySegment.ofArray(numbers), 4, 4);
    device.free(address);
    return numbers;
  }

  private void faults(int blocks, String expected) {
    String message = assertThrows(Fault.class, () -> run(blocks)).getMessage();
    assertTrue(message.startsWith("k, thread ") && message.contains(expected), message);
  }

  @Test
  void everyThreadRunsOnItsOwnElement() {
    Reg x = code.load(Space.GLOBAL, Type.B32, global(thread));
    store(Space.GLOBAL, global(thread), code.compute(Opcode.MUL, Type.S32, x, x));
    int[] out = run(1);
    assertArrayEquals(new int[] {0, 1, 4, 9}, java.util.Arrays.copyOf(out, 4));
    assertEquals(63 * 63, out[63]);
    assertEquals(0, device.allocations());
  }

  @Test
  void aStepBeyondTheEndIsFound() {
    code.load(
        Space.GLOBAL, Type.B32, global(code.compute(Opcode.ADD, Type.S32, thread, Operand.of(1))));
    faults(1, "reads bytes 256 to 260 of allocation 1, which has 256");
  }

  @Test
  void aStoreInTheMiddleOfAWordIsFound() {
    Address at = global(thread);
    code.store(Space.GLOBAL, Type.B32, new Address(at.base(), 2), thread, Optional.empty());
    faults(1, "misaligned");
  }

  @Test
  void fourNumbersAtOnceAreFourNumbers() {
    int end = code.names().label();
    Reg leads = code.compare(Comparison.EQ, Type.S32, thread, Operand.of(60));
    code.branch(end, Guard.unless(leads));
    List<Reg> four = code.loadVector(Space.GLOBAL, Type.B32, 4, global(thread));
    Reg twice = code.compute(Opcode.ADD, Type.S32, four.get(3), four.get(3));
    List<Reg> values = List.of(four.get(1), four.get(0), twice, thread);
    Optional<Guard> guard = Optional.of(Guard.when(leads));
    code.add(new Insn.StoreVector(Space.GLOBAL, Type.B32, global(thread), values, guard));
    code.label(end);
    int[] out = run(1);
    assertArrayEquals(new int[] {59, 61, 60, 126, 60}, java.util.Arrays.copyOfRange(out, 59, 64));
  }

  @Test
  void fourNumbersAtOnceBeginAtAMultipleOfTheirBytes() {
    Reg next = code.compute(Opcode.AND, Type.B32, thread, Operand.of(2));
    code.loadVector(Space.GLOBAL, Type.B32, 4, global(next));
    faults(1, "goes to 16 bytes at once, misaligned");
  }

  @Test
  void scratchThatNobodyWroteIsFound() {
    code.load(Space.SHARED, Type.B32, shared(thread));
    faults(1, "which nobody has written");
  }

  @Test
  void aRegisterThatWasNotWrittenIsFound() {
    Reg never = code.names().register(Kind.B32);
    code.add(new Insn.Move(code.names().register(Kind.B32), never));
    // Declared by an instruction that no thread comes to.
    int end = code.names().label();
    code.branch(end);
    code.move(never, Operand.of(1));
    code.label(end);
    faults(1, "reads a register that it has not written");
  }

  @Test
  void twoThreadsThatWriteOnePlaceRace() {
    store(Space.GLOBAL, global(Operand.of(0)), thread);
    faults(1, "which thread 0 of block 0 wrote with nothing in between: a race");
  }

  @Test
  void blocksAreNeverInOrder() {
    store(Space.GLOBAL, global(thread), thread);
    faults(2, "which thread 0 of block 0 wrote");
  }

  /** Every thread reads what its neighbour wrote into the scratch. */
  private void exchange(Consumer<Code> between) {
    store(Space.SHARED, shared(thread), thread);
    between.accept(code);
    Reg neighbor = code.compute(Opcode.XOR, Type.B32, thread, Operand.of(1));
    Reg x = code.load(Space.SHARED, Type.B32, shared(neighbor));
    store(Space.GLOBAL, global(thread), x);
  }

  @Test
  void aReadWithoutABarrierRaces() {
    exchange(_ -> {});
    faults(1, "which nobody has written");
  }

  @Test
  void aBarrierOfTheBlockPutsThingsInOrder() {
    exchange(c -> c.add(new Insn.BlockBarrier()));
    assertArrayEquals(new int[] {1, 0, 3, 2}, java.util.Arrays.copyOf(run(1), 4));
  }

  @Test
  void aBarrierOfTheWarpPutsThingsInOrder() {
    exchange(c -> c.add(new Insn.WarpBarrier(Operand.of(-1))));
    assertArrayEquals(new int[] {1, 0, 3, 2}, java.util.Arrays.copyOf(run(1), 4));
  }

  @Test
  void overwritingWhatOthersMayStillReadRaces() {
    exchange(c -> c.add(new Insn.BlockBarrier()));
    store(Space.SHARED, shared(thread), thread);
    faults(1, "wrote with nothing in between: a race");
  }

  @Test
  void aBarrierThatSomeNeverReachIsFound() {
    int end = code.names().label();
    Reg first = code.compare(Comparison.EQ, Type.S32, thread, Operand.of(0));
    code.branch(end, Guard.when(first));
    code.add(new Insn.WarpBarrier(Operand.of(-1)));
    code.label(end);
    faults(1, "waits for threads that never come here");
  }

  @Test
  void shufflesExchangeValuesWithinTheMask() {
    Reg x = code.shuffle(thread, 2, Operand.of(-1));
    store(Space.GLOBAL, global(thread), x);
    assertArrayEquals(new int[] {2, 3, 0, 1, 6}, java.util.Arrays.copyOf(run(1), 5));
  }
}
