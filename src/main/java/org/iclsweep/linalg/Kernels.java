package org.iclsweep.linalg;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * Selects the kernel of this process, once: vectors if the JVM has the module jdk.incubator.vector,
 * plain Java otherwise. {@code -Diclsweep.kernel=portable} or {@code vector} forces one.
 */
public final class Kernels {
  /** The system property that forces a kernel by name. */
  public static final String PROPERTY = "iclsweep.kernel";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR = "vector";
  private static final String PORTABLE = "portable";

  private static Choice choice;

  /** Kept because a class that failed to load once would later fail without the reason. */
  private static String refusal;

  private Kernels() {}

  /**
   * A kernel and the reason for its selection.
   *
   * @param kernel the kernel
   * @param reason a short reason
   */
  public record Choice(Kernel kernel, String reason) {}

  /**
   * The kernel that trials in this process use.
   *
   * @throws IllegalStateException if {@link #PROPERTY} names an unknown kernel, or one that this
   *     JVM cannot run
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

  /** All kernels that this JVM can run, the fastest first. */
  public static List<Kernel> available() {
    return hasModule() ? List.of(vector(), portable()) : List.of(portable());
  }

  /** The kernel that every JVM can run. */
  public static Kernel portable() {
    return new PortableKernel();
  }

  static Choice choose(String forced) {
    if (forced != null) {
      String reason = "set by " + PROPERTY;
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
      // By name: the class is compiled separately and must not be loaded without the module.
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
   * A warning if this processor has no fused multiply-add or the JVM does not use it. Results are
   * the same, but each multiply-add is then computed in software, about a hundred times slower.
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
