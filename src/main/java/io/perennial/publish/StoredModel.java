package io.perennial.publish;

import org.apache.hadoop.fs.Path;

/** One version of a model and the directory it is in. */
public record StoredModel(String name, String version, Path directory) {}
