package org.iclsweep;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.Constants;
import org.gaul.s3proxy.blobstore.options.CreateContainerOptions;

/** A server of Amazon's S3 protocol on the loopback interface, with one bucket. */
public final class ObjectStore implements AutoCloseable {
  private static final String BUCKET = "sweeps";
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
   * Starts a server.
   *
   * @param folder the folder of its objects; it is created if necessary
   * @param port its port, or 0 for any
   */
  public static ObjectStore start(Path folder, int port) throws Exception {
    Properties properties = new Properties();
    properties.setProperty(
        "jclouds.filesystem.basedir", Files.createDirectories(folder).toString());
    properties.setProperty(Constants.PROPERTY_IDENTITY, ACCESS_KEY);
    properties.setProperty(Constants.PROPERTY_CREDENTIAL, SECRET_KEY);
    BlobStore store = BlobStores.create("filesystem", properties);
    store.createContainer(BUCKET, CreateContainerOptions.NONE);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store)
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

  @Override
  public void close() throws IOException {
    try {
      server.stop();
      store.close();
    } catch (Exception e) {
      throw new IOException("the server does not stop", e);
    }
  }
}
