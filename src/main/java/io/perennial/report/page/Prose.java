package io.perennial.report.page;

/** A paragraph. */
public record Prose(String text) implements Block {}
