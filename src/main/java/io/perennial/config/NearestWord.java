package io.perennial.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what somebody who mistyped a word probably meant. */
public final class NearestWord {
  private NearestWord() {}

  /**
   * The known word at the smallest edit distance, if that is at most about half its length; case is
   * ignored.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(word, k)).thenComparing(k -> k))
        .filter(k -> 2 * distance(word, k) <= Math.max(word.length(), k.length()) + 1);
  }

  /** The edit distance (Levenshtein). */
  static int distance(String a, String b) {
    return LevenshteinDistance.getDefaultInstance()
        .apply(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }
}
