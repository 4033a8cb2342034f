package io.perennial.report.page;

/**
 * A column of a table.
 *
 * @param title as people read it
 * @param name in the published table; null where it has none
 * @param numeric whether it is set to the right and sorted by value
 * @param definition a sentence; null for none
 */
public record Column(String title, String name, boolean numeric, String definition) {}
