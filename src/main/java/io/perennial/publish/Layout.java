package io.perennial.publish;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/** The directory layout below {@code output.path}. */
record Layout(Path root) {
  /** The table that is replaced as a whole with every run, and outlives the runs it tells of. */
  static final String HISTORY = "runs";

  private static final String RUN_DATE = "run_date=";
  private static final String LOCK = "_lock";

  /** A table's name: its directory must not be hidden from readers or lead elsewhere. */
  private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  /** A model's or version's name. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private static final String DRAFT = "failed.json.";
  private static final String CURRENT = "current";

  static boolean isTableName(String name) {
    return TABLE.matcher(name).matches();
  }

  static boolean isModelName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isVersionName(String name) {
    return NAME.matcher(name).matches() && !name.equals(CURRENT);
  }

  /** The date of a directory named {@code run_date=YYYY-MM-DD}; empty for other names. */
  static Optional<LocalDate> runDate(String directory) {
    if (!directory.startsWith(RUN_DATE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(directory.substring(RUN_DATE.length())));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Path below(String... names) {
    Path path = root;
    for (String name : names) {
      path = new Path(path, name);
    }
    return path;
  }

  private static String of(LocalDate runDate) {
    return RUN_DATE + runDate;
  }

  Path table(String table) {
    return below(table);
  }

  /** What a run of that date has of a table: all of {@link #HISTORY}, a directory of others. */
  Path partition(String table, LocalDate runDate) {
    return table.equals(HISTORY) ? below(HISTORY) : below(table, of(runDate));
  }

  Path manifests() {
    return below("_manifest");
  }

  Path manifestDirectory(LocalDate runDate) {
    return below("_manifest", of(runDate));
  }

  Path manifest(LocalDate runDate) {
    return new Path(manifestDirectory(runDate), "manifest.json");
  }

  Path failure() {
    return below("_manifest", "failed.json");
  }

  /** A failed run's manifest that is being written. */
  Path failureDraft(String id) {
    return below("_manifest", DRAFT + id);
  }

  /** Whether a name in {@link #manifests} is that of a {@link #failureDraft}. */
  static boolean isFailureDraft(String name) {
    return name.startsWith(DRAFT);
  }

  Path lock() {
    return below(LOCK);
  }

  /** Prefix in {@link #root} of the files for taking over a lock. */
  String claimPrefix() {
    return LOCK + ".";
  }

  /** The claim on the lock (or on the claim) with this id. */
  Path claim(String id) {
    return below(claimPrefix() + id);
  }

  Path journal() {
    return below("_journal.json");
  }

  Path replaced() {
    return below("_replaced");
  }

  Path replaced(LocalDate runDate) {
    return below("_replaced", of(runDate));
  }

  /** All tables put aside of the run whose manifest has this fingerprint. */
  Path aside(LocalDate runDate, String fingerprint) {
    return new Path(replaced(runDate), fingerprint);
  }

  Path aside(LocalDate runDate, String fingerprint, String table) {
    return new Path(aside(runDate, fingerprint), table);
  }

  Path staging() {
    return below("_staging");
  }

  Path staging(String attempt) {
    return below("_staging", attempt);
  }

  Path models() {
    return below("_models");
  }

  Path model(String name) {
    return below("_models", name);
  }

  Path version(String name, String version) {
    return below("_models", name, version);
  }

  Path current(String name) {
    return below("_models", name, CURRENT);
  }
}
