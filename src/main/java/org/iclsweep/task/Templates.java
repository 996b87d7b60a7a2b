package org.iclsweep.task;

/** The distribution of a template's (task vector's) independent entries lambda_i. */
public enum Templates {
  /** Gaussian entries. */
  GAUSSIAN {
    @Override
    double standardEntry(RandomStream stream) {
      return stream.nextGaussian();
    }
  },
  /** Entries +1 or -1, with probability 1/2 each. */
  RADEMACHER {
    @Override
    double standardEntry(RandomStream stream) {
      return stream.nextLong() < 0 ? -1 : 1;
    }
  },
  /** Entries uniform on (-sqrt(3), sqrt(3)]. */
  UNIFORM {
    @Override
    double standardEntry(RandomStream stream) {
      return ROOT_3 * (2 * stream.nextUniform() - 1);
    }
  };

  private static final double ROOT_3 = Math.sqrt(3);

  /** Draws a number with mean 0 and variance 1. */
  abstract double standardEntry(RandomStream stream);

  /**
   * Draws lambda = mean + deviation * u, where u_i has mean 0 and variance 1.
   *
   * @param template receives lambda. Modified.
   * @param moments the mean mu and the standard deviation s of an entry
   * @param stream Modified.
   */
  public void draw(double[] template, Moments moments, RandomStream stream) {
    for (int i = 0; i < template.length; i++) {
      template[i] = moments.mean() + moments.deviation() * standardEntry(stream);
    }
  }

  /**
   * The moments of the templates: E lambda = mean 1, cov lambda = deviation^2 I.
   *
   * @param mean mu
   * @param deviation s
   */
  public record Moments(double mean, double deviation) {
    /** The training distribution, E lambda = 0 and E lambda lambda' = I. */
    public static final Moments IN_DOMAIN = new Moments(0, 1);

    /** The paper's out-of-domain test, mean 1 and variance 4. */
    public static final Moments OUT_OF_DOMAIN = new Moments(1, 2);

    /**
     * @throws IllegalArgumentException if mu or s is not finite, or s is negative
     */
    public Moments {
      if (!Double.isFinite(mean)) {
        throw new IllegalArgumentException(
            "the mean of a template is " + mean + "; it must be finite");
      }
      if (!(deviation >= 0) || !Double.isFinite(deviation)) {
        throw new IllegalArgumentException(
            "the standard deviation of a template is "
                + deviation
                + "; it must be finite and >= 0");
      }
    }
  }
}
