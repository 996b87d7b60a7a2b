package org.iclsweep.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.iclsweep.table.StoredTrial;
import org.iclsweep.table.TableNames;

/**
 * Reads every page of a results file. If the file is damaged, writes the readable data of both
 * tables to another file, which stays hidden until it is published.
 *
 * <p>A row group is read whole or not at all. A trial is kept if its row of {@code trials} and all
 * its rows of {@code trajectories}, from step 0 to the last, can be read.
 */
final class Inspection implements Workers.Work<Inspection.Found> {
  private static final long serialVersionUID = 1L;

  private static final Map<String, List<String>> KEYS =
      Map.of(
          TableNames.TRIALS, List.of("trial_id", "attempt", "status", "steps_run"),
          TableNames.TRAJECTORIES, List.of("trial_id", "attempt", "step"));

  private final String folder;
  private final String name;
  private final HashMap<String, Fingerprint> fingerprints;

  /**
   * Creates an inspection of one results file.
   *
   * @param folder the sweep's folder, a URI
   * @param name the file's name
   * @param fingerprints the expected fingerprints by table; empty for an unlisted file
   */
  Inspection(String folder, String name, Map<String, Fingerprint> fingerprints) {
    this.folder = folder;
    this.name = name;
    this.fingerprints = new HashMap<>(fingerprints);
  }

  /**
   * The result of an inspection.
   *
   * @param name the name of the file
   * @param damage the problems, each a phrase that begins with the table; empty for an undamaged
   *     file
   * @param kept the number of readable trials; all of them if there is no damage
   * @param lost the number of unreadable trials; -1 if unknown
   * @param rescued the file with the readable trials; null if the file is undamaged or none can be
   *     read
   */
  record Found(String name, ArrayList<String> damage, long kept, long lost, Rewrite.Written rescued)
      implements Serializable {}

  /** One of the two tables of the file, with its schema and readable row groups. */
  private record Part(InputFile file, MessageType schema, List<Integer> groups, int of) {
    private static final Part NONE = new Part(null, null, List.of(), 0);

    boolean whole() {
      return groups.size() == of;
    }
  }

  @Override
  public Found run(WholeFiles whole) throws IOException {
    ResultFiles results = new ResultFiles(whole, new Path(folder));
    ArrayList<String> damage = new ArrayList<>();
    Part trials = part(whole, results, TableNames.TRIALS, damage);
    Part steps = part(whole, results, TableNames.TRAJECTORIES, damage);
    Set<Rewrite.Attempt> kept = new HashSet<>();
    long rows = complete(trials, steps, kept);
    long there =
        fingerprints.containsKey(TableNames.TRIALS)
            ? fingerprints.get(TableNames.TRIALS).rows()
            : trials.file() == null ? -1 : rows(trials);
    if (damage.isEmpty() && kept.size() < rows) {
      damage.add(
          "%s of %d trials in %s are not complete"
              .formatted(
                  KnownFiles.key(TableNames.TRAJECTORIES, name), rows - kept.size(), "trials"));
    }
    return new Found(
        name,
        damage,
        damage.isEmpty() ? rows : kept.size(),
        damage.isEmpty() ? 0 : there < 0 ? -1 : there - kept.size(),
        damage.isEmpty() || kept.isEmpty() ? null : rescue(whole, results, trials, steps, kept));
  }

  private static long rows(Part part) throws IOException {
    return Footer.of(part.file()).rows();
  }

  private Part part(WholeFiles whole, ResultFiles results, String table, List<String> damage)
      throws IOException {
    String key = KnownFiles.key(table, name);
    Fingerprint fingerprint = fingerprints.get(table);
    Configuration conf = whole.files().getConf();
    FileStatus status;
    try {
      status = whole.files().getFileStatus(results.file(table, name));
    } catch (FileNotFoundException e) {
      if (fingerprint != null || table.equals(TableNames.TRIALS)) {
        damage.add(key + " is missing");
      }
      return Part.NONE;
    }
    String difference =
        fingerprint != null
            ? fingerprint.difference(status, conf)
            : status.isDirectory() ? "is a folder" : null;
    if (difference != null) {
      damage.add(key + " " + difference);
      return Part.NONE;
    }
    InputFile file = HadoopInputFile.fromStatus(status, conf);
    whole.files().open(status.getPath()).close(); // a file without read permission is not damaged
    try (ParquetFileReader reader = CheckedParquet.open(file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      if (!KEYS.get(table).stream().allMatch(schema::containsField)) {
        damage.add(key + " lacks columns");
        return Part.NONE;
      }
      List<Integer> groups = new ArrayList<>();
      int of = reader.getRowGroups().size();
      for (int i = 0; i < of; i++) {
        if (readable(reader, i)) {
          groups.add(i);
        }
      }
      if (groups.size() < of) {
        damage.add("%s was altered in %d of %d row groups".formatted(key, of - groups.size(), of));
      }
      return new Part(file, schema, groups, of);
    } catch (IOException | RuntimeException e) {
      if (Network.failed(e)) {
        throw e;
      }
      damage.add(key + " is not a complete Parquet file");
      return Part.NONE;
    }
  }

  /**
   * Reads every page of a file.
   *
   * @throws IOException if a page was altered or the file cannot be read
   * @throws RuntimeException if it is not a Parquet file
   */
  static void readAll(InputFile file) throws IOException {
    try (ParquetFileReader reader = CheckedParquet.open(file)) {
      for (int i = 0; i < reader.getRowGroups().size(); i++) {
        if (!readable(reader, i)) {
          throw new IOException(file + " was altered");
        }
      }
    }
  }

  private static boolean readable(ParquetFileReader reader, int group) throws IOException {
    BlockMetaData block = reader.getRowGroups().get(group);
    try {
      reader.setRequestedSchema(reader.getFileMetaData().getSchema());
      PageReadStore pages = block.getRowCount() == 0 ? null : reader.readRowGroup(group);
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        if (pages != null && !readable(reader, pages, chunk, block.getRowCount())) {
          return false;
        }
      }
      return true;
    } catch (IOException | RuntimeException e) {
      if (Network.failed(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Returns whether the pages of a column, whose checksums are correct, match the footer. */
  private static boolean readable(
      ParquetFileReader reader, PageReadStore pages, ColumnChunkMetaData chunk, long rows) {
    ColumnDescriptor column =
        reader.getFileMetaData().getSchema().getColumnDescription(chunk.getPath().toArray());
    PageReader in = pages.getPageReader(column);
    var unused = in.readDictionaryPage();
    long values = 0;
    for (DataPage page = in.readPage(); page != null; page = in.readPage()) {
      values += page.getValueCount();
      if (page instanceof DataPageV1 first
          && !chunk.getEncodings().contains(first.getValueEncoding())) {
        return false;
      }
    }
    return values == rows;
  }

  /** Collects the complete attempts; returns the number of readable rows of {@code trials}. */
  private static long complete(Part trials, Part steps, Set<Rewrite.Attempt> kept)
      throws IOException {
    if (trials.groups().isEmpty()) {
      return 0;
    }
    Map<Rewrite.Attempt, long[]> ends = ends(steps);
    boolean stepless = steps.file() == null;
    long rows = 0;
    try (ParquetFileReader reader = CheckedParquet.open(trials.file())) {
      for (int group : trials.groups()) {
        Cells cells = new Cells(reader, group, KEYS.get(TableNames.TRIALS));
        for (long i = cells.rows; i > 0; i--) {
          String id = cells.text(0);
          int number = (int) cells.number(1);
          String status = cells.text(2);
          long last = cells.number(3);
          Rewrite.Attempt attempt = new Rewrite.Attempt(id, number);
          long[] end = ends.get(attempt);
          boolean failed = StoredTrial.FAILED.equals(status);
          // The last steps of a diverged trial have no rows.
          boolean ended =
              end != null
                  && (end[1] == last || (StoredTrial.DIVERGED.equals(status) && steps.whole()));
          if (failed || (!stepless && ended && end[0] == 0)) {
            kept.add(attempt);
          }
          rows++;
        }
      }
    }
    return rows;
  }

  /** Returns the first and last readable step of each attempt. */
  private static Map<Rewrite.Attempt, long[]> ends(Part steps) throws IOException {
    Map<Rewrite.Attempt, long[]> ends = new HashMap<>();
    if (steps.groups().isEmpty()) {
      return ends;
    }
    try (ParquetFileReader reader = CheckedParquet.open(steps.file())) {
      for (int group : steps.groups()) {
        Cells cells = new Cells(reader, group, KEYS.get(TableNames.TRAJECTORIES));
        String id = null;
        int number = 0;
        long[] end = null;
        for (long i = cells.rows; i > 0; i--) {
          String nextId = cells.text(0);
          int nextNumber = (int) cells.number(1);
          long step = cells.number(2);
          if (end == null || nextNumber != number || !Objects.equals(nextId, id)) {
            id = nextId;
            number = nextNumber;
            end =
                ends.computeIfAbsent(
                    new Rewrite.Attempt(id, number), attempt -> new long[] {step, step});
          }
          end[0] = Math.min(end[0], step);
          end[1] = Math.max(end[1], step);
        }
      }
    }
    return ends;
  }

  /** The values of some columns of a row group; each must be read once per row, in any order. */
  private static final class Cells {
    final long rows;
    private final List<ColumnReader> readers = new ArrayList<>();
    private Binary lastBinary;
    private String lastText;

    Cells(ParquetFileReader file, int group, List<String> columns) throws IOException {
      rows = file.getRowGroups().get(group).getRowCount();
      if (rows == 0) {
        return; // Parquet cannot read a row group without rows
      }
      MessageType schema = file.getFileMetaData().getSchema();
      MessageType asked =
          new MessageType(schema.getName(), columns.stream().map(schema::getType).toList());
      file.setRequestedSchema(asked);
      ColumnReadStore store = Rewriting.readers(file, file.readRowGroup(group), asked);
      asked.getColumns().forEach(column -> readers.add(store.getColumnReader(column)));
    }

    /** Returns a text, or null. */
    String text(int column) {
      ColumnReader reader = readers.get(column);
      String text = null;
      if (!DecodedColumn.isNull(reader)) {
        Binary binary = reader.getBinary();
        if (!binary.equals(lastBinary)) {
          lastBinary = binary;
          lastText = binary.toStringUsingUTF8();
        }
        text = lastText;
      }
      reader.consume();
      return text;
    }

    /** Returns an integer, or -1 for a null. */
    long number(int column) {
      ColumnReader reader = readers.get(column);
      long value = -1;
      if (!DecodedColumn.isNull(reader)) {
        boolean narrow =
            reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName()
                == PrimitiveTypeName.INT32;
        value = narrow ? reader.getInteger() : reader.getLong();
      }
      reader.consume();
      return value;
    }
  }

  /** Writes the rows of the kept attempts of both tables. */
  private Rewrite.Written rescue(
      WholeFiles whole, ResultFiles results, Part trials, Part steps, Set<Rewrite.Attempt> kept)
      throws IOException {
    String target = ResultFiles.newName(Math.max(1, ResultFiles.level(name)));
    Path to = whole.hidden(results.file(TableNames.TRIALS, target));
    Path stepsTo = whole.hidden(results.file(TableNames.TRAJECTORIES, target));
    Map<String, String> metadata = results.metadata(target, ResultFiles.REPAIRS, List.of(name));
    rescue(whole, steps, Rewrite.TRAJECTORIES, stepsTo, kept, metadata);
    rescue(whole, trials, Rewrite.TRIALS, to, kept, metadata);
    return new Rewrite.Written(
        target, new ArrayList<>(List.of(name)), to.toString(), stepsTo.toString(), kept.size());
  }

  private void rescue(
      WholeFiles whole,
      Part part,
      MessageType columns,
      Path to,
      Set<Rewrite.Attempt> kept,
      Map<String, String> metadata)
      throws IOException {
    Configuration conf = whole.files().getConf();
    boolean fits = part.file() == null || ParquetSchema.fits(part.schema(), columns);
    Path readable = new Path(to.getParent(), to.getName() + "-readable");
    List<InputFile> from = new ArrayList<>();
    if (part.whole() && part.file() != null) {
      from.add(part.file());
    } else if (part.file() != null) {
      copyReadable(whole, part, readable);
      from.add(HadoopInputFile.fromPath(readable, conf));
    }
    try (NewFile file = whole.create(to);
        ParquetTable out = new ParquetTable(file, fits ? columns : part.schema())) {
      Rewriting.copy(from, out, (id, number) -> kept.contains(new Rewrite.Attempt(id, number)));
      out.finish(metadata);
      file.complete();
    }
    whole.delete(readable);
  }

  /** Copies the readable row groups byte for byte. */
  private static void copyReadable(WholeFiles whole, Part part, Path to) throws IOException {
    try (ParquetFileReader reader = CheckedParquet.open(part.file());
        NewFile file = whole.create(to);
        ParquetTable out = new ParquetTable(file, part.schema())) {
      for (int group : part.groups()) {
        out.append(part.file(), reader.getRowGroups().get(group));
      }
      out.finish(Map.of());
      file.complete();
    }
  }
}
