package io.perennial.report.page;

import java.util.List;

/**
 * The report.
 *
 * @param lang of its texts
 * @param kicker a line above the title
 * @param facts of the run, in a line below it
 * @param nonce that its scripts have, and no other
 * @param missing what the run does not have, and why; empty for nothing
 * @param data of the charts, as JSON that can stand in a script element
 * @param footer a line at the end
 */
public record Page(
    String lang,
    String title,
    String kicker,
    List<String> facts,
    String nonce,
    List<Section> sections,
    Labels labels,
    List<String> missing,
    String data,
    String footer,
    Assets assets) {
  /** Words that templates need. */
  public record Labels(
      String contents,
      String figures,
      String skip,
      String sort,
      String noScript,
      String missingTitle,
      String definition) {}

  /** What the page carries, as it stands in the jar: trusted. */
  public record Assets(String style, String charts, String script) {}
}
