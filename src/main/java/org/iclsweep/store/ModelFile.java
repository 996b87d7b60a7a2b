package org.iclsweep.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.iclsweep.sweep.TrainedModel;
import org.iclsweep.sweep.TrialConfig;

/**
 * The trained model of one trial: a JSON file named by the trial's id in the sweep's folder {@code
 * models}. Executors write it before they return the trial's row, which names it. The same trial
 * always gives the same bytes.
 */
public final class ModelFile {
  /** The folder of models. */
  static final String FOLDER = "models";

  /** A number takes at most 26 characters with its comma; the rest is for names. */
  private static final long MAX_BYTES = TrainedModel.MAX_VALUES * 26 + 10_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private final WholeFiles whole;
  private final Path folder;
  private final TrialConfig config;

  /** The content of a file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Content(
      String trial_id,
      int heads,
      int prompt_length,
      int tokens,
      double[][] w,
      double[][][] attention,
      double[][] prediction,
      double[][] optimum) {}

  /**
   * Creates the file of a trial, which need not exist yet.
   *
   * @param conf the settings for file systems
   * @param folder the sweep's folder, a URI
   * @param config the trial
   * @throws IOException if there is no file system for the folder
   */
  public ModelFile(Configuration conf, String folder, TrialConfig config) throws IOException {
    this(WholeFiles.of(new Path(folder), conf), new Path(folder), config);
  }

  ModelFile(WholeFiles whole, Path folder, TrialConfig config) {
    this.whole = whole;
    this.folder = folder;
    this.config = config;
  }

  /** The file's name relative to the sweep's folder. */
  public String name() {
    return FOLDER + "/" + config.id() + ".json";
  }

  /**
   * Writes the model, replacing an older file.
   *
   * @throws IOException if it cannot be written
   */
  public void write(TrainedModel model) throws IOException {
    Content content =
        new Content(
            config.id(),
            config.heads(),
            config.promptLength(),
            config.tokens(),
            model.w(),
            model.attention(),
            model.prediction(),
            model.optimum());
    whole.write(new Path(folder, name()), out -> out.write(JSON.writeValueAsBytes(content)));
  }

  /**
   * Reads the model.
   *
   * @return empty if there is no file
   * @throws IOException with a one-line message, if it cannot be read or is not the model of this
   *     trial
   */
  public Optional<TrainedModel> read() throws IOException {
    Path file = new Path(folder, name());
    try {
      FileStatus status = whole.files().getFileStatus(file);
      if (status.isDirectory() || status.getLen() > MAX_BYTES) {
        throw new IOException(file + " is no model: it has %d bytes".formatted(status.getLen()));
      }
      try (InputStream in = whole.files().open(file)) {
        Content content = JSON.readValue(in.readNBytes((int) MAX_BYTES), Content.class);
        if (content == null) {
          throw new IOException(file + " is damaged: it is not a model in JSON");
        }
        TrainedModel model =
            new TrainedModel(content.w, content.attention, content.prediction, content.optimum);
        if (!config.id().equals(content.trial_id) || !model.isOf(config)) {
          throw new IOException(file + " is not the model of trial " + config.id());
        }
        return Optional.of(model);
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is damaged: it is not a model in JSON", e);
    }
  }
}
