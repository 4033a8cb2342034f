package io.perennial.report.page;

import java.util.List;

/**
 * A section of the report.
 *
 * @param id of the element
 * @param title its subject
 * @param finding what it shows, in a sentence; null for none
 */
public record Section(String id, String title, String finding, List<Block> blocks) {}
