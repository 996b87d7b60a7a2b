package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures of connections and machines, which damage no file. */
class NetworkTest {
  /** Has the name of the Apache HTTP client's exception, which object stores' clients bring. */
  private static final class ConnectionClosedException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
  }

  /** By its name, because tests that refer to HDFS start it. */
  private static IOException missingBlock() throws ReflectiveOperationException {
    return Class.forName("org.apache.hadoop.hdfs.BlockMissingException")
        .asSubclass(IOException.class)
        .getConstructor(String.class, String.class, long.class)
        .newInstance("/trials/a.parquet", "no machine has it", 4);
  }

  private static IOException failure(int number) throws ReflectiveOperationException {
    return switch (number) {
      case 0 -> new ConnectException("refused");
      case 1 -> new SocketTimeoutException("silent");
      case 2 -> new SSLException("connection reset");
      case 3 -> missingBlock();
      default -> new ConnectionClosedException();
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void failedConnectionsAreFoundAmongTheCauses(int number) throws ReflectiveOperationException {
    IOException failure = failure(number);
    assertTrue(Network.failed(failure));
    assertTrue(Network.failed(new UncheckedIOException("a read failed", new IOException(failure))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesThatEndEarlyOrAreMissingAreNoneOfThem(boolean early) {
    IOException failure = early ? new EOFException() : new FileNotFoundException("a.parquet");
    assertFalse(Network.failed(new UncheckedIOException(failure)));
  }
}
