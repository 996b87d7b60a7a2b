package org.iclsweep.store;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Distinguishes files that cannot be reached now from damaged ones. */
public final class Network {
  /**
   * The names of the Apache HTTP client's exception for an answer that was cut off, whose package
   * depends on how the client of an object store is built, and of HDFS's for data that no machine
   * has now.
   */
  private static final Set<String> UNREACHABLE =
      Set.of("ConnectionClosedException", "BlockMissingException");

  private Network() {}

  /**
   * Returns whether a failure was caused by a connection that failed, was cut or timed out, or by
   * machines of a distributed file system that are down.
   */
  public static boolean failed(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof SSLException
          || UNREACHABLE.contains(cause.getClass().getSimpleName())) {
        return true;
      }
    }
    return false;
  }
}
