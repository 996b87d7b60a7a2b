package org.iclsweep.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.KnownSizeEstimation;
import org.iclsweep.sweep.CostModel;
import org.iclsweep.sweep.MemoryModel;
import org.iclsweep.sweep.Parameter;
import org.iclsweep.sweep.SweepSpec;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.sweep.TrialConfig;
import org.iclsweep.sweep.UsageException;
import org.iclsweep.table.Column;
import scala.Tuple2;

/**
 * The grid of a sweep: the product of the axes, with derived columns and filters. Each row becomes
 * a trial.
 *
 * <p>Executors build each trial from its index; the driver never holds the grid. The grid is a
 * Dataset where SQL derives or filters, and plain RDDs elsewhere, because planning a query costs
 * more than the other steps. Only values that SQL reads or that differ between trials are converted
 * to Spark's own form, because converting a million rows and back also takes time.
 */
public final class Grid {
  /**
   * Minimum number of combinations for compiled queries; below, compiling takes longer than it
   * saves.
   */
  private static final long COMPILED = 200_000;

  /** Maximum number of models that a run keeps. */
  private static final int MAX_MODELS = 10_000;

  private static final String ID = "trial_id";
  private static final String VALUES = "values of the model";

  private static final String INDEX = "index of the combination";

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
   * Builds and checks a grid.
   *
   * @param spec its {@link SweepSpec#combinations()} must fit in a long
   * @throws UsageException if an expression is not valid SQL, names no column or cannot be
   *     evaluated, if a row is not a valid trial, or if there is no row
   */
  public static Grid of(Session session, SweepSpec spec) {
    boolean plain = spec.lets().isEmpty() && spec.wheres().isEmpty();
    JavaRDD<Point> points =
        (plain ? combinations(session, spec) : calculated(session, spec)).map(Grid::point);
    Total total =
        SqlError.explained(
            fragment -> option(spec, fragment),
            () -> points.aggregate(Total.NONE, Total::plus, Total::plus));
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

  private static JavaRDD<Map<Parameter, Object>> combinations(Session session, SweepSpec spec) {
    Varying varying = Varying.of(spec);
    long combinations = spec.combinations().longValueExact();
    return session
        .context()
        .range(0, combinations, 1, session.parts(combinations))
        .toJavaRDD()
        .map(index -> varying.with(parameter -> spec.value(parameter, (Long) index)));
  }

  /** The combinations with the columns derived by {@code --let}, filtered by {@code --where}. */
  private static JavaRDD<Map<Parameter, Object>> calculated(Session session, SweepSpec spec) {
    Dataset<Row> rows = axes(session, spec);
    for (SweepSpec.Let let : spec.lets()) {
      rows = derive(rows, let);
    }
    for (String where : spec.wheres()) {
      rows = filter(rows, "--where \"" + where + "\"", where);
    }
    Varying varying = Varying.of(spec);
    Dataset<Row> grid =
        rows.select(
            varying.parameters().stream()
                .map(parameter -> functions.col(parameter.column()))
                .toArray(org.apache.spark.sql.Column[]::new));
    return SqlError.explained(
        fragment -> option(spec, fragment),
        () ->
            grid.toJavaRDD().map(row -> varying.with(parameter -> row.getAs(parameter.column()))));
  }

  /**
   * The combinations of the axes, with one column per parameter. Unread columns are not computed.
   * No column is a constant, because Spark would evaluate expressions of constants before there is
   * a row.
   */
  private static Dataset<Row> axes(Session session, SweepSpec spec) {
    long combinations = spec.combinations().longValueExact();
    return session
        .sized(combinations >= COMPILED)
        .range(0, combinations, 1, session.parts(combinations))
        .toDF(INDEX)
        // Without this alias, a filter could refer to the index column, which is not selected.
        .alias(INDEX)
        .select(
            Arrays.stream(Parameter.values())
                .map(parameter -> axis(spec, parameter))
                .toArray(org.apache.spark.sql.Column[]::new));
  }

  /** The options that contain a fragment of an expression. */
  private static String option(SweepSpec spec, String fragment) {
    List<String> options = new ArrayList<>();
    for (SweepSpec.Let let : spec.lets()) {
      if (let.expression().contains(fragment)) {
        options.add("--let " + let);
      }
    }
    for (String where : spec.wheres()) {
      if (where.contains(fragment)) {
        options.add("--where \"" + where + "\"");
      }
    }
    return options.isEmpty() ? "--let or --where" : String.join(" or ", options);
  }

  private static org.apache.spark.sql.Column axis(SweepSpec spec, Parameter parameter) {
    UDF1<Long, Object> value = index -> spec.value(parameter, index);
    return functions
        .udf(value, DataType.fromDDL(Column.Kind.of(parameter.domain().type()).sql()))
        .apply(functions.col(INDEX))
        .as(parameter.column());
  }

  private static Dataset<Row> derive(Dataset<Row> rows, SweepSpec.Let let) {
    String option = "--let " + let;
    ReadOnlySql.checkReadOnly(rows.sparkSession(), option, let.expression());
    return analyzed(
        option, () -> rows.withColumn(let.parameter().column(), functions.expr(let.expression())));
  }

  private static Dataset<Row> filter(Dataset<Row> rows, String option, String where) {
    ReadOnlySql.checkReadOnly(rows.sparkSession(), option, where);
    Dataset<Row> filtered = analyzed(option, () -> rows.where(where));
    LogicalPlan plan = filtered.queryExecution().analyzed();
    if (plan instanceof Filter filter && filter.condition().references().isEmpty()) {
      throw new UsageException(
          option + ": it names no column; there are " + String.join(", ", rows.columns()));
    }
    return filtered;
  }

  private static Dataset<Row> analyzed(String option, Supplier<Dataset<Row>> expression) {
    Dataset<Row> rows = SqlError.explained(option, expression::get);
    if (!rows.queryExecution().analyzed().deterministic()) {
      throw new UsageException(
          option + ": it is random; a grid must be the same each time it is made");
    }
    return rows;
  }

  /**
   * The values that differ between the rows of a grid.
   *
   * @param parameters the parameters that vary
   * @param common one row; its values of all other parameters are those of every row
   */
  private record Varying(List<Parameter> parameters, EnumMap<Parameter, Object> common)
      implements Serializable {
    static Varying of(SweepSpec spec) {
      return new Varying(
          Arrays.stream(Parameter.values()).filter(spec::varies).toList(),
          new EnumMap<>(spec.combination(0)));
    }

    Map<Parameter, Object> with(Function<Parameter, Object> values) {
      Map<Parameter, Object> row = common.clone();
      for (Parameter parameter : parameters) {
        row.put(parameter, values.apply(parameter));
      }
      return row;
    }
  }

  private static Point point(Map<Parameter, Object> values) {
    try {
      TrialConfig config = new TrialConfig(values);
      return new Point(config, CostModel.seconds(config), MemoryModel.bytes(config), null);
    } catch (IllegalArgumentException e) {
      return new Point(null, 0, 0, e.getMessage());
    }
  }

  /**
   * A row of the grid: a trial, or the reason why it is invalid.
   *
   * <p>Spark estimates the memory of what it shuffles by following all references, here 25 for each
   * trial, again and again while the data grow. Its size is known, and this saves most of the time.
   */
  private record Point(TrialConfig config, double seconds, double bytes, String violation)
      implements KnownSizeEstimation, Serializable {
    /** Rounded up: the record, the map of a configuration, and its boxed values. */
    private static final long BYTES = 1_000;

    @Override
    public long estimatedSize() {
      return BYTES;
    }

    /** The trial's id, computed on every call because counting a grid needs none. */
    String id() {
      return config.id();
    }

    /** Its parameters, its id and the number of values in its model. */
    Row row() {
      List<Object> row = new ArrayList<>();
      for (Parameter parameter : Parameter.values()) {
        row.add(config.value(parameter));
      }
      row.add(id());
      row.add(TrainedModel.values(config));
      return RowFactory.create(row.toArray());
    }
  }

  private record Total(
      long count, double seconds, double longestSeconds, double largestBytes, String violation)
      implements Serializable {
    static final Total NONE = new Total(0, 0, 0, 0, null);

    Total plus(Point point) {
      return plus(new Total(1, point.seconds(), point.seconds(), point.bytes(), point.violation()));
    }

    /** Keeps the alphabetically first violation, so that the result is deterministic. */
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

  /** The predicted seconds for all trials on one core if they run all their steps. */
  public double seconds() {
    return seconds;
  }

  /** The predicted seconds of the most expensive trial. */
  public double longestSeconds() {
    return longestSeconds;
  }

  /** The predicted memory of the largest trial, in bytes. */
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

  /**
   * The ids of the trials that satisfy a condition, for keeping their models.
   *
   * @param condition a Spark SQL condition on the parameters
   * @throws UsageException if it is not valid, no trial satisfies it, a model would be larger than
   *     {@link TrainedModel#MAX_VALUES}, or there would be more than {@link #MAX_MODELS}
   */
  public Set<String> keptModels(Session session, String condition) {
    String option = "--keep-model \"" + condition + "\"";
    StructType schema = new StructType();
    for (Parameter parameter : Parameter.values()) {
      schema = schema.add(parameter.column(), Column.Kind.of(parameter.domain().type()).sql());
    }
    Dataset<Row> rows =
        session
            .sized(false)
            .createDataFrame(points.map(Point::row), schema.add(ID, "string").add(VALUES, "long"));
    Dataset<Row> kept = filter(rows, option, condition).select(ID, VALUES);
    List<Row> first =
        SqlError.explained(
            option, () -> kept.orderBy(functions.desc(VALUES)).takeAsList(MAX_MODELS + 1));
    if (first.isEmpty()) {
      throw new UsageException(option + ": no trial of the grid satisfies it");
    }
    if (first.get(0).getLong(1) > TrainedModel.MAX_VALUES) {
      throw new UsageException(
          "%s: the model of trial %s would have %d values, at most %d are kept; restrict the condition to smaller trials"
              .formatted(
                  option,
                  first.get(0).getString(0),
                  first.get(0).getLong(1),
                  TrainedModel.MAX_VALUES));
    }
    if (first.size() > MAX_MODELS) {
      throw new UsageException(
          "%s: more than %d trials satisfy it; restrict it, for example to one seed"
              .formatted(option, MAX_MODELS));
    }
    return first.stream().map(row -> row.getString(0)).collect(Collectors.toUnmodifiableSet());
  }

  /** The state of a trial that is in the grid, stored, or both. */
  enum State {
    /** In the grid and not stored. */
    NEW,
    /** In the grid; the last stored attempt failed. */
    FAILED,
    /** In the grid and stored with a result. */
    DONE,
    /** Stored, but part of another grid. */
    OTHER;

    /** Whether the trial is to be run. */
    boolean missing() {
      return this == NEW || this == FAILED;
    }
  }

  /**
   * A trial of the grid or of the folder, ordered by decreasing cost, then by id.
   *
   * @param id the trial's name
   * @param config the trial, null for {@link State#OTHER}
   * @param state whether it is to be run
   * @param attempts the number of the last stored attempt, or 0
   * @param seconds the predicted seconds of another attempt
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
   * All trials of the grid and all stored trials, in no particular order.
   *
   * @param stored the stored attempts by the ids of their trials
   */
  JavaRDD<Entry> against(JavaPairRDD<String, Attempt> stored) {
    return points
        .mapToPair(point -> new Tuple2<>(point.id(), point))
        .cogroup(stored)
        .map(group -> entry(group._1(), group._2()._1(), group._2()._2()));
  }

  /**
   * A stored attempt at a trial.
   *
   * @param number from 1
   */
  record Attempt(int number, boolean failed) implements Serializable {}

  private static Entry entry(String id, Iterable<Point> ofGrid, Iterable<Attempt> stored) {
    int attempts = 0;
    boolean failed = false;
    for (Attempt attempt : stored) {
      if (attempt.number() > attempts) {
        attempts = attempt.number();
        failed = attempt.failed();
      }
    }
    for (Point point : ofGrid) {
      State state = attempts == 0 ? State.NEW : failed ? State.FAILED : State.DONE;
      return new Entry(id, point.config(), state, attempts, point.seconds());
    }
    return new Entry(id, null, State.OTHER, attempts, 0);
  }
}
