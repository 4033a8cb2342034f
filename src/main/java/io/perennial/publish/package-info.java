/**
 * Runs and models made visible at once or not at all, below {@code output.path}.
 *
 * <p>A run is staged in a directory of its own. Publishing it writes a journal, puts each table of
 * that date's run aside into {@code _replaced} and renames the staged one into its place, replaces
 * the manifest, which is the commit, and removes the journal and what was put aside. The next run
 * finishes a publication that was killed after the commit and undoes one that was killed before.
 */
package io.perennial.publish;
