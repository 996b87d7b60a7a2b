package org.iclsweep.store;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Distinguishes a failed connection from a damaged file. */
public final class Network {
  private Network() {}

  /** Returns whether a failure was caused by a connection that failed, was cut or timed out. */
  public static boolean failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
