package io.perennial.report.page;

/** A part of a section. */
public sealed interface Block permits Tiles, Table, Chart, Bars, Bridge, Prose, Warnings, Terms {}
