package io.perennial.publish;

import java.time.LocalDate;
import java.util.List;

/**
 * What a publication did besides publishing.
 *
 * @param pruned the run dates that were removed because newer ones are kept, newest first
 * @param warnings what could not be cleaned up; the next run does it
 */
public record PublicationResult(List<LocalDate> pruned, List<String> warnings) {
  public PublicationResult {
    pruned = List.copyOf(pruned);
    warnings = List.copyOf(warnings);
  }
}
