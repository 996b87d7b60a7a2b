package org.iclsweep.store;

import java.util.Map;

/** Settings for folders on object stores. */
public final class ObjectStores {
  /**
   * Defaults of Hadoop's settings, under which a read whose connection is cut is repeated: S3A
   * repeats the reads of its classic stream only, except vectored ones.
   */
  public static final Map<String, String> DEFAULTS =
      Map.of(
          "fs.s3a.input.stream.type",
          "classic",
          "parquet.hadoop.vectored.io.enabled",
          Boolean.toString(false));

  private ObjectStores() {}
}
