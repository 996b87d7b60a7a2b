package org.iclsweep.spark;

import java.util.List;
import java.util.function.Function;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One column of a stored table.
 *
 * @param name its name
 * @param kind the type of its values
 * @param meaning what it holds, in a few words
 * @param value its value in a row made from a T: an Integer, Long, Double, Boolean or String as
 *     {@code kind} says, or null. A double that is not finite is stored as null.
 * @param <T> what rows are made from
 */
record Column<T>(String name, Kind kind, String meaning, Function<T, Object> value) {
  /** The value as it is stored. */
  Object stored(T row) {
    Object result = value.apply(row);
    return result instanceof Double d && !Double.isFinite(d) ? null : result;
  }

  /** The types of columns, in Spark and in Parquet. */
  enum Kind {
    INT(DataTypes.IntegerType, PrimitiveTypeName.INT32),
    LONG(DataTypes.LongType, PrimitiveTypeName.INT64),
    DOUBLE(DataTypes.DoubleType, PrimitiveTypeName.DOUBLE),
    BOOLEAN(DataTypes.BooleanType, PrimitiveTypeName.BOOLEAN),
    TEXT(DataTypes.StringType, PrimitiveTypeName.BINARY);

    private final DataType spark;
    private final PrimitiveTypeName parquet;

    Kind(DataType spark, PrimitiveTypeName parquet) {
      this.spark = spark;
      this.parquet = parquet;
    }

    /** The kind of a parameter's values. */
    static Kind of(Class<?> type) {
      if (type == Integer.class) {
        return INT;
      }
      if (type == Long.class) {
        return LONG;
      }
      return type == Double.class ? DOUBLE : TEXT;
    }

    DataType spark() {
      return spark;
    }
  }

  static StructType sparkSchema(List<? extends Column<?>> columns) {
    StructType schema = new StructType();
    for (Column<?> column : columns) {
      schema = schema.add(column.name(), column.kind().spark);
    }
    return schema;
  }

  static MessageType parquetSchema(String table, List<? extends Column<?>> columns) {
    Type[] fields =
        columns.stream()
            .map(
                column -> {
                  var type = Types.optional(column.kind().parquet);
                  return column.kind() == Kind.TEXT
                      ? type.as(LogicalTypeAnnotation.stringType()).named(column.name())
                      : type.named(column.name());
                })
            .toArray(Type[]::new);
    return new MessageType(table, fields);
  }
}
