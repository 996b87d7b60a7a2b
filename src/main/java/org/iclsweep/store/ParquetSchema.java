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

/** The Parquet schemas of tables. */
final class ParquetSchema {
  private ParquetSchema() {}

  /** Returns the schema of a table with these columns, all of which are nullable. */
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
   * Returns whether rows of one schema can be stored under another: the target contains every
   * column of the source with the same name and type, and all its columns are nullable. A schema
   * with nested or repeated columns never fits, not even itself.
   */
  static boolean fits(MessageType source, MessageType target) {
    return source.getFields().stream().allMatch(field -> target.containsField(field.getName()))
        && target.getFields().stream()
            .allMatch(
                field ->
                    field.isPrimitive()
                        && field.isRepetition(Repetition.OPTIONAL)
                        && (!source.containsField(field.getName())
                            || fits(source.getType(field.getName()), field.asPrimitiveType())));
  }

  private static boolean fits(Type source, PrimitiveType target) {
    return source.isPrimitive()
        && !source.isRepetition(Repetition.REPEATED)
        && source.asPrimitiveType().getPrimitiveTypeName() == target.getPrimitiveTypeName()
        && source.asPrimitiveType().getTypeLength() == target.getTypeLength()
        && Objects.equals(source.getLogicalTypeAnnotation(), target.getLogicalTypeAnnotation());
  }
}
