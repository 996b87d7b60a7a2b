package org.iclsweep.linalg;

/** Prints which kernel a JVM chooses. */
final class ChoiceProbe {
  private ChoiceProbe() {}

  /**
   * Prints name, description and reason of the choice, or {@code refused} and why; twice, because
   * every trial of a process asks anew. Then whether it is slow.
   */
  public static void main(String[] args) {
    for (int i = 0; i < 2; i++) {
      try {
        Kernels.Choice choice = Kernels.choice();
        Kernel kernel = choice.kernel();
        System.out.printf("%s; %s; %s%n", kernel.name(), kernel.description(), choice.reason());
      } catch (IllegalStateException e) {
        System.out.printf("refused; %s%n", e.getMessage());
      }
    }
    System.out.println(Kernels.slowness().orElse("quick"));
  }
}
