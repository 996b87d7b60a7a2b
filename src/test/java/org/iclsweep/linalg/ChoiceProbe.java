package org.iclsweep.linalg;

/** Prints the kernel that this JVM chooses. */
final class ChoiceProbe {
  private ChoiceProbe() {}

  /**
   * Prints the name, description and reason of the choice, or {@code refused} and the reason;
   * twice, because each trial of a process repeats the choice. Then prints whether the kernel is
   * slow.
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
