package org.iclsweep.reference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import org.iclsweep.objective.ListedPrompts;
import org.iclsweep.task.Task;

/** Writes reference files: one line per field, token, row of Q and prompt. */
public final class ReferenceWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator json;

  private ReferenceWriter(JsonGenerator json) {
    this.json = json;
  }

  /**
   * Writes the file one number at a time; each reads back as the same double.
   *
   * @param out Not closed.
   * @throws IOException if it cannot be written
   */
  public static void write(ReferenceCase reference, OutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.setPrettyPrinter(new Lines());
      new ReferenceWriter(json).write(reference);
    }
    out.write('\n');
  }

  private void write(ReferenceCase reference) throws IOException {
    json.writeStartObject();
    json.writeFieldName("name");
    json.writeString(reference.name());
    problem(reference.problem());
    json.writeFieldName("expected");
    expected(reference.expected());
    json.writeEndObject();
  }

  private void problem(Problem problem) throws IOException {
    Task task = problem.task();
    integer("prompt_length", task.promptLength());
    integer("tokens", task.tokens());
    integer("dim", task.dim());
    integer("m", task.m());
    integer("heads", problem.heads().size());
    number("noise", task.noise());
    json.writeFieldName("optimizer");
    json.writeString(problem.optimizer().name().toLowerCase(Locale.ROOT));
    number("learning_rate_q", problem.learningRateQ());
    number("learning_rate_w", problem.learningRateW());
    json.writeFieldName("token_vectors");
    columns(task.dictionary());
    json.writeFieldName("features");
    columns(task.features());
    json.writeFieldName("q_init");
    json.writeStartArray();
    for (DMatrixRMaj q : problem.heads()) {
      rows(q);
    }
    json.writeEndArray();
    if (problem.prompts() != null) {
      prompts(problem.prompts());
    }
  }

  private void prompts(ListedPrompts prompts) throws IOException {
    json.writeFieldName("objective");
    json.writeString("sampled");
    json.writeFieldName("training_labels");
    rows(prompts.labels());
    json.writeFieldName("batches");
    json.writeStartArray();
    for (int step = 0; step < prompts.steps(); step++) {
      int[] batch = prompts.batch(step);
      json.writeArray(batch, 0, batch.length);
    }
    json.writeEndArray();
  }

  private void expected(ReferenceCase.Expected expected) throws IOException {
    json.writeStartObject();
    for (String quantity : ReferenceCase.QUANTITIES) {
      json.writeFieldName(quantity);
      if (expected.quantities().containsKey(quantity)) {
        json.writeNumber(expected.quantity(quantity));
      } else {
        json.writeNull();
      }
    }
    json.writeFieldName("steps");
    json.writeStartArray();
    for (long step : expected.steps()) {
      json.writeNumber(step);
    }
    json.writeEndArray();
    json.writeFieldName("gap");
    json.writeStartArray();
    for (double gap : expected.gaps()) {
      json.writeNumber(gap);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void integer(String name, int value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value);
  }

  private void number(String name, double value) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(value);
  }

  /** Writes a matrix as an array of its columns. */
  private void columns(DMatrixRMaj matrix) throws IOException {
    json.writeStartArray();
    for (int k = 0; k < matrix.numCols; k++) {
      json.writeStartArray();
      for (int i = 0; i < matrix.numRows; i++) {
        json.writeNumber(matrix.unsafe_get(i, k));
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Writes a matrix as an array of its rows. */
  private void rows(DMatrixRMaj matrix) throws IOException {
    json.writeStartArray();
    for (int row = 0; row < matrix.numRows; row++) {
      json.writeArray(matrix.data, row * matrix.numCols, matrix.numCols);
    }
    json.writeEndArray();
  }

  /** Starts a new line after each field and after each array within an array. */
  private static final class Lines extends MinimalPrettyPrinter {
    private static final long serialVersionUID = 1L;

    private boolean afterArray;

    @Override
    public void beforeObjectEntries(JsonGenerator out) throws IOException {
      out.writeRaw('\n');
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
      out.writeRaw(",\n");
    }

    @Override
    public void writeStartArray(JsonGenerator out) throws IOException {
      afterArray = false;
      super.writeStartArray(out);
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
      out.writeRaw(afterArray ? ",\n" : ",");
    }

    @Override
    public void writeEndArray(JsonGenerator out, int values) throws IOException {
      afterArray = true;
      super.writeEndArray(out, values);
    }
  }
}
