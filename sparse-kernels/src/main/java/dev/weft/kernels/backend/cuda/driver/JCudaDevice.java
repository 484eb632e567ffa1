package dev.weft.kernels.backend.cuda.driver;

import dev.weft.kernels.backend.cuda.Device;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * The first GPU, through the driver API alone. The driver compiles PTX for the GPU at hand and
 * keeps the result in a cache of its own on disk. One context and its default stream, shared by all
 * threads; every call is checked. Kernels run while Java goes on; an error names the latest ones,
 * or with {@code -Dweft.cuda.wait=true} the one that failed.
 */
public final class JCudaDevice implements Device {
  /** Resident blocks of a processor that hide the latency of its memory. */
  private static final int BLOCKS_A_PROCESSOR = 32;

  /** Bytes of one copy: a buffer is shorter than 2 GiB. */
  private static final long PIECE = 1L << 30;

  /** Collections before memory counts as used up. */
  private static final int PATIENCE = 3;

  /** Names of kernels kept for an error's message. */
  private static final int REMEMBERED = 8;

  /** Whether to wait for every kernel, so that an error names the one that failed. */
  private static final boolean WAITS = Boolean.getBoolean("weft.cuda.wait");

  private final CUcontext context;
  private final String name;
  private final int processors;
  private final Pool pool = new Pool();

  /** Kernels asked for since the device was last waited for, the latest last. */
  private final ArrayDeque<String> running = new ArrayDeque<>();

  private JCudaDevice(CUdevice device) {
    context = new CUcontext();
    check("create a context", JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
    int major = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
    int minor = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    processors = attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
    byte[] text = new byte[256];
    check("read the device's name", JCudaDriver.cuDeviceGetName(text, text.length, device));
    name = new String(text, StandardCharsets.UTF_8).replace("\0", "") + ", sm_" + major + minor;
    if (major < 8) {
      throw new IllegalStateException(
          "Backend cuda: the GPU is " + name + "; expected sm_80 (Ampere) or newer.");
    }
  }

  /**
   * The first GPU.
   *
   * @throws IllegalStateException when there is none, or no driver, or JCuda does not load; the
   *     message says what is missing and what to install
   */
  public static JCudaDevice open() {
    try {
      NativeFiles.unpack("JCudaDriver");
      JCudaDriver.setExceptionsEnabled(false);
      int result = JCudaDriver.cuInit(0);
      int[] count = new int[1];
      if (result == CUresult.CUDA_ERROR_NO_DEVICE
          || result == CUresult.CUDA_SUCCESS
              && JCudaDriver.cuDeviceGetCount(count) == CUresult.CUDA_SUCCESS
              && count[0] == 0) {
        throw new IllegalStateException(
            "Backend cuda: the NVIDIA driver finds no GPU; does nvidia-smi list one?");
      }
      check("initialise the driver", result);
      CUdevice device = new CUdevice();
      check("open the first GPU", JCudaDriver.cuDeviceGet(device, 0));
      return new JCudaDevice(device);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Backend cuda: JCuda does not load: "
              + e.getMessage()
              + ". It needs the NVIDIA driver (libcuda.so.1) and org.jcuda:jcuda with its natives.",
          e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int blocks() {
    return BLOCKS_A_PROCESSOR * processors;
  }

  @Override
  public long allocate(long bytes) {
    for (int tries = 0; tries < PATIENCE; tries++) {
      try {
        return take(bytes);
      } catch (OutOfMemoryError e) {
        collect();
      }
    }
    return take(bytes);
  }

  private synchronized long take(long bytes) {
    enter();
    return pool.take(bytes);
  }

  /**
   * Lets the garbage collector find values that nobody wants any more; it frees them a bit later.
   */
  private static void collect() {
    System.gc();
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void free(long address) {
    pool.giveBack(address);
  }

  @Override
  public synchronized void upload(MemorySegment from, long to) {
    enter();
    CUdeviceptr target = pool.pointer(to);
    for (long at = 0; at < from.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, from.byteSize() - at);
      Pointer source = Pointer.to(from.asSlice(at, bytes).asByteBuffer());
      check(
          "copy " + bytes + " bytes to the GPU",
          JCudaDriver.cuMemcpyHtoD(target.withByteOffset(at), source, bytes));
    }
  }

  @Override
  public synchronized void download(long from, MemorySegment to, long rowBytes, long pitch) {
    await();
    CUdeviceptr source = pool.pointer(from);
    for (long at = 0; at < to.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, to.byteSize() - at);
      Pointer target = Pointer.to(to.asSlice(at, bytes).asByteBuffer());
      check(
          "copy " + bytes + " bytes from the GPU",
          JCudaDriver.cuMemcpyDtoH(target, source.withByteOffset(at), bytes));
    }
  }

  @Override
  public synchronized void copy(long from, long to, long bytes) {
    enter();
    check(
        "copy " + bytes + " bytes on the GPU",
        JCudaDriver.cuMemcpyDtoD(pool.pointer(to), pool.pointer(from), bytes));
  }

  @Override
  public synchronized Loaded load(Module module) {
    enter();
    CUmodule loaded = new CUmodule();
    String first = module.entries().getFirst().name();
    check("load kernel " + first, JCudaDriver.cuModuleLoadData(loaded, module.text()));
    Map<String, CUfunction> functions = new HashMap<>();
    Map<String, Integer> threads = new HashMap<>();
    for (Entry entry : module.entries()) {
      CUfunction function = new CUfunction();
      check(
          "find kernel " + entry.name(),
          JCudaDriver.cuModuleGetFunction(function, loaded, entry.name()));
      functions.put(entry.name(), function);
      threads.put(entry.name(), entry.threads());
    }
    return (entry, blocks, arguments) ->
        launch(entry, functions.get(entry), threads.get(entry), blocks, arguments);
  }

  private synchronized void launch(
      String entry, CUfunction function, int threads, int blocks, long[] arguments) {
    enter();
    Pointer[] parameters = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      parameters[i] = Pointer.to(new long[] {arguments[i]});
    }
    // JCuda's way to say the default stream, and no further parameters.
    CUstream stream = null;
    Pointer extra = null;
    check(
        "launch kernel " + entry,
        JCudaDriver.cuLaunchKernel(
            function, blocks, 1, 1, threads, 1, 1, 0, stream, Pointer.to(parameters), extra));
    running.addLast(entry);
    if (running.size() > REMEMBERED) {
      running.removeFirst();
    }
    if (WAITS) {
      await();
    }
  }

  /** {@inheritDoc} A kernel's own failure is reported by the next call that waits. */
  @Override
  public synchronized void await() {
    enter();
    String last = running.isEmpty() ? "what was asked for" : "kernels, the latest " + running;
    check("run " + last, JCudaDriver.cuCtxSynchronize());
    running.clear();
  }

  private void enter() {
    check("enter the context", JCudaDriver.cuCtxSetCurrent(context));
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    check("ask the GPU what it is", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  static void check(String what, int result) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new IllegalStateException(
          "Backend cuda: it could not " + what + ": " + CUresult.stringFor(result) + ".");
    }
  }
}
