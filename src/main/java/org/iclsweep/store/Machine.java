package org.iclsweep.store;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that runs this process. */
public final class Machine {
  private Machine() {}

  /** Returns its network name, or {@code localhost} if it has none. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
