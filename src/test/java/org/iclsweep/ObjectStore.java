package org.iclsweep;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.Constants;
import org.gaul.s3proxy.blobstore.options.CreateContainerOptions;

/** A server of Amazon's S3 protocol on the loopback interface, with one bucket. */
public final class ObjectStore implements AutoCloseable {
  private static final String BUCKET = "sweeps";
  private static final Pattern CLIENT =
      Pattern.compile("/(hadoop-aws|software/amazon|wildfly|reactivestreams|httpcomponents)/");
  private static final String ACCESS_KEY = "local-identity";

  /** A password that must not appear in anything that is printed. */
  static final String SECRET_KEY = "local-credential";

  private final BlobStore store;
  private final S3Proxy server;

  private ObjectStore(BlobStore store, S3Proxy server) {
    this.store = store;
    this.server = server;
  }

  /**
   * Serves until the process ends.
   *
   * @param args the folder of the objects and the port
   */
  public static void main(String[] args) throws Exception {
    try (ObjectStore store = start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println("serving " + store.folder("") + " at http://127.0.0.1:" + store.port());
      settings(store.port()).forEach((name, value) -> System.out.println(name + " " + value));
      Thread.currentThread().join();
    }
  }

  /**
   * Starts a server.
   *
   * @param folder the folder of its objects; it is created if necessary
   * @param port its port, or 0 for any
   */
  public static ObjectStore start(Path folder, int port) throws Exception {
    return start(folder, port, new Faults(0));
  }

  /** Starts a server with faults. */
  static ObjectStore start(Path folder, int port, Faults faults) throws Exception {
    Properties properties = new Properties();
    properties.setProperty(
        "jclouds.filesystem.basedir", Files.createDirectories(folder).toString());
    properties.setProperty(Constants.PROPERTY_IDENTITY, ACCESS_KEY);
    properties.setProperty(Constants.PROPERTY_CREDENTIAL, SECRET_KEY);
    BlobStore store = BlobStores.create("filesystem", properties);
    store.createContainer(BUCKET, CreateContainerOptions.NONE);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(faults.around(store))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .build();
    server.start();
    return new ObjectStore(store, server);
  }

  /** The URI of a folder in its bucket. */
  public String folder(String name) {
    return "s3a://" + BUCKET + "/" + name;
  }

  int port() {
    return server.getPort();
  }

  /** Hadoop's settings for this server. */
  public Map<String, String> settings() {
    return settings(port());
  }

  /** Hadoop's settings for a server on this machine. */
  static Map<String, String> settings(int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.access.key", ACCESS_KEY);
    settings.put("fs.s3a.secret.key", SECRET_KEY);
    return settings;
  }

  /** The settings with which spark-submit passes Hadoop's settings on. */
  public static Map<String, String> forSpark(Map<String, String> settings) {
    Map<String, String> forSpark = new LinkedHashMap<>();
    settings.forEach((name, value) -> forSpark.put("spark.hadoop." + name, value));
    return forSpark;
  }

  /** The jars of the client, as options of spark-submit name them. */
  static String clientJars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(jar -> CLIENT.matcher(jar).find())
        .collect(Collectors.joining(","));
  }

  @Override
  public void close() throws IOException {
    try {
      FileSystem.closeAll(); // clients of this server
      server.stop();
      store.close();
    } catch (Exception e) {
      throw new IOException("the server does not stop", e);
    }
  }
}
