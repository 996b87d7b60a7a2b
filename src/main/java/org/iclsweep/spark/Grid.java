package org.iclsweep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.Column;
import scala.Tuple2;

/**
 * The grid of a sweep: the product of the axes, with derived columns and filters, whose rows become
 * trials.
 *
 * <p>Trials are made on the executors from their index; the driver never holds the grid. It is a
 * Dataset where SQL derives or filters, and plain RDDs elsewhere: planning a query costs more than
 * these steps do, and so does turning a million rows into Spark's own and back.
 */
public final class Grid {
  private final JavaRDD<Point> points;
  private final long size;
  private final double seconds;
  private final double longestSeconds;
  private final double largestBytes;

  private Grid(JavaRDD<Point> points, Total total) {
    this.points = points;
    this.size = total.count();
    this.seconds = total.seconds();
    this.longestSeconds = total.longestSeconds();
    this.largestBytes = total.largestBytes();
  }

  /**
   * Makes and checks a grid.
   *
   * @param spec its {@link SweepSpec#combinations()} must fit in a long
   * @throws UsageException if an expression is no SQL, names no column or cannot be evaluated, if a
   *     row is not a valid trial, or if there is no row
   */
  public static Grid of(Session session, SweepSpec spec) {
    JavaRDD<Map<Parameter, Object>> combinations =
        session
            .context()
            .range(0, spec.combinations().longValueExact(), 1, session.cores())
            .toJavaRDD()
            .map(index -> spec.combination((Long) index));
    boolean plain = spec.lets().isEmpty() && spec.wheres().isEmpty();
    JavaRDD<Point> points =
        (plain ? combinations : calculated(session, combinations, spec)).map(Grid::point);
    Total total =
        SqlError.explained(
            "--let or --where", () -> points.aggregate(Total.NONE, Total::plus, Total::plus));
    if (total.violation() != null) {
      throw new UsageException("in the grid: " + total.violation());
    }
    if (total.count() == 0) {
      throw new UsageException(
          "--where: none of the %s combinations is left; the grid is empty"
              .formatted(spec.combinations()));
    }
    return new Grid(points, total);
  }

  /** Combinations with what {@code --let} derives, those that {@code --where} leaves. */
  private static JavaRDD<Map<Parameter, Object>> calculated(
      Session session, JavaRDD<Map<Parameter, Object>> combinations, SweepSpec spec) {
    Dataset<Row> rows =
        session.spark().createDataFrame(combinations.map(Grid::axisRow), axisSchema());
    for (SweepSpec.Let let : spec.lets()) {
      rows = derive(rows, let);
    }
    for (String where : spec.wheres()) {
      rows = filter(rows, where);
    }
    Dataset<Row> grid = rows;
    return SqlError.explained("--let or --where", () -> grid.toJavaRDD().map(Grid::values));
  }

  private static Dataset<Row> derive(Dataset<Row> rows, SweepSpec.Let let) {
    return analyzed(
        "--let " + let,
        () -> rows.withColumn(let.parameter().column(), functions.expr(let.expression())));
  }

  private static Dataset<Row> filter(Dataset<Row> rows, String where) {
    String option = "--where \"" + where + "\"";
    Dataset<Row> filtered = analyzed(option, () -> rows.where(where));
    LogicalPlan plan = filtered.queryExecution().analyzed();
    if (plan instanceof Filter filter && filter.condition().references().isEmpty()) {
      throw new UsageException(
          option + ": it names no column; there are " + String.join(", ", rows.columns()));
    }
    return filtered;
  }

  private static Dataset<Row> analyzed(String option, Supplier<Dataset<Row>> expression) {
    Dataset<Row> rows = SqlError.explained(option, expression);
    if (!rows.queryExecution().analyzed().deterministic()) {
      throw new UsageException(
          option + ": it is random; a grid must be the same each time it is made");
    }
    return rows;
  }

  private static StructType axisSchema() {
    StructType schema = new StructType();
    for (Parameter parameter : Parameter.values()) {
      schema = schema.add(parameter.column(), Column.Kind.of(parameter.domain().type()).sql());
    }
    return schema;
  }

  private static Row axisRow(Map<Parameter, Object> combination) {
    List<Object> values = new ArrayList<>();
    for (Parameter parameter : Parameter.values()) {
      values.add(combination.get(parameter));
    }
    return RowFactory.create(values.toArray());
  }

  private static Map<Parameter, Object> values(Row row) {
    Map<Parameter, Object> values = new EnumMap<>(Parameter.class);
    int index = 0;
    for (Parameter parameter : Parameter.values()) {
      values.put(parameter, row.get(index));
      index++;
    }
    return values;
  }

  private static Point point(Map<Parameter, Object> values) {
    try {
      TrialConfig config = new TrialConfig(values);
      return new Point(config, CostModel.seconds(config), MemoryModel.bytes(config), null);
    } catch (IllegalArgumentException e) {
      return new Point(null, 0, 0, e.getMessage());
    }
  }

  /** A row of the grid: a trial, or what is wrong with it. */
  private record Point(TrialConfig config, double seconds, double bytes, String violation)
      implements Serializable {
    /** Computed anew each time, since counting a grid needs none. */
    String id() {
      return config.id();
    }
  }

  private record Total(
      long count, double seconds, double longestSeconds, double largestBytes, String violation)
      implements Serializable {
    static final Total NONE = new Total(0, 0, 0, 0, null);

    Total plus(Point point) {
      return plus(new Total(1, point.seconds(), point.seconds(), point.bytes(), point.violation()));
    }

    /** The violation that is kept is the first in alphabetical order, to be always the same. */
    Total plus(Total other) {
      boolean mine =
          violation != null
              && (other.violation == null || violation.compareTo(other.violation) <= 0);
      return new Total(
          count + other.count,
          seconds + other.seconds,
          Math.max(longestSeconds, other.longestSeconds),
          Math.max(largestBytes, other.largestBytes),
          mine ? violation : other.violation);
    }
  }

  /** The number of trials. */
  public long size() {
    return size;
  }

  /** The seconds that all trials take on one core if they run all their steps, as predicted. */
  public double seconds() {
    return seconds;
  }

  /** The predicted seconds of the dearest trial. */
  public double longestSeconds() {
    return longestSeconds;
  }

  /** The bytes that the largest trial holds, as predicted. */
  public double largestBytes() {
    return largestBytes;
  }

  /** The ids of the trials, in a column {@code trial_id}. */
  public Dataset<Row> ids(Session session) {
    return session
        .spark()
        .createDataset(points.map(Point::id).rdd(), Encoders.STRING())
        .toDF("trial_id");
  }

  /** What is known of a trial that is of the grid, stored, or both. */
  enum State {
    /** Of the grid, and not stored. */
    NEW,
    /** Of the grid, and the last stored attempt failed. */
    FAILED,
    /** Of the grid, and stored with a result. */
    DONE,
    /** Stored, and of another grid. */
    OTHER;

    /** Whether the trial is to be run. */
    boolean missing() {
      return this == NEW || this == FAILED;
    }
  }

  /**
   * A trial of the grid or of the folder. Ordered dearest first, then by id.
   *
   * @param id the trial's name
   * @param config the trial, null for {@link State#OTHER}
   * @param state whether it is to be run
   * @param attempts the number of attempts that are stored
   * @param seconds the predicted seconds of one more
   */
  record Entry(String id, TrialConfig config, State state, int attempts, double seconds)
      implements Comparable<Entry>, Serializable {
    @Override
    public int compareTo(Entry other) {
      int byCost = Double.compare(other.seconds, seconds);
      return byCost != 0 ? byCost : id.compareTo(other.id);
    }
  }

  /**
   * All trials of the grid and all that are stored, in no order.
   *
   * @param stored {@code trial_id}, {@code attempt} and {@code status} of stored rows
   */
  JavaRDD<Entry> against(JavaRDD<Row> stored) {
    return points
        .mapToPair(point -> new Tuple2<>(point.id(), point))
        .cogroup(stored.mapToPair(row -> new Tuple2<>(row.getString(0), row)))
        .map(group -> entry(group._1(), group._2()._1(), group._2()._2()));
  }

  private static Entry entry(String id, Iterable<Point> ofGrid, Iterable<Row> stored) {
    int attempts = 0;
    boolean failed = false;
    for (Row row : stored) {
      if (row.getInt(1) > attempts) {
        attempts = row.getInt(1);
        failed = row.getString(2).equals("failed");
      }
    }
    for (Point point : ofGrid) {
      State state = attempts == 0 ? State.NEW : failed ? State.FAILED : State.DONE;
      return new Entry(id, point.config(), state, attempts, point.seconds());
    }
    return new Entry(id, null, State.OTHER, attempts, 0);
  }
}
