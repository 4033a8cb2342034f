package io.perennial.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.text.WordUtils;

/** Writes the table of keys as the HOCON file that documents them: {@code conf/reference.conf}. */
final class ReferenceConf {
  private static final String HEAD =
      """
      # Every key of Perennial with its default and what it does, written from the table of keys that the
      # job knows them by. Your own file states only what differs:
      #
      #   scripts/perennial run --config my.conf
      #
      # Precedence: this file < your file < ${ENVIRONMENT_VARIABLES} in it < --set KEY=VALUE < options.
      #
      # In brackets: what a value may be, and for keys marked * that another value changes the fitted
      # models, so that stored ones are not used again (models.reuse-days).
      """;

  private static final int WIDTH = 104; // characters
  private static final String INDENT = "  ";

  private final List<String> lines = new ArrayList<>();

  /** The path of the open section, the root included. */
  private List<String> open = List.of();

  private ReferenceConf() {}

  static String text() {
    ReferenceConf file = new ReferenceConf();
    Keys.ALL.forEach(file::add);
    file.moveTo(List.of());
    return HEAD + "\n" + String.join("\n", file.lines) + "\n";
  }

  private void add(Key key) {
    List<String> words = Arrays.asList(key.name().split("\\."));
    moveTo(words.subList(0, words.size() - 1));
    String mark = key.changes() == Key.Changes.FITS ? " *" : "";
    String value = "[" + key.type().expected() + mark + "]";
    boolean isShort = key.about().length() + value.length() < width();
    comment(key.about() + (isShort ? " " : "\n") + value);
    String name = words.get(words.size() - 1);
    line(name + (key.builtIn().startsWith("{") ? " " : " = ") + key.builtIn());
  }

  /** Closes the sections that do not contain the next one and opens those that do. */
  private void moveTo(List<String> section) {
    int shared = 0;
    while (shared < Math.min(open.size(), section.size())
        && open.get(shared).equals(section.get(shared))) {
      shared++;
    }
    while (open.size() > shared) {
      open = open.subList(0, open.size() - 1);
      line("}");
    }
    while (open.size() < section.size()) {
      if (!lines.isEmpty() && !lines.get(lines.size() - 1).endsWith("{")) {
        lines.add("");
      }
      List<String> inner = section.subList(0, open.size() + 1);
      String path = String.join(".", inner.subList(1, inner.size()));
      comment(Keys.SECTIONS.getOrDefault(path, ""));
      line(inner.get(inner.size() - 1) + " {");
      open = inner;
    }
  }

  private void comment(String text) {
    text.lines()
        .flatMap(
            paragraph ->
                paragraph.startsWith(INDENT)
                    ? List.of(paragraph).stream()
                    : WordUtils.wrap(paragraph, width(), "\n", false).lines())
        .forEach(each -> line("# " + each));
  }

  /** Characters of a comment that fit beside the indent of the open section. */
  private int width() {
    return WIDTH - INDENT.length() * open.size() - "# ".length();
  }

  private void line(String text) {
    lines.add(StringUtils.repeat(INDENT, open.size()) + text);
  }
}
