package dev.weft.kernels.backend.cuda.driver;

import dev.weft.kernels.backend.cuda.Device;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
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
 * keeps the result in a cache of its own on disk. One context, shared by all threads; every call is
 * checked.
 */
public final class JCudaDevice implements Device {
  /** Resident blocks of a processor that hide the latency of its memory. */
  private static final int BLOCKS_A_PROCESSOR = 32;

  /** Bytes of one copy: a buffer is shorter than 2 GiB. */
  private static final long PIECE = 1L << 30;

  private final CUcontext context;
  private final String name;
  private final int processors;
  private final Map<Long, Allocation> allocations = new HashMap<>();

  /** Device memory that knows its address. */
  private static final class Allocation extends CUdeviceptr {
    long address() {
      return getNativePointer();
    }
  }

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
  public synchronized long allocate(long bytes) {
    enter();
    Allocation made = new Allocation();
    check("allocate " + bytes + " bytes", JCudaDriver.cuMemAlloc(made, Math.max(1, bytes)));
    allocations.put(made.address(), made);
    return made.address();
  }

  @Override
  public synchronized void free(long address) {
    enter();
    check("free memory", JCudaDriver.cuMemFree(allocation(address)));
    allocations.remove(address);
  }

  @Override
  public synchronized void upload(MemorySegment from, long to) {
    enter();
    CUdeviceptr target = allocation(to);
    for (long at = 0; at < from.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, from.byteSize() - at);
      Pointer source = Pointer.to(from.asSlice(at, bytes).asByteBuffer());
      check(
          "copy " + bytes + " bytes to the GPU",
          JCudaDriver.cuMemcpyHtoD(target.withByteOffset(at), source, bytes));
    }
  }

  @Override
  public synchronized void download(long from, MemorySegment to) {
    enter();
    CUdeviceptr source = allocation(from);
    for (long at = 0; at < to.byteSize(); at += PIECE) {
      long bytes = Math.min(PIECE, to.byteSize() - at);
      Pointer target = Pointer.to(to.asSlice(at, bytes).asByteBuffer());
      check(
          "copy " + bytes + " bytes from the GPU",
          JCudaDriver.cuMemcpyDtoH(target, source.withByteOffset(at), bytes));
    }
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
    // A kernel's own failure is reported by the next call that waits: wait here, where its name is
    // known.
    check("run kernel " + entry, JCudaDriver.cuCtxSynchronize());
  }

  private void enter() {
    check("enter the context", JCudaDriver.cuCtxSetCurrent(context));
  }

  private CUdeviceptr allocation(long address) {
    Allocation found = allocations.get(address);
    if (found == null) {
      throw new IllegalStateException(
          "Backend cuda: nothing begins at address " + Long.toHexString(address) + ".");
    }
    return found;
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    check("ask the GPU what it is", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static void check(String what, int result) {
    if (result != CUresult.CUDA_SUCCESS) {
      throw new IllegalStateException(
          "Backend cuda: it could not " + what + ": " + CUresult.stringFor(result) + ".");
    }
  }
}
