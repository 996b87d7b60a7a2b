package org.iclsweep;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on the loopback interface that passes on all bytes to another and back, but cuts
 * connections in the middle, at moments that a seed determines.
 */
final class CuttingRelay implements AutoCloseable {
  /**
   * A connection is cut after fewer bytes than this in one direction, which many requests share; a
   * request that is repeated succeeds sooner or later.
   */
  private static final int MAX_BYTES = 1_000_000;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int target;
  private final Random random;
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean cutting = true;

  CuttingRelay(int target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections were cut. */
  int cuts() {
    return cuts.get();
  }

  /** Cuts no more connections. */
  void behave() {
    cutting = false;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
        int up = random.nextInt(MAX_BYTES);
        int down = random.nextInt(MAX_BYTES);
        start(() -> pass(client, there, up));
        start(() -> pass(there, client, down));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void pass(Socket from, Socket to, int bytes) {
    byte[] buffer = new byte[1 << 13];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int left = bytes;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (cutting && n >= left) {
          out.write(buffer, 0, left);
          cuts.incrementAndGet();
          from.setSoLinger(true, 0); // as if the machine had gone
          to.setSoLinger(true, 0);
          return;
        }
        left -= n;
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      return; // the other direction was cut or closed
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
