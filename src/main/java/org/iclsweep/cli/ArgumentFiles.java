package org.iclsweep.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iclsweep.sweep.UsageException;

/**
 * The words of a command line, with {@code @FILE} replaced by the words of the file.
 *
 * <p>Words in a file are separated by white space. {@code '...'} and {@code "..."} keep white space
 * within a word and end on the line on which they begin; within {@code "..."}, a backslash escapes
 * a quote or a backslash. A {@code #} where a word could begin starts a comment that extends to the
 * end of the line. A file may name other files. {@code @@x} is the word {@code @x}.
 *
 * <p>Picocli also reads such files, but loses the line of a word, silently ends an open quote and
 * ignores a file that names itself.
 */
final class ArgumentFiles {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  private final List<Word> words = new ArrayList<>();
  private final Deque<Path> open = new ArrayDeque<>();

  /**
   * A word.
   *
   * @param text the word
   * @param place "FILE, line N: ", or empty for a word of the command line itself
   */
  private record Word(String text, String place) {}

  /**
   * Reads the files that a command line names.
   *
   * @throws UsageException if one cannot be read, names itself, or has an open quote
   */
  ArgumentFiles(String... arguments) {
    for (String argument : arguments) {
      add(new Word(argument, ""));
    }
  }

  /**
   * Returns the words of the text of a file that names no other files.
   *
   * @param name the name of the file in messages
   */
  static List<String> wordsOf(String name, String text) {
    List<String> words = new ArrayList<>();
    text.lines().forEach(line -> words.addAll(split(line, name + ": ")));
    return words;
  }

  /** Returns the word that stands for a word on a command line, even if that begins with @. */
  static String escaped(String word) {
    return word.startsWith("@") ? "@" + word : word;
  }

  /** The words, in order. */
  String[] words() {
    return words.stream().map(Word::text).toArray(String[]::new);
  }

  /**
   * Prefixes a message with the file and line of the word at fault. The message is unchanged if the
   * word is part of the command line itself.
   *
   * @param fault the word, or an option. For an option given more than once, the occurrence whose
   *     value appears in the message is located, else the last, which is the one that counts
   */
  String located(String fault, String message) {
    String place = "";
    for (int i = 0; i < words.size(); i++) {
      String text = words.get(i).text();
      boolean apart = text.equals(fault);
      if (apart || text.startsWith(fault + "=")) {
        place = words.get(i).place();
        String value =
            apart && i + 1 < words.size()
                ? words.get(i + 1).text()
                : text.substring(Math.min(text.length(), fault.length() + 1));
        if (value.length() > 1 && message.contains(value)) {
          break;
        }
      }
    }
    return place + message;
  }

  /** The same for the first option that a message names. */
  String located(String message) {
    Matcher option = OPTION.matcher(message);
    return option.find() ? located(option.group(), message) : message;
  }

  private void add(Word word) {
    String text = word.text();
    if (text.startsWith("@@")) {
      words.add(new Word(text.substring(1), word.place()));
    } else if (text.startsWith("@") && text.length() > 1) {
      addFile(text.substring(1), word.place());
    } else {
      words.add(word);
    }
  }

  private void addFile(String name, String place) {
    Path path;
    List<String> lines;
    try {
      path = Path.of(name).toAbsolutePath().normalize();
      if (open.contains(path)) {
        throw new UsageException(place + "argument file " + name + " names itself");
      }
      if (Files.isDirectory(path)) {
        throw new UsageException(
            place + "argument file " + name + " is a folder; name a file in it");
      }
      lines = Files.readAllLines(path, UTF_8);
    } catch (MalformedInputException e) {
      throw new UsageException(place + "argument file " + name + " is not UTF-8 text", e);
    } catch (IOException | IllegalArgumentException e) {
      boolean there = !(e instanceof IllegalArgumentException) && Files.exists(Path.of(name));
      throw new UsageException(
          place + "argument file " + name + (there ? " cannot be read" : " does not exist"), e);
    }
    open.push(path);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (i == 0 && !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK) {
        line = line.substring(1);
      }
      String here = name + ", line " + (i + 1) + ": ";
      split(line, here).forEach(text -> add(new Word(text, here)));
    }
    open.pop();
  }

  /** Splits a line into words. */
  static List<String> split(String line, String place) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (true) {
      while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
        i++;
      }
      if (i == line.length() || line.charAt(i) == '#') {
        return words;
      }
      StringBuilder word = new StringBuilder();
      while (i < line.length() && !Character.isWhitespace(line.charAt(i))) {
        char c = line.charAt(i++);
        if (c == '"' || c == '\'') {
          i = quoted(line, i, c, word, place);
        } else {
          word.append(c);
        }
      }
      words.add(word.toString());
    }
  }

  /** Appends quoted text to a word; returns the index after the closing quote. */
  private static int quoted(String line, int start, char quote, StringBuilder word, String place) {
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == quote) {
        return i + 1;
      }
      boolean escape = quote == '"' && c == '\\' && i + 1 < line.length();
      if (escape && "\"\\".indexOf(line.charAt(i + 1)) >= 0) {
        i++;
      }
      word.append(line.charAt(i));
    }
    throw new UsageException(
        "%sthe quote %s at column %d is not closed; close it on the same line"
            .formatted(place, quote, start));
  }
}
