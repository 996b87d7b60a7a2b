package org.iclsweep.store;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hadoop.hdfs.BlockMissingException;

/** Distinguishes files that cannot be reached now from damaged ones. */
public final class Network {
  /**
   * The Apache HTTP client's name for an answer that was cut off. Its package depends on how the
   * client of an object store is built.
   */
  private static final String CUT_OFF = "ConnectionClosedException";

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
          || cause instanceof BlockMissingException
          || cause.getClass().getSimpleName().equals(CUT_OFF)) {
        return true;
      }
    }
    return false;
  }
}
