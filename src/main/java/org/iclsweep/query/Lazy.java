package org.iclsweep.query;

import java.util.function.Supplier;

/** A value that is computed when it is first used. */
final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> computation;
  private T value;

  Lazy(Supplier<T> computation) {
    this.computation = computation;
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = computation.get();
    }
    return value;
  }
}
