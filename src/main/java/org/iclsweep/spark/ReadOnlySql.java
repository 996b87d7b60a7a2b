package org.iclsweep.spark;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.trees.Origin;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.types.DataType;
import org.iclsweep.sweep.UsageException;
import scala.Product;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * User-written SQL, restricted to reading tables.
 *
 * <p>The check works on the plan from Spark's parser, before Spark resolves any name. Query
 * operators, known tables, and Spark's own functions with a few exceptions are allowed. Everything
 * else, present or future, is refused.
 */
public final class ReadOnlySql {
  private static final String CATALYST = "org.apache.spark.sql.catalyst.";

  /**
   * The names of the query operators in Spark 4.0 to 4.2. They are names rather than classes
   * because some versions lack some of the classes.
   */
  private static final Set<String> OPERATORS =
      Set.of(
          "Aggregate",
          "DataFrameDropColumns",
          "Distinct",
          "Except",
          "Filter",
          "Generate",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LateralJoin",
          "LocalLimit",
          "LocalRelation",
          "Offset",
          "OneRowRelation",
          "PipeOperator",
          "Pivot",
          "Project",
          "RepartitionByExpression",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "Union",
          "Unpivot",
          "UnresolvedHaving",
          "UnresolvedHint",
          "UnresolvedInlineTable",
          "UnresolvedQualify",
          "UnresolvedRelation",
          "UnresolvedSubqueryColumnAliases",
          "UnresolvedTVFAliases",
          "UnresolvedTableValuedFunction",
          "UnresolvedWith",
          "WithWindowDefinition");

  /** The functions that are allowed in place of a table. */
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "explode",
          "explode_outer",
          "inline",
          "inline_outer",
          "json_tuple",
          "posexplode",
          "posexplode_outer",
          "range",
          "stack",
          "variant_explode",
          "variant_explode_outer");

  /**
   * Spark functions that call arbitrary Java methods, read a file named by an argument, or return
   * values without a text form.
   */
  private static final Set<String> REFUSED_FUNCTIONS =
      Set.of(
          "reflect",
          "java_method",
          "try_reflect",
          "from_avro",
          "to_avro",
          "from_protobuf",
          "to_protobuf",
          "from_xml",
          "st_geomfromwkb",
          "st_geogfromwkb");

  /** A function whose name is computed, so that the plan does not contain it. */
  private static final String COMPUTED_FUNCTION = "ExpressionWithUnresolvedIdentifier";

  private static final int LONGEST_QUOTE = 60;

  private final String what;
  private final Collection<String> tables;
  private final String moreTables;

  /** The names that the checked parts read, in lower case. */
  private final Set<String> read = new HashSet<>();

  private ReadOnlySql(String what, Collection<String> tables, String moreTables) {
    this.what = what;
    this.tables = tables;
    this.moreTables = moreTables;
  }

  /**
   * Returns the rows of a query.
   *
   * @param session the session in which the tables become views
   * @param what the name of the query in messages
   * @param sql a single query
   * @param tables the names of the tables
   * @param defineView called for each table that the query may read, before any name is resolved
   * @param moreTables the end of the message about an unknown table; may be empty
   * @throws UsageException with a one-line message, before any name is resolved, if this is not a
   *     query or reads anything but these tables; with Spark's own message if it is invalid
   */
  public static Dataset<Row> query(
      SparkSession session,
      String what,
      String sql,
      Collection<String> tables,
      Consumer<String> defineView,
      String moreTables) {
    return SqlError.explained(
        what,
        () -> {
          LogicalPlan plan = parser(session).parsePlan(sql);
          ReadOnlySql query = new ReadOnlySql(what, tables, moreTables);
          query.check(plan, lowerCase(tables));
          tables.stream().filter(name -> query.read.contains(lower(name))).forEach(defineView);
          return org.apache.spark.sql.classic.Dataset.ofRows(
              (org.apache.spark.sql.classic.SparkSession) session, plan);
        });
  }

  /**
   * Refuses an expression over columns that reads a table or calls a function forbidden in queries.
   *
   * @param what the name of the expression in the message
   * @throws UsageException with a one-line message, also if the text is not an expression
   */
  public static void checkReadOnly(SparkSession session, String what, String expression) {
    Expression parsed = SqlError.explained(what, () -> parser(session).parseExpression(expression));
    new ReadOnlySql(what, List.of(), "").check(parsed, Set.of());
  }

  private static ParserInterface parser(SparkSession session) {
    return ((org.apache.spark.sql.classic.SparkSession) session).sessionState().sqlParser();
  }

  private static Set<String> lowerCase(Collection<String> names) {
    Set<String> lower = new HashSet<>();
    names.forEach(name -> lower.add(lower(name)));
    return lower;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Checks a part of a plan recursively. Subqueries, windows and options are parts of operators and
   * expressions, but not always their children.
   *
   * @param names the tables and common table expressions that the part may read, in lower case
   */
  private void check(Object part, Set<String> names) {
    if (part instanceof LogicalPlan operator) {
      checkOperator(operator, names);
    } else if (part instanceof Expression expression) {
      checkExpression(expression);
    }
    if (part instanceof UnresolvedWith with) {
      checkCommonTables(with, names);
    } else {
      parts(part).forEach(inner -> check(inner, names));
    }
  }

  private static java.lang.Iterable<?> parts(Object part) {
    if (part instanceof DataType) {
      return List.of();
    }
    if (part instanceof Iterable<?> several) {
      return CollectionConverters.asJava(several);
    }
    return part instanceof Product product
        ? CollectionConverters.asJava(product.productIterator().toSeq())
        : List.of();
  }

  /** Each common table expression may read the preceding ones; the query may read all of them. */
  private void checkCommonTables(UnresolvedWith with, Set<String> names) {
    // The flag does not exist in Spark 4.0.
    boolean recursive = with.productIterator().contains(true);
    Set<String> known = new HashSet<>(names);
    for (Object relation : CollectionConverters.asJava(with.cteRelations())) {
      Product named = (Product) relation;
      String name = lower((String) named.productElement(0));
      Set<String> inside = new HashSet<>(known);
      if (recursive) {
        inside.add(name);
      }
      check(named.productElement(1), inside);
      known.add(name);
    }
    check(with.child(), known);
  }

  private void checkOperator(LogicalPlan operator, Set<String> names) {
    if (!isOneOf(OPERATORS, operator)) {
      throw new UsageException(
          "%s: %s is not allowed; SQL reads tables and does nothing else, as in \"select * from trials\"; query without SQL lists tables and columns"
              .formatted(what, quoted(operator)));
    }
    if (operator instanceof UnresolvedRelation relation) {
      List<String> name = CollectionConverters.asJava(relation.multipartIdentifier());
      if (name.size() != 1 || !names.contains(lower(name.get(0)))) {
        throw new UsageException(
            "%s: %s is not one of the tables here; %s"
                .formatted(
                    what,
                    quoted(relation),
                    tables.isEmpty()
                        ? "it takes columns, values and Spark's own functions"
                        : "there are " + String.join(", ", tables) + moreTables));
      }
      read.add(lower(name.get(0)));
    }
    if (operator instanceof UnresolvedTableValuedFunction function) {
      List<String> name = CollectionConverters.asJava(function.name());
      if (name.size() != 1 || !TABLE_FUNCTIONS.contains(lower(name.get(0)))) {
        throw new UsageException(
            "%s: %s is not allowed; tables can be made by %s"
                .formatted(
                    what,
                    quoted(function),
                    String.join(", ", TABLE_FUNCTIONS.stream().sorted().toList())));
      }
    }
  }

  private void checkExpression(Expression expression) {
    if (expression instanceof UnresolvedFunction function) {
      checkFunction(function, CollectionConverters.asJava(function.nameParts()));
    } else if (expression instanceof UnresolvedGenerator generator) {
      checkFunction(
          generator,
          generator.name().database().isEmpty()
              ? List.of(generator.name().funcName())
              : List.of(generator.name().database().get(), generator.name().funcName()));
    } else if (isOneOf(Set.of(COMPUTED_FUNCTION), expression)) {
      throw new UsageException(
          "%s: %s is not allowed; write the function's name itself"
              .formatted(what, quoted(expression)));
    }
  }

  private void checkFunction(Expression call, List<String> name) {
    boolean allowed =
        name.size() == 1
            && !REFUSED_FUNCTIONS.contains(lower(name.get(0)))
            && FunctionRegistry.builtin().functionExists(new FunctionIdentifier(name.get(0)));
    if (!allowed) {
      throw new UsageException(
          "%s: the function %s is not allowed, at %s; it takes Spark's own functions by their plain names, but for %s"
              .formatted(
                  what,
                  String.join(".", name),
                  position(call),
                  String.join(", ", REFUSED_FUNCTIONS.stream().sorted().toList())));
    }
  }

  private static boolean isOneOf(Set<String> names, TreeNode<?> node) {
    Class<?> type = node.getClass();
    return type.getName().startsWith(CATALYST) && names.contains(type.getSimpleName());
  }

  /** The text of a part of a plan, truncated, with its position. */
  private static String quoted(TreeNode<?> node) {
    Origin origin = node.origin();
    String text = node.nodeName();
    if (origin.sqlText().isDefined() && origin.stopIndex().isDefined()) {
      text =
          origin
              .sqlText()
              .get()
              .substring(
                  (Integer) origin.startIndex().get(), (Integer) origin.stopIndex().get() + 1)
              .strip()
              .replaceAll("\\s+", " ");
    }
    if (text.length() > LONGEST_QUOTE) {
      text = text.substring(0, LONGEST_QUOTE) + "...";
    }
    return "\"%s\" at %s".formatted(text, position(node));
  }

  /** A position in Spark's format. */
  private static String position(TreeNode<?> node) {
    Origin origin = node.origin();
    return "line %s, pos %s"
        .formatted(
            origin.line().isDefined() ? origin.line().get() : 1,
            origin.startPosition().isDefined() ? origin.startPosition().get() : 0);
  }
}
