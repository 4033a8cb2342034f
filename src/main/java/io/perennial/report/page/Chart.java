package io.perennial.report.page;

/**
 * A chart that the page draws, with its figures as a table.
 *
 * @param id of the element
 * @param finding a sentence that says what the chart shows
 * @param note how to read it; null for none
 * @param height in pixels
 */
public record Chart(String id, String finding, String note, int height, Table data)
    implements Block {}
