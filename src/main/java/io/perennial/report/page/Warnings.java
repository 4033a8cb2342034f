package io.perennial.report.page;

import java.util.List;

/** Sentences that ask for attention; none is good news. */
public record Warnings(String title, String none, List<String> sentences) implements Block {}
