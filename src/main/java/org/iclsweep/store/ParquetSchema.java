package org.iclsweep.store;

import java.util.List;
import java.util.Objects;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.iclsweep.table.Column;

/** The schemas of tables in Parquet's terms. */
final class ParquetSchema {
  private ParquetSchema() {}

  /** The schema of a table with these columns; every one may hold nulls. */
  static MessageType of(String table, List<? extends Column<?>> columns) {
    return new MessageType(table, columns.stream().map(ParquetSchema::field).toList());
  }

  private static Type field(Column<?> column) {
    return switch (column.kind()) {
      case INT -> Types.optional(PrimitiveTypeName.INT32).named(column.name());
      case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
      case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column.name());
    };
  }

  /**
   * Whether rows of one schema can be stored under another: every column is there by its name and
   * type, and what is not in the source may be null. Schemas with nested or repeated columns never
   * fit.
   */
  static boolean fits(MessageType source, MessageType target) {
    return source.getFields().stream().allMatch(field -> target.containsField(field.getName()))
        && target.getFields().stream().allMatch(field -> fits(source, field));
  }

  private static boolean fits(MessageType source, Type target) {
    if (!source.containsField(target.getName())) {
      return target.isPrimitive() && target.isRepetition(Repetition.OPTIONAL);
    }
    Type field = source.getType(target.getName());
    return isFlat(field)
        && isFlat(target)
        && (field.isRepetition(Repetition.REQUIRED) || target.isRepetition(Repetition.OPTIONAL))
        && sameValues(field.asPrimitiveType(), target.asPrimitiveType());
  }

  private static boolean isFlat(Type field) {
    return field.isPrimitive() && !field.isRepetition(Repetition.REPEATED);
  }

  private static boolean sameValues(PrimitiveType one, PrimitiveType other) {
    return one.getPrimitiveTypeName() == other.getPrimitiveTypeName()
        && one.getTypeLength() == other.getTypeLength()
        && Objects.equals(one.getLogicalTypeAnnotation(), other.getLogicalTypeAnnotation());
  }
}
