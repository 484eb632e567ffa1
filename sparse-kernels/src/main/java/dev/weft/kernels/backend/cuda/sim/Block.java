package dev.weft.kernels.backend.cuda.sim;

import dev.weft.kernels.backend.cuda.ptx.Insn;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of threads, stepped in turn: each runs until a barrier stops it, and a barrier opens when
 * all whom it waits for have come to the same instruction. Any order of threads would do; what
 * depends on the order is a race, and memory finds it.
 */
final class Block {
  private static final int WARP = 32;

  /** Instructions of one thread without a barrier beyond which it is taken for stuck. */
  private static final long ENDLESS = 1L << 30;

  final Program program;
  final int number;
  final int blocks;
  final int threads;
  final Region scratch;
  final Memory memory;
  final long[] arguments;
  private final List<Lane> lanes = new ArrayList<>();

  Block(Program program, Memory memory, long[] arguments, int number, int blocks) {
    this.program = program;
    this.memory = memory;
    this.arguments = arguments;
    this.number = number;
    this.blocks = blocks;
    this.threads = program.threads();
    this.scratch =
        new Region("the shared memory of block " + number, program.sharedBytes(), threads);
    for (int t = 0; t < threads; t++) {
      lanes.add(new Lane(this, t, program.registers()));
    }
  }

  void run() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Lane lane : lanes) {
        if (lane.state == Lane.State.RUNNING) {
          run(lane);
          moved = true;
        }
      }
      moved |= open();
    }
    for (Lane lane : lanes) {
      if (lane.state == Lane.State.WAITING) {
        throw lane.fault("waits for threads that never come here");
      }
    }
  }

  private void run(Lane lane) {
    for (long step = 0; lane.state == Lane.State.RUNNING; step++) {
      program.step(lane);
      if (step > ENDLESS) {
        throw lane.fault("goes on and on");
      }
    }
  }

  /** Opens every barrier at which all have arrived. */
  private boolean open() {
    boolean opened = false;
    for (Lane lane : lanes) {
      if (lane.state == Lane.State.WAITING) {
        List<Lane> company = company(lane);
        if (company.stream().allMatch(o -> o.state == Lane.State.WAITING && o.at == lane.at)) {
          meet(lane, company);
          opened = true;
        }
      }
    }
    return opened;
  }

  /** All whom the lane waits for, itself included. */
  private List<Lane> company(Lane lane) {
    return switch (program.insn(lane.at)) {
      case Insn.BlockBarrier _ -> lanes;
      case Insn.WarpBarrier _, Insn.Shuffle _ -> named(lane, program.mask(lane));
      case Insn _ -> throw new AssertionError(program.instruction(lane.at));
    };
  }

  private List<Lane> named(Lane lane, int mask) {
    int first = lane.thread / WARP * WARP;
    List<Lane> named = new ArrayList<>();
    for (int t = 0; t < WARP; t++) {
      if ((mask >>> t & 1) != 0) {
        if (first + t >= threads) {
          throw lane.fault("names lane " + t + ", which the warp does not have");
        }
        named.add(lanes.get(first + t));
      }
    }
    if (!named.contains(lane)) {
      throw lane.fault("does not name itself in the mask " + Integer.toHexString(mask));
    }
    return named;
  }

  private void meet(Lane first, List<Lane> company) {
    if (program.insn(first.at) instanceof Insn.Shuffle shuffle) {
      program.shuffle(shuffle, company, first.thread / WARP * WARP);
    }
    company.forEach(first::learn);
    for (Lane lane : company) {
      lane.know(first);
    }
    for (Lane lane : company) {
      lane.tick();
      lane.at++;
      lane.state = Lane.State.RUNNING;
    }
  }
}
