package io.perennial.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The texts of the report in one language: {@code texts_LANGUAGE.properties}, in UTF-8. */
final class Texts {
  private final Properties texts = new Properties();
  private final String language;

  Texts(String language) {
    this.language = language;
    String file = "texts_%s.properties".formatted(language);
    try (InputStream in = Texts.class.getResourceAsStream(file)) {
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("The texts of the report cannot be read: " + file, e);
    }
  }

  /** The text of a key with {0}, {1}, ... replaced. */
  String of(String key, Object... values) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("%s is in no text of language %s".formatted(key, language));
    }
    // All at once, since a value may look like a place.
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
      int close = text.indexOf('}', open);
      filled
          .append(text, from, open)
          .append(values[Integer.parseInt(text.substring(open + 1, close))]);
      from = close + 1;
    }
    return filled.append(text.substring(from)).toString();
  }

  /** The text of a key, or the word itself where there is none: for names that data brings. */
  String orWord(String key, String word) {
    return texts.getProperty(key, word);
  }

  /** A text in the singular or the plural, by the language's rule. */
  String counted(String key, long count, Object... values) {
    boolean one = language.equals("fr") ? Math.abs(count) < 2 : count == 1;
    return of(key + (one ? ".one" : ".many"), values);
  }

  Properties all() {
    return texts;
  }
}
