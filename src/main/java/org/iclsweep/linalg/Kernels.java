package org.iclsweep.linalg;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * Picks the kernel of this process, once: vectors where the JVM has the module
 * jdk.incubator.vector, plain Java elsewhere. {@code -Diclsweep.kernel=portable} or {@code vector}
 * forces one.
 */
public final class Kernels {
  /** Forces a kernel by its name. */
  public static final String PROPERTY = "iclsweep.kernel";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR = "vector";
  private static final String PORTABLE = "portable";

  private static Choice choice;

  /** Kept, since a class that could not be loaded once would later fail without its reason. */
  private static String refusal;

  private Kernels() {}

  /**
   * A kernel, and why it was taken.
   *
   * @param kernel the kernel
   * @param reason in a few words
   */
  public record Choice(Kernel kernel, String reason) {}

  /**
   * The kernel that trials of this process use.
   *
   * @throws IllegalStateException if {@link #PROPERTY} names a kernel that there is not, or that
   *     this JVM cannot run
   */
  public static synchronized Choice choice() {
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    if (choice == null) {
      try {
        choice = choose(System.getProperty(PROPERTY));
      } catch (IllegalStateException e) {
        refusal = e.getMessage();
        throw e;
      }
    }
    return choice;
  }

  /** Every kernel that this JVM can run, the fastest first. */
  public static List<Kernel> available() {
    return hasModule() ? List.of(vector(), portable()) : List.of(portable());
  }

  /** The kernel that every JVM can run. */
  public static Kernel portable() {
    return new PortableKernel();
  }

  static Choice choose(String forced) {
    if (forced != null) {
      String reason = "as " + PROPERTY + " says";
      return switch (forced) {
        case PORTABLE -> new Choice(new PortableKernel(), reason);
        case VECTOR -> new Choice(vector(), reason);
        default ->
            throw new IllegalStateException(
                "%s: there is no kernel '%s'; it takes %s or %s"
                    .formatted(PROPERTY, forced, VECTOR, PORTABLE));
      };
    }
    return hasModule()
        ? new Choice(vector(), "the JVM has the module " + MODULE)
        : new Choice(
            new PortableKernel(),
            "the JVM runs without --add-modules %s, which makes training faster".formatted(MODULE));
  }

  private static boolean hasModule() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static Kernel vector() {
    if (!hasModule()) {
      throw new IllegalStateException(
          "%s=%s needs a JVM with --add-modules %s".formatted(PROPERTY, VECTOR, MODULE));
    }
    try {
      // By name: the class is compiled apart, and must not be loaded without the module.
      return Class.forName(Kernels.class.getPackageName() + ".VectorKernel")
          .asSubclass(Kernel.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ExceptionInInitializerError e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("the vector kernel cannot be used: " + e, e);
    }
  }

  /**
   * A warning if this processor has no fused multiply-add, or the JVM does not use it: results are
   * the same, but each one is then computed by software, some hundred times slower.
   */
  public static Optional<String> slowness() {
    HotSpotDiagnosticMXBean machine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    boolean fused = machine == null || machine.getVMOption("UseFMA").getValue().equals("true");
    return fused
        ? Optional.empty()
        : Optional.of(
            "this processor has no fused multiply-add, or the JVM does not use it (UseFMA);"
                + " training gives the same numbers but is very slow here");
  }
}
