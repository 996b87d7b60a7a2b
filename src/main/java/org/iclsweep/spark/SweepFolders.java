package org.iclsweep.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.store.DamagedException;
import org.iclsweep.store.ObjectStores;
import org.iclsweep.store.SweepFolder;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.ColumnDescription;
import org.iclsweep.table.TableNames;
import scala.Tuple2;

/** Opens sweep folders on Spark's file systems and reads their results as Datasets. */
public final class SweepFolders {
  /** Maximum bytes of a small table: about 50,000 trials, or the curves of a thousand. */
  private static final long SMALL = 10_000_000;

  /** Bytes of both tables above which queries are compiled. */
  private static final long LARGE = 100_000_000;

  /** Settings by Spark's, since loading Hadoop's defaults takes longer than most tasks. */
  private static final Map<Set<Tuple2<String, String>>, Configuration> LOADED =
      new ConcurrentHashMap<>();

  private SweepFolders() {}

  /**
   * Returns a folder, which need not exist yet. Changes nothing.
   *
   * @param out its path or URI
   * @throws UsageException if there is no file system for it
   */
  public static SweepFolder at(String out) {
    return SweepFolder.at(out, fileSystems(new SparkConf()));
  }

  /** The file system settings that were given to Spark, as a copy of the caller's own. */
  static Configuration fileSystems(SparkConf conf) {
    return new Configuration(
        LOADED.computeIfAbsent(Set.of(conf.getAll()), all -> loadedFileSystems(conf)));
  }

  private static Configuration loadedFileSystems(SparkConf conf) {
    Configuration loaded = SparkHadoopUtil.get().newConfiguration(conf);
    ObjectStores.DEFAULTS.forEach(loaded::setIfUnset);
    return loaded;
  }

  /** Whether queries on a folder's results should be compiled. */
  public static boolean large(SweepFolder folder) {
    return folder.bytes() > LARGE;
  }

  /**
   * Returns all stored rows of {@code trials} or {@code trajectories}, including older attempts. A
   * small table has one partition, so that a query on it is a single task without a shuffle, which
   * would otherwise dominate the time. A damaged or unreadable file causes a {@link
   * DamagedException} only when rows are read.
   */
  public static Dataset<Row> read(SparkSession spark, SweepFolder folder, String table) {
    StructType schema = schema(table);
    List<SweepFolder.StoredFile> files;
    try {
      files = folder.files(table);
    } catch (DamagedException | UsageException e) {
      return damaged(spark, schema, e.getMessage());
    }
    if (files.isEmpty()) {
      return empty(spark, table);
    }
    long bytes = files.stream().mapToLong(SweepFolder.StoredFile::bytes).sum();
    Dataset<Row> rows =
        reader(spark, schema)
            .parquet(files.stream().map(SweepFolder.StoredFile::path).toArray(String[]::new));
    return bytes <= SMALL ? rows.coalesce(1) : rows;
  }

  /** A reader that never treats names as patterns and reports altered pages as errors. */
  private static DataFrameReader reader(SparkSession spark, StructType schema) {
    return spark
        .read()
        .schema(schema)
        .option("__globPaths__", "false")
        .option("parquet.page.verify-checksum.enabled", "true");
  }

  private static Dataset<Row> damaged(SparkSession spark, StructType schema, String message) {
    UserDefinedFunction fails =
        functions
            .udf(
                (UDF0<Boolean>)
                    () -> {
                      throw new DamagedException(message);
                    },
                DataTypes.BooleanType)
            .asNondeterministic();
    Row row = RowFactory.create(new Object[schema.size()]);
    return spark.createDataFrame(List.of(row), schema).where(fails.apply());
  }

  /** Returns a derived table as it was written. */
  public static Dataset<Row> readDerived(SparkSession spark, SweepFolder folder, String table) {
    return reader(spark, schema(table)).parquet(folder.derived(table));
  }

  /** Returns a table without rows. */
  public static Dataset<Row> empty(SparkSession spark, String table) {
    return table(spark, table, List.of());
  }

  /**
   * Returns rows in memory as a table.
   *
   * @param rows values in the order of the table's columns
   */
  public static Dataset<Row> table(SparkSession spark, String table, List<Row> rows) {
    return spark.createDataFrame(rows, schema(table));
  }

  /** The columns that identify a configuration. */
  static StructType keys() {
    StructType schema = schema(TableNames.AGGREGATES.get(0));
    return new StructType(Arrays.copyOf(schema.fields(), TableNames.KEYS.size()));
  }

  private static StructType schema(String table) {
    StructType schema = new StructType();
    for (ColumnDescription column : ColumnDescription.of(table)) {
      schema = schema.add(column.column(), column.type());
    }
    return schema;
  }
}
