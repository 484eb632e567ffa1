package dev.weft.kernels.backend.cuda.sim;

/**
 * One simulated thread: its registers, where it is, and what it knows of the others in its block. A
 * thread's time goes on at every barrier; a barrier tells each participant the times of all others,
 * and whatever happened up to a known time happened before.
 */
final class Lane {
  /** What a thread is doing. */
  enum State {
    RUNNING,
    WAITING,
    DONE
  }

  /** Number of the thread within the grid. */
  final int id;

  /** Number of the thread within its block. */
  final int thread;

  final Block block;
  final long[] registers;
  final boolean[] defined;
  int at;
  State state = State.RUNNING;

  private final int[] known;

  Lane(Block block, int thread, int registers) {
    this.block = block;
    this.thread = thread;
    this.id = block.number * block.threads + thread;
    this.registers = new long[registers];
    this.defined = new boolean[registers];
    this.known = new int[block.threads];
    known[thread] = 1;
  }

  int time() {
    return known[thread];
  }

  /** True when what the other did at that time of its own was before this moment. */
  boolean follows(int other, int time) {
    if (other == id) {
      return true;
    }
    return other / block.threads == block.number && known[other % block.threads] >= time;
  }

  /** Learns what another knows. */
  void learn(Lane other) {
    for (int t = 0; t < known.length; t++) {
      known[t] = Math.max(known[t], other.known[t]);
    }
  }

  /** Copies what another knows. */
  void know(Lane other) {
    System.arraycopy(other.known, 0, known, 0, known.length);
  }

  /** After a barrier. */
  void tick() {
    known[thread]++;
  }

  long get(int register) {
    if (!defined[register]) {
      throw fault("reads a register that it has not written");
    }
    return registers[register];
  }

  void set(int register, long value) {
    registers[register] = value;
    defined[register] = true;
  }

  String describe(int other) {
    return "thread " + other % block.threads + " of block " + other / block.threads;
  }

  Fault fault(String what) {
    return new Fault(
        block.program.name()
            + ", "
            + describe(id)
            + ", instruction "
            + at
            + " ("
            + block.program.instruction(at)
            + "): "
            + what
            + ".");
  }
}
