package org.iclsweep.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.iclsweep.table.Column;
import org.iclsweep.table.Column.Kind;
import org.junit.jupiter.api.Test;

/** Schemas and which rows they can hold. */
class ParquetSchemaTest {
  private static MessageType parse(String fields) {
    return MessageTypeParser.parseMessageType("message m { %s }".formatted(fields));
  }

  @Test
  void everyColumnMayHoldNulls() {
    List<Column<Object>> columns = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      columns.add(new Column<>(kind.sql(), kind, "", row -> row));
    }
    assertEquals(
        parse(
            "optional int32 int; optional int64 bigint; optional double double;"
                + " optional boolean boolean; optional binary string (STRING);"),
        ParquetSchema.of("m", columns));
  }

  @Test
  void rowsFitWhereTheirColumnsAre() {
    MessageType target = parse("optional int32 a; optional binary b (STRING);");
    assertTrue(ParquetSchema.fits(target, target));
    assertTrue(ParquetSchema.fits(parse("optional binary b (STRING);"), target));
    assertTrue(ParquetSchema.fits(parse("required binary b (STRING); required int32 a;"), target));
    assertFalse(ParquetSchema.fits(parse("optional int32 c;"), target));
    assertFalse(ParquetSchema.fits(parse("optional int64 a;"), target));
    assertFalse(ParquetSchema.fits(parse("optional int32 a (DATE);"), target));
    assertFalse(ParquetSchema.fits(parse("optional binary b;"), target));
    assertFalse(ParquetSchema.fits(parse("repeated int32 a;"), target));
    assertFalse(ParquetSchema.fits(parse("optional group a { optional int32 x; }"), target));
  }

  @Test
  void someSchemasHoldNoRows() {
    for (String field :
        List.of(
            "required int32 a;", "repeated int32 a;", "optional group a { optional int32 b; }")) {
      assertFalse(ParquetSchema.fits(parse(field), parse(field)), field);
      assertFalse(ParquetSchema.fits(parse("optional int32 c;"), parse(field)), field);
    }
  }
}
