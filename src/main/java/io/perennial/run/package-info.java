/** The manifest: the record of a run, written and read back. */
package io.perennial.run;
